"""The list of ready texts for decisions, and the pages that write, change and end one."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from appeals import decision_texts
from appeals.decision_texts import PLACEHOLDERS, WRITERS
from appeals.models import DecisionText, Outcome
from appeals.review.offered import READERS
from appeals.review.text_form import TextForm, first_values
from eligibility.admin.account_page import name_of
from eligibility.admin.reading import PageAdmin, officer_in
from eligibility.grounds import Ground
from portal import lists
from portal.models import Role
from portal.staff import has_role

_FOLDER = "admin/appeals/decisiontext/"
_OVERTAKEN = _("Teks ini sudah diganti atau diakhiri orang lain. Lihat versi yang berlaku.")


class TextFilters(lists.Narrowing):
    """Texts: those offered now, or what they were before; for which ground and result."""

    state = lists.Choice(_("Keadaan"), (("current", _("Ditawarkan")), ("ended", _("Versi lama"))))
    ground = lists.Choice(_("Alasan blokir"), Ground.choices)
    result = lists.Choice(_("Putusan"), Outcome.Result.choices)
    lookups: ClassVar[Mapping[str, str | Callable[[Any], Q]]] = {
        "state": lambda state: Q(ended_at__isnull=state == "current"),
        "ground": lambda ground: Q(grounds__contains=[ground]) | Q(grounds=[]),
    }


class DecisionTextDesk(PageAdmin):
    """Texts, the newest first, and a page each with its versions."""

    bare_words = _("Belum ada teks. Penyelia menulis teks yang sering dipakai petugas.")
    view_roles: ClassVar[tuple[Role, ...]] = READERS
    list_display = ("row_number", "heading", "fits", "for_result", "edition", "state", "writer")
    list_select_related = ("written_by",)
    narrowing = TextFilters
    page_template = f"{_FOLDER}page.html"
    page_related = ("written_by",)

    def get_urls(self) -> list[URLPattern]:
        """Add writing, changing and ending."""
        return [
            self.door("tulis/", self.write_view, "write"),
            self.door("<int:pk>/ubah/", self.follow_view, "follow"),
            self.door("<int:pk>/akhiri/", self.end_view, "end"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer writing one above the list."""
        offered = {"may_write": has_role(request, *WRITERS)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def page_context(self, request: HttpRequest, row: DecisionText) -> dict[str, object]:
        """Return the text's versions, and the form for the next one."""
        versions = decision_texts.versions(row)
        may_write = row.is_current and has_role(request, *WRITERS)
        return {
            "title": row.title,
            "state": self.state(row),
            "fits": self.fits(row),
            "for_result": self.for_result(row),
            "versions": [(one, name_of(one.written_by)) for one in versions],
            "newest": versions[0],
            "form": TextForm(initial=first_values(row)) if may_write else None,
            "placeholders": PLACEHOLDERS.items(),
        }

    @method_decorator(require_http_methods(["GET", "POST"]))
    def write_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a new text; show it in a sample, or keep it."""
        by = officer_in(request, *WRITERS)
        form = TextForm(request.POST if request.method == "POST" else None)
        is_valid = request.method == "POST" and form.is_valid()
        if is_valid and "preview" not in request.POST:
            text = decision_texts.write(form.wording, by=by, at=timezone.now())
            messages.success(request, _("Teks tersimpan. Petugas bisa memakainya sekarang."))
            return redirect("admin:appeals_decisiontext_change", text.pk)
        page = self.blank_page(
            request,
            f"{_FOLDER}write.html",
            form=form,
            placeholders=PLACEHOLDERS.items(),
            samples=form.samples() if is_valid else [],
        )
        page.status_code = 422 if form.errors else 200
        return page

    @method_decorator(require_POST)
    def follow_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the next version in a sample, or put it in place of this one."""
        by = officer_in(request, *WRITERS)
        row = self.row(request, pk)
        form = TextForm(request.POST)
        is_valid = form.is_valid()
        if not is_valid or "preview" in request.POST:
            samples = form.samples() if is_valid else []
            page = self.page(request, row, form=form, samples=samples)
            page.status_code = 200 if is_valid else 422
            return page
        try:
            text = decision_texts.follow(row, form.wording, by=by, at=timezone.now())
        except decision_texts.NotAllowed:
            messages.warning(request, _OVERTAKEN)
            row.refresh_from_db()
            page = self.page(request, row, form=form)
            page.status_code = 409
            return page
        messages.success(request, _("Versi baru tersimpan. Surat yang sudah terkirim tetap sama."))
        return redirect("admin:appeals_decisiontext_change", text.pk)

    @method_decorator(require_POST)
    def end_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Offer the text no longer."""
        by = officer_in(request, *WRITERS)
        try:
            decision_texts.end(self.row(request, pk), by=by, at=timezone.now())
        except decision_texts.NotAllowed:
            messages.warning(request, _OVERTAKEN)
        else:
            messages.success(request, _("Teks ini tidak ditawarkan lagi."))
        return redirect("admin:appeals_decisiontext_change", pk)

    @admin.display(description=_("judul"))
    def heading(self, row: DecisionText) -> str:
        """What officers find it by."""
        return row.title

    @admin.display(description=_("versi"))
    def edition(self, row: DecisionText) -> int:
        """Which version it is."""
        return row.version

    @admin.display(description=_("alasan blokir"))
    def fits(self, row: DecisionText) -> str:
        """The grounds it speaks of."""
        return ", ".join(row.grounds) or str(_("semua"))

    @admin.display(description=_("putusan"))
    def for_result(self, row: DecisionText) -> str:
        """The result it speaks of."""
        return row.get_result_display() or str(_("keduanya"))

    @admin.display(description=_("keadaan"))
    def state(self, row: DecisionText) -> str:
        """Whether officers are offered it."""
        return str(_("ditawarkan") if row.is_current else _("versi lama"))

    @admin.display(description=_("ditulis oleh"))
    def writer(self, row: DecisionText) -> str:
        """Who wrote it."""
        return name_of(row.written_by)
