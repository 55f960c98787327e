"""Renders the case page; each view of a case is written into the audit trail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from appeals import erasure, legal_holds, lifecycle, news, officer_drafts
from appeals.models import Appeal, OfficerDraft
from appeals.review import presence, related
from appeals.review.added import added as in_words
from appeals.review.case_page import CasePage, case_page
from appeals.review.clock_card import clock_card
from appeals.review.decision_form import ApproveForm, SeenForm
from appeals.review.doors import DOORS, form_of
from appeals.review.forms import RevealForm, StepForm
from appeals.review.leftovers import leftovers
from appeals.review.masking import Identity
from appeals.review.not_to_them import not_to
from appeals.review.preview import Preview
from portal import audit
from portal.models import User

# In these a form on the page decides, and must say what it was shown with.
_DECIDED_ON = frozenset({Appeal.Status.IN_REVIEW, Appeal.Status.FOR_APPROVAL})


class CaseScreen:
    """The case page for one request, with what a step left on it."""

    def __init__(self, request: HttpRequest, appeal: Appeal, user: User) -> None:
        self.request = request
        self.appeal = appeal
        self.user = user

    def show(
        self,
        *,
        form: StepForm | None = None,
        refusal: str = "",
        added: Sequence[lifecycle.Entry] = (),
        opened: Identity | None = None,
        preview: Preview | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> TemplateResponse:
        """Show the case; `form` keeps what was typed, `refusal` says why it did not pass, and
        `added` what the person added meanwhile."""
        at = timezone.now()
        # Before the page is read: what comes between counts as not seen.
        on_file = lifecycle.names_on_file(self.appeal) if self.appeal.status in _DECIDED_ON else []
        page = case_page(self.appeal, user=self.user, at=at, opened=opened)
        audit.record(
            "case.viewed", by=self.user, subject=self.appeal, at=at, blurred=page.photo_ids
        )
        news.seen(self.appeal, by=self.user)
        drafts = officer_drafts.of(self.appeal, by=self.user) if page.may_see_photos else {}
        forms = self._forms(page, form, drafts)
        for shown in forms.values():
            if isinstance(shown, SeenForm):
                shown.shown_with(on_file)
        # The page tells what came: a refusal does, and the second signature's form always does.
        if isinstance(form, ApproveForm) or (refusal and isinstance(form, SeenForm)):
            form.shown_again_with(on_file)
        context = {
            **admin.site.each_context(self.request),
            "title": self.appeal.reference,
            "page": page,
            "forms": forms,
            "linked": related.linked(self.appeal),
            "put_first": related.put_first(self.appeal),
            "typed": form,
            "leftovers": leftovers(row for verb, row in drafts.items() if verb not in forms),
            "added": in_words(self.appeal, added),
            "clock": clock_card(page, at=at),
            "reveal": RevealForm() if page.may_see_photos else None,
            "refusal": refusal,
            "preview": preview,
            "may_take": page.may_see_photos,
            "read_by": self._read_by(page, at=at),
            "barred": self._barred(page),
            "legal_holds": legal_holds.shown(self.appeal),
            "is_by_request": bool(self.appeal.erased_at) and erasure.is_by_request(self.appeal.pk),
            "may_hold": self.user.has_role(*legal_holds.HOLDERS),
        }
        return TemplateResponse(self.request, "appeals/review/case.html", context, status=status)

    def _read_by(self, page: CasePage, *, at: datetime) -> str:
        """Leave this officer's mark on the case, and say who else has it open."""
        if not page.may_see_photos:
            return ""
        return presence.in_words(presence.note(self.appeal.pk, by=self.user, at=at))

    def _barred(self, page: CasePage) -> str:
        """Say what keeps the case from this officer, before they try."""
        bar = page.limits.bar
        if bar is None or not self.appeal.is_open:
            return ""
        return not_to(lifecycle.Barred(self.user, self.appeal, bar), user=self.user)

    def _forms(
        self, page: CasePage, typed: StepForm | None, drafts: Mapping[str, OfficerDraft]
    ) -> dict[str, StepForm]:
        """Return the forms on the page, filled from drafts but for the one just `typed`."""
        forms = {verb: form_of(verb, self.appeal) for verb in page.offered if verb in DOORS}
        for verb in forms.keys() & drafts.keys():
            forms[verb].restore(drafts[verb])
        if typed is not None and typed.verb:
            forms[typed.verb] = typed
            if typed.verb in drafts:
                typed.draft_revision = drafts[typed.verb].revision
                typed.draft_kept_at = drafts[typed.verb].kept_at
        return forms
