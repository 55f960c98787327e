"""Lets staff look at accounts, findings and blocks: masked, searched by exact value, read-only.

Nothing here changes a row; statuses are changed by blocking, holds and screening alone.
"""

from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from eligibility.models import (
    Account,
    Block,
    Finding,
    Hold,
    ImportBatch,
    RulePolicy,
    ScreeningRun,
)
from portal.identifiers import clean_digits, mask_email, mask_name, mask_nik, mask_phone
from portal.models import Role
from portal.staff import RoleAdmin, has_role

if TYPE_CHECKING:  # these two are generic for the type checker only
    _Paginator = Paginator[Model]
    _TabularInline = admin.TabularInline[Model, Account]
else:
    _Paginator, _TabularInline = Paginator, admin.TabularInline

_READERS = (
    Role.AGENT,
    Role.SUPERVISOR,
    Role.RULE_OFFICER,
    Role.PRIVACY_OFFICER,
    Role.AUDITOR,
)
_MOST_COUNTED = 1000


class BoundedPaginator(_Paginator):
    """Leafs through a thousand rows at most: a table of millions is searched, not leafed."""

    @cached_property
    def count(self) -> int:
        """How many rows can be leafed through."""
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return len(rows)
        return len(rows.order_by().values_list("pk", flat=True)[:_MOST_COUNTED])


class ReadOnlyAdmin(RoleAdmin):
    """Rows to read, newest first: the key is the one order that costs nothing."""

    view_roles: ClassVar[tuple[Role, ...]] = _READERS
    paginator = BoundedPaginator
    ordering = ("-pk",)
    list_per_page = 50
    list_max_show_all = 0
    actions = None
    sortable_by = ()


class ReadOnlyInline(_TabularInline):
    """What hangs on an account, to read."""

    template = "admin/eligibility/_rows.html"
    extra = 0
    can_delete = False
    ordering = ("-pk",)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may see accounts."""
        return has_role(request, *_READERS)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False


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


@admin.register(Block)
class BlockAdmin(ReadOnlyAdmin):
    """Blocks, by ground and status."""

    list_display = ("ground", "status", "account", "rule", "proposed_at", "ended_at")
    list_select_related = ("account",)


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    """Findings with the facts they rest on."""

    list_display = ("ground", "rule", "status", "policy", "source", "found_at")
    list_select_related = ("policy",)


@admin.register(RulePolicy)
class RulePolicyAdmin(ReadOnlyAdmin):
    """The dated policies of the rules."""

    list_display = (
        "rule",
        "version",
        "mode",
        "legal_source",
        "valid_from",
        "valid_until",
        "enabled_at",
    )


@admin.register(ScreeningRun)
class ScreeningRunAdmin(ReadOnlyAdmin):
    """Passes of the rules over accounts."""

    list_display = ("at", "status", "accounts", "findings", "finished_at")


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """Files of facts taken in."""

    list_display = (
        "source", "source_date", "kind", "rows_read", "rows_written", "rows_refused", "finished_at"
    )  # fmt: skip


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    """Requests to do nothing irreversible."""

    list_display = ("reference", "account", "placed_at", "released_at")
    list_select_related = ("account",)


def _with_number(typed: str) -> QuerySet[Account]:
    digits = clean_digits(typed)
    if len(digits) == 16 and digits.isdigit():
        return Account.objects.filter(nik=digits)
    return Account.objects.filter(external_id=typed)
