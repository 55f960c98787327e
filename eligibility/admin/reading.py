"""Rows to read: what every list and page of eligibility's in the staff's pages shares.

Nothing here changes a row; statuses are changed by blocking, holds and screening alone.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from eligibility.models import Account
from portal.models import Role, User
from portal.staff import RoleAdmin, has_role

if TYPE_CHECKING:  # these two are generic for the type checker only
    _Paginator = Paginator[Model]
    _TabularInline = admin.TabularInline[Model, Account]
else:
    _Paginator, _TabularInline = Paginator, admin.TabularInline

READERS = (
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

    view_roles: ClassVar[tuple[Role, ...]] = READERS
    paginator = BoundedPaginator
    ordering = ("-pk",)
    list_per_page = 50
    list_max_show_all = 0
    actions = None
    sortable_by = ()

    @admin.display(description=_("nomor"))
    def row_number(self, row: Model) -> object:
        """The row's key, by which its page is named."""
        return row.pk

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Refuse, too, what no column can hold."""
        return "\0" not in value and super().lookup_allowed(lookup, value, request)


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
        text = str(object_id)
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise Http404
        found = self.get_queryset(request).select_related(*self.page_related).filter(pk=text)
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


def officer_in(request: HttpRequest, *roles: Role) -> User:
    """Return the signed-in officer; raises PermissionDenied for whoever is in none of `roles`."""
    if not has_role(request, *roles):
        raise PermissionDenied
    return cast("User", request.user)


class ReadOnlyInline(_TabularInline):
    """What hangs on an account, to read."""

    template = "admin/eligibility/_rows.html"
    extra = 0
    can_delete = False
    ordering = ("-pk",)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may see accounts."""
        return has_role(request, *READERS)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False
