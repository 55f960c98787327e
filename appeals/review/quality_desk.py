"""The quality sample: officers take the next decision and say what they think of it.

Findings by officer are for supervisors and auditors; a reviewer sees their own reviews only.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from appeals import lifecycle
from appeals.models import QualityReview
from appeals.review.offered import REVIEWERS
from eligibility.admin.account_page import name_of
from eligibility.admin.import_forms import refuse_personal
from eligibility.admin.reading import PageAdmin, officer_in
from portal import lists
from portal.models import Role, User
from portal.staff import has_role
from portal.staff_forms import StaffForm

_OVERSEERS = (Role.SUPERVISOR, Role.AUDITOR)
_WAITING = "waiting"


def _deciders() -> list[tuple[str, str]]:
    people = User.objects.filter(groups__name__in=REVIEWERS).distinct()
    rows = people.order_by("first_name", "last_name", "username")
    return [(str(row.pk), name_of(row)) for row in rows]


class QualityFilters(lists.Narrowing):
    """Reviews: whose decision, and what was said of it."""

    decider = lists.Choice(_("Pemutus"), _deciders)
    verdict = lists.Choice(
        _("Penilaian"), [(_WAITING, _("Belum dinilai")), *QualityReview.Verdict.choices]
    )
    since = lists.FromDay(_("Terpilih sejak"))
    lookups: ClassVar[Mapping[str, str | Callable[[Any], Q]]] = {
        "since": "drawn_at__gte",
        "verdict": lambda verdict: Q(verdict="" if verdict == _WAITING else verdict),
    }


class ReviewForm(StaffForm):
    """What the reviewer thinks of the decision; a fault needs words."""

    verdict = forms.ChoiceField(
        label=_("Penilaian Anda"), choices=QualityReview.Verdict.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Alasannya"),
        help_text=_("Wajib kalau ada yang keliru. Jangan menulis data pribadi."),
        required=False,
        max_length=1000,
        validators=[refuse_personal],
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> None:
        """Ask for words where something was wrong."""
        super().clean()
        said = self.cleaned_data.get("verdict")
        is_fault = said and said != QualityReview.Verdict.AGREE
        if is_fault and "words" in self.cleaned_data and not self.cleaned_data["words"].strip():
            self.add_error("words", _("Tulis apa yang keliru."))


class QualityReviewDesk(PageAdmin):
    """Decisions of the sample, the newest first, and a page each with the short form."""

    bare_words = _("Belum ada contoh. Putusan terpilih secara acak begitu berlaku.")
    view_roles: ClassVar[tuple[Role, ...]] = (*REVIEWERS, Role.AUDITOR)
    list_display = ("row_number", "case", "kind", "verdict", "decided_by", "seen_by", "drawn_at")
    list_select_related = ("appeal", "decider", "reviewer")
    narrowing = QualityFilters
    page_template = "admin/appeals/qualityreview/page.html"
    page_related = ("appeal", "decision", "decider", "reviewer", "reopened")

    def get_urls(self) -> list[URLPattern]:
        """Add handing out the next one, and the verdict."""
        return [
            self.door("berikutnya/", self.next_view, "next"),
            self.door("<int:pk>/nilai/", self.review_view, "review"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[QualityReview]:
        """Show overseers all of them, and officers what they took themselves."""
        rows: QuerySet[QualityReview] = super().get_queryset(request)
        if has_role(request, *_OVERSEERS):
            return rows
        return rows.filter(reviewer=request.user.pk)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer the next one above the list."""
        offered = {"may_take": has_role(request, *REVIEWERS)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def page_context(self, request: HttpRequest, row: QualityReview) -> dict[str, object]:
        """Return the decision's outcomes, who was involved, and the form for its reviewer."""
        is_mine = row.reviewer_id == request.user.pk
        return {
            "outcomes": row.decision.outcomes.select_related("block").order_by("block_id"),
            "decider": name_of(row.decider) if row.decider else "",
            "reviewer": name_of(row.reviewer) if row.reviewer else "",
            "form": ReviewForm() if is_mine and row.reviewed_at is None else None,
            "may_read": has_role(request, *REVIEWERS),
        }

    @method_decorator(require_POST)
    def next_view(self, request: HttpRequest) -> HttpResponse:
        """Hand out the oldest decision that this officer may look at."""
        by = officer_in(request, *REVIEWERS)
        review = lifecycle.take_next_review(by, at=timezone.now())
        if review is None:
            messages.info(request, _("Tidak ada contoh yang menunggu Anda."))
            return redirect("admin:appeals_qualityreview_changelist")
        return redirect("admin:appeals_qualityreview_change", review.pk)

    @method_decorator(require_POST)
    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what the reviewer thinks."""
        by = officer_in(request, *REVIEWERS)
        form = ReviewForm(request.POST)
        row = QualityReview.objects.filter(pk=pk, reviewer=by, reviewed_at=None).first()
        if row is None:
            return self._gone(request, form)
        row = self.row(request, pk)
        if not form.is_valid():
            page = self.page(request, row, form=form)
            page.status_code = 422
            return page
        try:
            done = lifecycle.review(row, **form.cleaned_data, by=by, at=timezone.now())
        except lifecycle.NotAllowed:
            return self._gone(request, form)
        is_open = done.reopened is not None
        opened = _("Kasusnya dibuka lagi dengan nomor baru untuk petugas lain.")
        messages.success(request, opened if is_open else _("Penilaian tersimpan."))
        return redirect("admin:appeals_qualityreview_change", pk)

    def _gone(self, request: HttpRequest, form: ReviewForm) -> HttpResponse:
        """Say that the decision went to somebody else, or was judged; the words stay readable."""
        page = self.blank_page(request, "admin/appeals/qualityreview/gone.html", form=form)
        page.status_code = HTTPStatus.CONFLICT
        return page

    @admin.display(description=_("pengaduan"))
    def case(self, row: QualityReview) -> str:
        """The case's number."""
        return row.appeal.reference

    @admin.display(description=_("pemutus"))
    def decided_by(self, row: QualityReview) -> str | None:
        """Who decided."""
        return name_of(row.decider) if row.decider else None

    @admin.display(description=_("pemeriksa"))
    def seen_by(self, row: QualityReview) -> str | None:
        """Who looks at it again."""
        return name_of(row.reviewer) if row.reviewer else None
