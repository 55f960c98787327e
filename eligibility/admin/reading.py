"""Rows to read: what every list of eligibility's in the staff's pages shares.

Nothing here changes a row; statuses are changed by blocking, holds and screening alone.
"""

from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from eligibility.models import Account
from portal.models import Role
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
