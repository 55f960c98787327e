"""Rows to read: what every list and page of eligibility's in the staff's pages shares.

Nothing here changes a row; statuses are changed by blocking, holds and screening alone.
"""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from eligibility.models import Account
from portal.identifiers import clean_digits
from portal.models import Role, User
from portal.staff import RoleAdmin, has_role

READERS = (
    Role.AGENT,
    Role.SUPERVISOR,
    Role.RULE_OFFICER,
    Role.PRIVACY_OFFICER,
    Role.AUDITOR,
)
NOTHING_TYPED = _("Tulis dulu nomornya, lalu tekan Cari.")


class ReadOnlyAdmin(RoleAdmin):
    """Rows to read, newest first: the key is the one order that costs nothing."""

    view_roles: ClassVar[tuple[Role, ...]] = READERS
    actions = None

    @admin.display(description=_("nomor"))
    def row_number(self, row: Model) -> object:
        """The row's key, by which its page is named."""
        return row.pk


class PageAdmin(ReadOnlyAdmin):
    """Rows whose page is our own: read by GET, acted on through doors of their own."""

    page_template: ClassVar[str]
    # What the page reads along with its row.
    page_related: ClassVar[tuple[str, ...]] = ()

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, object]:  # noqa: ANN401 - see row
        """Return what the page shows of `row`, the row itself left out."""
        return {}

    def change_view(  # noqa: PLR0917 - Django's
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the row's page; nobody changes a row here."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        return self.page(request, self.row(request, object_id))

    def row(self, request: HttpRequest, object_id: str | int) -> Any:  # noqa: ANN401 - the admin's model
        """Return the row with that key; raises Http404."""
        key = _key(str(object_id))
        if key is None:
            raise Http404
        found = self.get_queryset(request).select_related(*self.page_related).filter(pk=key)
        row = found.first()
        if row is None:
            raise Http404
        return row

    def page(
        self,
        request: HttpRequest,
        row: Any,  # noqa: ANN401 - the admin's model
        *,
        template: str = "",
        **more: object,
    ) -> TemplateResponse:
        """Answer with the row's page, or another `template` about it, and what is in `more`."""
        context = {
            **self.admin_site.each_context(request),
            **self.page_context(request, row),
            "opts": self.opts,
            "row": row,
            "title": f"{self.opts.verbose_name} {row.pk}",
            **more,
        }
        return TemplateResponse(request, template or self.page_template, context)

    def blank_page(self, request: HttpRequest, template: str, **more: object) -> TemplateResponse:
        """Answer with a page of these rows that is about none of them yet."""
        context = {**self.admin_site.each_context(request), "opts": self.opts, **more}
        return TemplateResponse(request, template, context)

    def door(self, route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        """Return the address of another page or button of these rows."""
        called = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(route, self.admin_site.admin_view(view), name=called)


class AccountRowsAdmin(PageAdmin):
    """Rows that hang on accounts: found by a person's number, too, which no address may hold."""

    def get_urls(self) -> list[URLPattern]:
        """Add the search, which posts."""
        return [self.door("cari/", self.search_view, "search"), *super().get_urls()]

    @method_decorator(require_POST)
    def search_view(self, request: HttpRequest) -> HttpResponse:
        """Go to the rows of the account with exactly this NIK or number, or to one row."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        typed = searched(request)
        named = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        account, key = account_numbered(typed), _key(typed)
        if account is not None:
            return redirect(f"{reverse(f'{named}_changelist')}?account={account.pk}")
        if key is not None and self.get_queryset(request).filter(pk=key).exists():
            return redirect(f"{named}_change", key)
        unknown = _("Tidak ada akun atau baris dengan nomor itu.")
        messages.warning(request, unknown if typed else NOTHING_TYPED)
        return redirect(f"{named}_changelist")


def officer_in(request: HttpRequest, *roles: Role) -> User:
    """Return the signed-in officer; raises PermissionDenied for whoever is in none of `roles`."""
    if not has_role(request, *roles):
        raise PermissionDenied
    return cast("User", request.user)


def searched(request: HttpRequest) -> str:
    """Return what was typed into a list's search that posts."""
    return request.POST.get("q", "").replace("\0", "").strip()


def account_numbered(typed: str) -> Account | None:
    """Return the newest account with this NIK or main site's number, its key only.

    A NIK may have signs between its digits; a number may be typed with spaces and in small
    letters. As it is kept goes first.
    """
    if not typed:
        return None
    rows = Account.objects.only("pk", "external_id").order_by("-pk")
    digits = clean_digits(typed)
    if len(digits) == 16 and digits.isdigit() and (found := rows.filter(nik=digits).first()):
        return found
    tight = "".join(typed.split())
    spellings = list(dict.fromkeys((typed, tight, tight.upper(), tight.lower())))
    found_so = {account.external_id: account for account in rows.filter(external_id__in=spellings)}
    return next((found_so[each] for each in spellings if each in found_so), None)


def _key(text: str) -> int | None:
    is_key = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_key else None
