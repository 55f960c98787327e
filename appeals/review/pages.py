"""Renders the case page; each view of a case is written into the audit trail."""

from http import HTTPStatus

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from appeals import erasure, legal_holds, news
from appeals.models import Appeal
from appeals.review.case_page import CasePage, case_page
from appeals.review.doors import DOORS, form_of
from appeals.review.forms import RevealForm, StepForm
from appeals.review.masking import Identity
from appeals.review.preview import Preview
from portal import audit
from portal.models import User


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
        opened: Identity | None = None,
        preview: Preview | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> TemplateResponse:
        """Show the case; `form` keeps what was typed, `refusal` says why it did not pass."""
        at = timezone.now()
        page = case_page(self.appeal, user=self.user, at=at, opened=opened)
        audit.record(
            "case.viewed", by=self.user, subject=self.appeal, at=at, blurred=page.photo_ids
        )
        news.seen(self.appeal, by=self.user)
        context = {
            **admin.site.each_context(self.request),
            "title": self.appeal.reference,
            "page": page,
            "forms": self._forms(page, form),
            "typed": form,
            "reveal": RevealForm() if page.may_see_photos else None,
            "refusal": refusal,
            "preview": preview,
            "may_take": page.may_see_photos,
            "legal_holds": legal_holds.shown(self.appeal),
            "is_by_request": bool(self.appeal.erased_at) and erasure.is_by_request(self.appeal.pk),
            "may_hold": self.user.has_role(*legal_holds.HOLDERS),
        }
        return TemplateResponse(self.request, "appeals/review/case.html", context, status=status)

    def _forms(self, page: CasePage, typed: StepForm | None) -> dict[str, StepForm]:
        forms = {verb: form_of(verb, self.appeal) for verb in page.offered if verb in DOORS}
        if typed is not None and typed.verb:
            forms[typed.verb] = typed
        return forms
