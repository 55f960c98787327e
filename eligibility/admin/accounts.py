"""Lets staff look at accounts: masked, searched by exact value, read-only."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from eligibility.admin.reading import ReadOnlyAdmin, ReadOnlyInline
from eligibility.models import Account, Block, Finding, Hold
from portal.identifiers import clean_digits, mask_email, mask_name, mask_nik, mask_phone


class BlockInline(ReadOnlyInline):
    """An account's blocks."""

    model = Block
    fields = ("ground", "status", "rule", "proposed_at", "confirmed_at", "ended_at", "reason")


class FindingInline(ReadOnlyInline):
    """What the rules said about an account."""

    model = Finding
    fields = ("ground", "rule", "status", "facts", "policy", "found_at")


class HoldInline(ReadOnlyInline):
    """Who asked to do nothing irreversible to an account."""

    model = Hold
    fields = ("reference", "placed_at", "released_at")


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    """Accounts, found by NIK or by the main site's number."""

    list_display = ("external_id", "masked_nik", "status", "province_code", "registered_on")
    fields = (
        "external_id", "status", "masked_name", "masked_nik", "masked_kk", "masked_phone",
        "masked_email", "blocked_since", "birth_date", "sex", "education", "employment", "declared_office",
        "registered_at", "province_code", "nik_birth_date", "nik_sex", "is_nik_well_formed",
        "batch", "is_test",
    )  # fmt: skip
    readonly_fields = fields
    inlines = (BlockInline, FindingInline, HoldInline)

    def get_urls(self) -> list[URLPattern]:
        """Add the search, which posts: no person's number stands in a URL."""
        search = self.admin_site.admin_view(self.search_view)
        return [path("cari/", search, name="eligibility_account_search"), *super().get_urls()]

    def search_view(self, request: HttpRequest) -> HttpResponse:
        """Go to the account with exactly this NIK or number."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed = request.POST.get("q", "").strip()
        found = _with_number(typed).only("pk").order_by("-pk").first() if typed else None
        if found is None:
            messages.warning(request, _("Tidak ada akun dengan NIK atau nomor itu."))
            return redirect("admin:eligibility_account_changelist")
        return redirect("admin:eligibility_account_change", found.pk)

    @admin.display(description=_("Nama"))
    def masked_name(self, account: Account) -> str:
        """The initials."""
        return mask_name(account.name)

    @admin.display(description=_("NIK"))
    def masked_nik(self, account: Account) -> str:
        """The NIK without its middle."""
        return mask_nik(account.nik)

    @admin.display(description=_("Nomor KK"))
    def masked_kk(self, account: Account) -> str:
        """The family card's number without its middle."""
        return mask_nik(account.kk)

    @admin.display(description=_("Telepon"))
    def masked_phone(self, account: Account) -> str:
        """The phone number without its middle."""
        return mask_phone(account.phone)

    @admin.display(description=_("E-mail"))
    def masked_email(self, account: Account) -> str:
        """The address without its name."""
        return mask_email(account.email)


def _with_number(typed: str) -> QuerySet[Account]:
    digits = clean_digits(typed)
    if len(digits) == 16 and digits.isdigit():
        return Account.objects.filter(nik=digits)
    return Account.objects.filter(external_id=typed)
