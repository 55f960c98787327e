"""Lists about clocks: cases due soon, waits for institutions, and what officers may ask for."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from appeals import lifecycle, question_items
from appeals.models import Escalation, Evidence, QuestionItem, SourceRequest
from appeals.review.not_to_them import not_to
from appeals.review.offered import REVIEWERS
from eligibility.admin.account_page import name_of
from eligibility.admin.import_forms import refuse_personal
from eligibility.admin.reading import PageAdmin, ReadOnlyAdmin, officer_in
from eligibility.grounds import Ground
from portal import fresh, lists
from portal.calendar import civil_date
from portal.models import Role
from portal.staff import has_role
from portal.staff_forms import StaffForm

_FOLDER = "admin/appeals/"


class Standing(models.TextChoices):
    """Whether something goes on."""

    STANDS = "stands", _("Masih berjalan")
    IN_TIME = "in_time", _("Masih dalam waktunya")
    LATE = "late", _("Terlambat dijawab")
    OVER = "over", _("Selesai")


def _escalations(state: str) -> Q:
    return Q(over_at=None) if state == Standing.STANDS else Q(over_at__isnull=False)


def _waits(state: str) -> Q:
    stands = Q(ended_at=None)
    today = civil_date(timezone.now())
    return {
        Standing.STANDS: stands,
        Standing.IN_TIME: stands & Q(expected_date__gte=today),
        Standing.LATE: stands & Q(expected_date__lt=today),
        Standing.OVER: ~stands,
    }[Standing(state)]


class EscalationFilters(lists.Narrowing):
    """Cases due soon: still so, or over."""

    state = lists.Choice(
        _("Keadaan"), [(each.value, each.label) for each in (Standing.STANDS, Standing.OVER)]
    )
    lookups: ClassVar[Mapping[str, str | Callable[[Any], Q]]] = {"state": _escalations}


class EscalationDesk(ReadOnlyAdmin):
    """Cases whose decision day is near, the newest first; each leads to its case."""

    bare_words = _(
        "Belum ada kasus dekat tenggat. Kasus masuk ke sini dua hari kerja sebelum tenggat."
    )
    view_roles: ClassVar[tuple[Role, ...]] = (Role.SUPERVISOR, Role.AUDITOR)
    list_display = ("case", "due_date", "holder", "at", "over_at")
    list_display_links = None
    list_select_related = ("appeal", "officer")
    narrowing = EscalationFilters

    @admin.display(description=_("pengaduan"))
    def case(self, row: Escalation) -> str:
        """The case's number, as a link to it."""
        return _case_link(row.appeal_id, row.appeal.reference)

    @admin.display(description=_("petugas"))
    def holder(self, row: Escalation) -> str | None:
        """Who held the case."""
        return name_of(row.officer) if row.officer else None


class WaitFilters(lists.Narrowing):
    """Waits: for whom, and where they stand."""

    institution = lists.Choice(_("Lembaga"), SourceRequest.Institution.choices)
    state = lists.Choice(_("Keadaan"), Standing.choices)
    lookups: ClassVar[Mapping[str, str | Callable[[Any], Q]]] = {"state": _waits}


class SourceRequestDesk(PageAdmin):
    """What was asked of institutions, the newest first, and a page each with the letter."""

    bare_words = _("Belum ada lembaga yang ditanya. Mulai dari halaman kasus: Tunggu lembaga.")
    view_roles: ClassVar[tuple[Role, ...]] = (*REVIEWERS, Role.AUDITOR)
    list_display = ("row_number", "case", "institution", "state", "asked_at", "expected_date")
    list_select_related = ("appeal",)
    narrowing = WaitFilters
    page_template = f"{_FOLDER}sourcerequest/page.html"
    page_related = ("appeal", "letter", "asked_by", "ended_by")

    def get_urls(self) -> list[URLPattern]:
        """Add the letter."""
        return [self.door("<int:pk>/surat/", self.letter_view, "letter"), *super().get_urls()]

    def page_context(self, request: HttpRequest, row: SourceRequest) -> dict[str, object]:
        """Return who asked, and whether this officer may have the letter."""
        may_read = has_role(request, *REVIEWERS)
        holds = row.appeal.officer_id == request.user.pk or has_role(request, Role.SUPERVISOR)
        return {
            "state": self.state(row),
            "asked_by": name_of(row.asked_by),
            "ended_by": name_of(row.ended_by) if row.ended_by else "",
            "may_read": may_read,
            "may_open": may_read and holds and row.letter is not None and row.ended_at is None,
        }

    @method_decorator(require_POST)
    def letter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give out the letter as a PDF, to be sent; it holds the person's full numbers."""
        by = officer_in(request, *REVIEWERS)
        row = self.row(request, pk)
        try:
            letter = lifecycle.check_may_open(row, by=by)
            if asking := fresh.asked(request):
                return asking
            content = lifecycle.open_letter(row, by=by, at=timezone.now())
        except lifecycle.Barred as refused:
            messages.warning(request, not_to(refused, user=by))
            return redirect("admin:appeals_sourcerequest_change", pk)
        except lifecycle.NotAllowed:
            raise PermissionDenied from None
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'attachment; filename="{letter.number}.pdf"',
                "Cache-Control": "no-store, private",
            },
        )

    @admin.display(description=_("pengaduan"))
    def case(self, row: SourceRequest) -> str:
        """The case's number."""
        return row.appeal.reference

    @admin.display(description=_("keadaan"))
    def state(self, row: SourceRequest) -> str:
        """Whether it goes on, and how it ended."""
        if row.ended_at is not None:
            return str(row.get_end_display())
        is_late = row.expected_date < civil_date(timezone.now())
        return str((Standing.LATE if is_late else Standing.STANDS).label)


