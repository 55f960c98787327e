"""Lets staff look at accounts: masked, searched by exact value, one field opened with a reason."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from eligibility import screening
from eligibility.admin import account_page, filters, masking
from eligibility.admin.reading import (
    NOTHING_TYPED,
    PageAdmin,
    account_numbered,
    officer_in,
    searched,
)
from eligibility.models import Account
from portal import audit, fresh
from portal.identifiers import mask_nik
from portal.models import Role, User
from portal.staff import has_role

# Who may ask for an account to be judged now.
SCREENERS = (Role.RULE_OFFICER, Role.SUPERVISOR)


@admin.register(Account)
class AccountAdmin(PageAdmin):
    """Accounts, found by NIK or by the main site's number."""

    bare_words = _("Belum ada akun. Akun masuk lewat berkas di Impor data, atau dikirim mitra.")
    list_display = ("external_id", "masked_nik", "status", "province_code", "registered_on")
    narrowing = filters.AccountFilters
    page_template = "admin/eligibility/account/page.html"
    page_related = ("batch",)

    def get_urls(self) -> list[URLPattern]:
        """Add the doors, which post: no person's number stands in a URL."""
        return [
            self.door("cari/", self.search_view, "search"),
            self.door("<int:pk>/buka/", self.reveal_view, "reveal"),
            self.door("<int:pk>/periksa/", self.screen_view, "screen"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: Account) -> dict[str, object]:
        """Return the account's page, and write down that it was looked at."""
        by = request.user if isinstance(request.user, User) else None
        audit.record("account.viewed", by=by, subject=row, at=timezone.now())
        return {
            **account_page.page_of(row),
            "identity": masking.identity(row),
            "reveal": masking.RevealForm() if has_role(request, *masking.REVEALERS) else None,
            "may_screen": has_role(request, *SCREENERS),
        }

    @method_decorator(require_POST)
    def search_view(self, request: HttpRequest) -> HttpResponse:
        """Go to the account with exactly this NIK or number."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed = searched(request)
        found = account_numbered(typed)
        if found is None:
            unknown = _("Tidak ada akun dengan NIK atau nomor itu.")
            messages.warning(request, unknown if typed else NOTHING_TYPED)
            return redirect("admin:eligibility_account_changelist")
        return redirect("admin:eligibility_account_change", found.pk)

    @method_decorator(require_POST)
    def reveal_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open one masked field for this answer only, with a reason, and write it down."""
        by = officer_in(request, *masking.REVEALERS)
        account = self.row(request, pk)
        form = masking.RevealForm(request.POST)
        if form.is_valid():
            if asking := fresh.asked(request):
                return asking
            try:
                field = masking.reveal(account, form, by=by, at=timezone.now())
            except audit.Personal:
                form.add_error("note", _("Jangan tulis nomor atau alamat orang di keterangan."))
            else:
                return self.page(request, account, identity=masking.identity(account, opened=field))
        page = self.page(request, account, reveal=form)
        page.status_code = 422
        return page

    @method_decorator(require_POST)
    def screen_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put the rules to this account now."""
        by = officer_in(request, *SCREENERS)
        chosen = Account.objects.filter(pk=self.row(request, pk).pk)
        run = screening.screen(chosen, at=timezone.now(), requested_by=by)
        messages.success(request, _("Akun ini sedang diperiksa dengan aturan hari ini."))
        return redirect("admin:eligibility_screeningrun_change", run.pk)

    @admin.display(description=_("NIK"))
    def masked_nik(self, account: Account) -> str:
        """The NIK without its middle."""
        return mask_nik(account.nik)
