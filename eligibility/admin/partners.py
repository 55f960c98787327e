"""Partners and their keys: seen by three roles, changed by supervisors; a secret is shown once."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from eligibility import partners, webhooks
from eligibility.admin import filters
from eligibility.admin.account_page import name_of
from eligibility.admin.partner_forms import (
    EndpointForm,
    KeyForm,
    PartnerForm,
    RotationForm,
    end_of,
)
from eligibility.admin.reading import PageAdmin, officer_in
from eligibility.models import Partner, PartnerKey
from portal.models import Role
from portal.staff import has_role

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

LOOKERS = (Role.SUPERVISOR, Role.RULE_OFFICER, Role.AUDITOR)
_FORM = "admin/eligibility/partner/form.html"
_REVOKE = "admin/eligibility/partnerkey/revoke.html"
_SECRET = "admin/eligibility/partner/secret.html"  # noqa: S105 - a template
MOVED_ON = _("Langkah ini tidak bisa diambil sekarang. Lihat keadaan terbarunya di bawah.")


class PartnerPages(PageAdmin):
    """What the pages about partners share: who looks, how a form and a secret are shown."""

    view_roles: ClassVar[tuple[Role, ...]] = LOOKERS

    def form_page(
        self, request: HttpRequest, row: object, form: object, **words: object
    ) -> HttpResponse:
        """Answer with a form about `row`; with faults it is a refusal."""
        context = {"form": form, **words}
        page = (
            self.blank_page(request, _FORM, **context)
            if row is None
            else self.page(request, row, template=_FORM, **context)
        )
        page.status_code = 422 if getattr(form, "errors", None) else 200
        return page

    def secret_page(
        self, request: HttpRequest, row: object, secret: str, **words: object
    ) -> HttpResponse:
        """Answer with a secret: this once, and no address leads here again."""
        return self.page(request, row, template=_SECRET, secret=secret, **words)

    def page_context(self, request: HttpRequest, row: object) -> dict[str, object]:
        """Say how people call the row, and whether buttons are offered."""
        return {"named": self.named(row), "may_change": has_role(request, Role.SUPERVISOR)}

    def named(self, row: Any) -> str:  # noqa: ANN401 - the admin's model
        """Return what people call the row."""
        return str(row)

    def step(
        self, request: HttpRequest, pk: int, verb: Callable[..., None], *, said: "Text"
    ) -> HttpResponse:
        """Let a supervisor take a step that needs no form; refused, the row's page says so."""
        by = officer_in(request, Role.SUPERVISOR)
        try:
            verb(self.row(request, pk), by=by, at=timezone.now())
            messages.success(request, said)
        except partners.NotAllowed:
            messages.error(request, MOVED_ON)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", pk)