class ItemFilters(lists.Narrowing):
    """Items: for which ground, and whether they are in use."""

    ground = lists.Choice(_("Alasan blokir"), Ground.choices)
    state = lists.Choice(_("Keadaan"), [("used", _("Dipakai")), ("retired", _("Dihentikan"))])
    lookups: ClassVar[Mapping[str, str | Callable[[Any], Q]]] = {
        "state": lambda state: Q(retired_at__isnull=state == "used"),
    }


class ItemForm(StaffForm):
    """A new item of the list, in both languages."""

    ground = forms.ChoiceField(
        label=_("Alasan blokir"),
        required=False,
        choices=[("", _("Semua alasan")), *Ground.choices],
    )
    kind = forms.ChoiceField(
        label=_("Dijawab dengan"),
        required=False,
        choices=[("", _("Kata-kata")), *Evidence.Kind.choices],
    )
    text = forms.CharField(
        label=_("Bunyinya"), min_length=5, max_length=300, validators=[refuse_personal]
    )
    text_en = forms.CharField(
        label=_("Bunyinya dalam bahasa Inggris"),
        min_length=5,
        max_length=300,
        validators=[refuse_personal],
    )


class QuestionItemDesk(PageAdmin):
    """What officers may ask for; supervisors add items and stop using them."""

    view_roles: ClassVar[tuple[Role, ...]] = (*REVIEWERS, Role.AUDITOR)
    list_display = ("row_number", "ground", "kind", "text", "retired_at")
    narrowing = ItemFilters
    page_template = f"{_FOLDER}questionitem/page.html"
    page_related = ("added_by", "retired_by")

    def get_urls(self) -> list[URLPattern]:
        """Add the two steps."""
        return [
            self.door("tambah/", self.add_item_view, "new"),
            self.door("<int:pk>/hentikan/", self.retire_view, "retire"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer adding one above the list."""
        offered = {"may_add": has_role(request, Role.SUPERVISOR)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def page_context(self, request: HttpRequest, row: QuestionItem) -> dict[str, object]:
        """Return whether it may be put out of use here."""
        return {"may_retire": row.retired_at is None and has_role(request, Role.SUPERVISOR)}

    @method_decorator(require_http_methods(["GET", "POST"]))
    def add_item_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for the item's words, and add it."""
        by = officer_in(request, Role.SUPERVISOR)
        form = ItemForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            added = question_items.add(
                question_items.NewItem(**form.cleaned_data), by=by, at=timezone.now()
            )
            messages.success(request, _("Butir ditambahkan. Petugas bisa memilihnya sekarang."))
            return redirect("admin:appeals_questionitem_change", added.pk)
        page = self.blank_page(request, f"{_FOLDER}questionitem/add.html", form=form)
        page.status_code = 422 if form.errors else 200
        return page

    @method_decorator(require_POST)
    def retire_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Offer the item no more."""
        by = officer_in(request, Role.SUPERVISOR)
        try:
            question_items.retire(self.row(request, pk), by=by, at=timezone.now())
        except question_items.NotAllowed:
            messages.warning(request, _("Butir ini sudah dihentikan orang lain."))
        else:
            messages.success(request, _("Butir dihentikan. Yang sudah ditanyakan tetap ada."))
        return redirect("admin:appeals_questionitem_change", pk)


def _case_link(key: int, reference: str) -> str:
    return format_html('<a href="{}">{}</a>', reverse("admin:appeals_appeal_change", args=[key]),
                       reference)  # fmt: skip
