"""The staff site: Django admin whose every permission is asked of the person's roles.

Owns who may enter and what a role may see by default; which pages there are, the apps say.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.models import Role, User

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]  # Any: each admin is registered for its own model
else:
    _ModelAdmin = admin.ModelAdmin


class PortalAdminSite(admin.AdminSite):
    """Django admin under our name."""

    site_header = _("Ruang petugas")
    site_title = _("Ruang petugas")
    index_title = _("Pekerjaan hari ini")
    enable_nav_sidebar = False


def has_role(request: HttpRequest, *roles: Role) -> bool:
    """Say whether the signed-in person is in one of `roles`."""
    return isinstance(request.user, User) and request.user.has_role(*roles)


class RoleAdmin(_ModelAdmin):
    """A ModelAdmin whose permissions come from roles alone; superusers have no bypass.

    Nothing may be added or deleted, and only `change_roles` may change anything.
    """

    view_roles: ClassVar[tuple[Role, ...]] = ()
    change_roles: ClassVar[tuple[Role, ...]] = ()
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the module to those who may see its rows."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Those who may look, and those who may change."""
        return has_role(request, *self.view_roles, *self.change_roles)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Those who may change."""
        return has_role(request, *self.change_roles)

    def has_add_permission(self, request: HttpRequest, *args: object) -> bool:
        """Nobody, unless an admin says so."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody, ever: rows are closed, not deleted."""
        return False