@admin.register(Partner)
class PartnerAdmin(PartnerPages):
    """Systems outside that send facts and hear of blocks."""

    bare_words = _("Belum ada mitra. Penyelia menambahkannya dengan tombol Tambah mitra.")
    list_display = ("name", "is_active", "calls_per_minute", "created_at")
    narrowing = filters.ActiveFilters
    page_template = "admin/eligibility/partner/page.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the forms and buttons."""
        return [
            self.door("baru/", self.new_view, "new"),
            self.door("<int:pk>/kunci/", self.key_view, "key"),
            self.door("<int:pk>/alamat/", self.endpoint_view, "endpoint"),
            self.door("<int:pk>/hentikan/", self.stop_view, "stop"),
            self.door("<int:pk>/aktifkan/", self.start_view, "start"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Offer adding above the list."""
        offered = {"may_change": has_role(request, Role.SUPERVISOR)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def page_context(self, request: HttpRequest, row: Partner) -> dict[str, object]:  # type: ignore[override]
        """Return the partner's keys and addresses."""
        return {
            **super().page_context(request, row),
            "source": row.source,
            "keys": [
                {"row": key, "is_valid": partners.is_valid(key, at=timezone.now())}
                for key in row.keys.select_related("partner").order_by("-pk")[:50]
            ],
            "endpoints": row.endpoints.order_by("-pk")[:50],
        }

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a partner's name and add it."""
        by = officer_in(request, Role.SUPERVISOR)
        form = PartnerForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                made = partners.add(by=by, at=timezone.now(), **form.cleaned_data)
            except partners.NotAllowed:
                form.add_error("name", _("Nama ini, atau yang terbaca sama, sudah dipakai."))
            else:
                messages.success(request, _("Mitra ditambahkan."))
                return redirect("admin:eligibility_partner_change", made.pk)
        return self.form_page(request, None, form, heading=_("Mitra baru"), button=_("Tambahkan"))

    def key_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask what the key may do, issue it, and show its secret once."""
        by = officer_in(request, Role.SUPERVISOR)
        partner = self.row(request, pk)
        form = KeyForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                key, secret = partners.issue(
                    partner,
                    scopes=form.cleaned_data["scopes"],
                    expires_at=end_of(form.cleaned_data["expires"]),
                    by=by,
                    at=timezone.now(),
                )
            except partners.NotAllowed:
                form.add_error(None, MOVED_ON)
            else:
                return self.secret_page(request, partner, secret, heading=_("Kunci baru"), key=key)
        return self.form_page(
            request, partner, form, heading=_("Terbitkan kunci"), button=_("Terbitkan kunci")
        )

    def endpoint_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for an address, add it, and show its signing secret once."""
        by = officer_in(request, Role.SUPERVISOR)
        partner = self.row(request, pk)
        form = EndpointForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                _endpoint, secret = webhooks.add(
                    partner, by=by, at=timezone.now(), **form.cleaned_data
                )
            except webhooks.NotAllowed:
                form.add_error(
                    "url",
                    _(
                        "Alamatnya diawali https:// dan menuju ke luar, di port 443 atau 8443, "
                        "tanpa nama pengguna."
                    ),
                )
            else:
                return self.secret_page(request, partner, secret, heading=_("Rahasia webhook"))
        return self.form_page(
            request, partner, form, heading=_("Tambah alamat webhook"), button=_("Tambahkan")
        )

    @method_decorator(require_POST)
    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Refuse the partner's keys from now on."""
        return self.step(
            request, pk, partners.deactivate, said=_("Mitra dihentikan; semua kuncinya ditolak.")
        )

    @method_decorator(require_POST)
    def start_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the partner's keys work again."""
        return self.step(request, pk, partners.activate, said=_("Mitra aktif lagi."))


@admin.register(PartnerKey)
class PartnerKeyAdmin(PartnerPages):
    """Keys, by the part of them that is no secret."""

    bare_words = _("Belum ada kunci. Penyelia menerbitkannya di halaman mitra.")
    list_display = ("prefix", "partner", "created_at", "last_day", "revoked_at", "last_used_at")
    list_select_related = ("partner",)
    narrowing = filters.KeyFilters
    page_template = "admin/eligibility/partnerkey/page.html"
    page_related = ("partner", "created_by")

    def get_urls(self) -> list[URLPattern]:
        """Add renewing and revoking."""
        return [
            self.door("<int:pk>/ganti/", self.rotate_view, "rotate"),
            self.door("<int:pk>/cabut/", self.revoke_view, "revoke"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: PartnerKey) -> dict[str, object]:  # type: ignore[override]
        """Return what the key may do and whether it is valid."""
        return {
            **super().page_context(request, row),
            "scopes": [PartnerKey.Scope(scope).label for scope in row.scopes],
            "is_valid": partners.is_valid(row, at=timezone.now()),
            "reads_own": _reads_own_accounts_only(row),
            "created_by": name_of(row.created_by),
        }

    @admin.display(description=_("hari terakhir"))
    def last_day(self, key: PartnerKey) -> str:
        """The last day on which it is valid."""
        return date_format(key.last_day, "j M Y", use_l10n=False)

    def rotate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the days, issue the new key, and show its secret once."""
        by = officer_in(request, Role.SUPERVISOR)
        key = self.row(request, pk)
        form = RotationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                renewed, secret = partners.rotate(
                    key,
                    until=end_of(form.cleaned_data["until"]),
                    expires_at=end_of(form.cleaned_data["expires"]),
                    by=by,
                    at=timezone.now(),
                )
            except partners.NotAllowed:
                form.add_error(None, MOVED_ON)
            else:
                words = {"heading": _("Kunci baru"), "key": renewed}
                return self.secret_page(request, key, secret, **words)
        return self.form_page(
            request, key, form, heading=_("Ganti kunci"), button=_("Terbitkan kunci pengganti")
        )

    def revoke_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what ending the key means, and end it at once when that was meant."""
        if request.method == "POST":
            return self.step(request, pk, partners.revoke, said=_("Kunci dicabut."))
        officer_in(request, Role.SUPERVISOR)
        return self.page(request, self.row(request, pk), template=_REVOKE)


def _reads_own_accounts_only(key: PartnerKey) -> bool:
    """Say whether the key asks about accounts, and not about everybody's."""
    scopes = set(key.scopes)
    return PartnerKey.Scope.STATUS in scopes and PartnerKey.Scope.STATUS_ALL not in scopes
