"""The staff site: Django admin whose every permission is asked of the person's roles.

Owns who may enter and what a role may see by default; which pages there are, the apps say.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal import (
    awaiting,
    fresh,
    kept_forms,
    lists,
    mailbox_pages,
    menus,
    second_factor,
    second_factor_pages,
    stale_forms,
)
from portal.doors import is_too_often, too_often
from portal.models import Role, User
from portal.sign_in_form import StaffSignInForm

# An office shares one address: this many tries an hour, wherever they are aimed.
_SIGN_INS = 600

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

    _ModelAdmin = admin.ModelAdmin[Any]  # Any: each admin is registered for its own model
else:
    _ModelAdmin = admin.ModelAdmin


class PortalAdminSite(admin.AdminSite):
    """Django admin behind two factors, showing only pages that ask for roles."""

    site_header = _("Ruang petugas")
    site_title = _("Ruang petugas")
    index_title = _("Pekerjaan hari ini")
    enable_nav_sidebar = False
    login_form = StaffSignInForm

    def __init__(self, name: str = "admin") -> None:
        """Begin with no lists worked out."""
        super().__init__(name)
        self._app_lists: dict[tuple[object, ...], list[Any]] = {}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return Django's list, worked out once for the same roles and language.

        Every page asks for it, and it takes longer than many a page's own work.
        """
        user = request.user
        if not isinstance(user, User):
            return []
        may = (user.is_active, user.is_superuser, user.role_names)
        key = (may, get_language(), app_label)
        if key not in self._app_lists:
            self._app_lists[key] = super().get_app_list(request, app_label)
        return self._app_lists[key]

    def register(
        self,
        model_or_iterable: Any,  # noqa: ANN401 - Django's
        admin_class: Any = None,  # noqa: ANN401 - Django's
        **options: Any,  # noqa: ANN401 - Django's
    ) -> None:
        """Take our own pages; admins of other packages know nothing of roles and stay out."""
        if isinstance(admin_class, type) and issubclass(admin_class, RoleAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let active staff in, with the second factor where it is asked for."""
        return super().has_permission(request) and second_factor.is_given(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the menus, which the first page shows whole."""
        context = super().each_context(request)
        if isinstance(request.user, User):
            apps = context["available_apps"]
            context["menus"] = menus.shown(apps, user=request.user, path=request.path)
        return context

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show the menus whole, below what waits for the person's signature."""
        user = request.user
        found = awaiting.of(user, at=timezone.now()) if isinstance(user, User) else []
        return super().index(request, {**(extra_context or {}), "awaited": found})

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for the password, then lead on to the second factor."""
        if isinstance(request.user, User) and second_factor.is_due(request.user):
            query = urlencode({"next": request.GET.get("next", "")})
            name = "second_factor" if second_factor.has_device(request.user) else "enrol"
            return redirect(f"{second_factor_pages.address(name)}?{query}")
        # axes counts by user name; hashing a password takes its time for a made-up name, too.
        if request.method == "POST" and is_too_often(request, "sign-in", limit=_SIGN_INS):
            return too_often(request)
        told = kept_forms.told_at_sign_in(request)
        return super().login(request, {**(extra_context or {}), **told})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add the pages of the second factor and the demonstration's mailbox."""
        own = [
            path("kode/", second_factor_pages.ask, name="second_factor"),
            path("kode/pasang/", second_factor_pages.enrol, name="enrol"),
            path("kata-sandi/", self.admin_view(fresh.ask), name="fresh"),
            path("lanjut/", self._page(kept_forms.show), name="kept_form"),
            path("kotak-surat/", self._page(mailbox_pages.messages), name="mailbox"),
            path("kotak-surat/<str:name>/", self._page(mailbox_pages.message), name="mail"),
        ]
        return [*own, *super().get_urls()]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - Django's
        """Let staff in; what somebody sent after their session's end is kept for them."""
        inner: Callable[..., HttpResponse] = super().admin_view(view, cacheable)

        def keeping(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
            is_late = request.method == "POST" and not self.has_permission(request)
            writer = getattr(request, "signed_out", None)
            if is_late and kept_forms.keep(request, writer=writer):
                return kept_forms.lead_to_sign_in()
            if is_late and not request.user.is_authenticated and not kept_forms.is_way(request):
                return stale_forms.unknown_sender(request)
            return inner(request, *args, **named)

        return update_wrapper(keeping, inner)

    def _page(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def with_site(request: HttpRequest, **kwargs: str) -> HttpResponse:
            return view(request, context=self.each_context(request), **kwargs)

        guarded: Callable[..., HttpResponse] = self.admin_view(with_site)
        return guarded


def has_role(request: HttpRequest, *roles: Role) -> bool:
    """Say whether the signed-in person is in one of `roles`."""
    return isinstance(request.user, User) and request.user.has_role(*roles)


class RoleAdmin(_ModelAdmin):
    """A ModelAdmin whose permissions come from roles alone; superusers have no bypass.

    Nothing may be added or deleted, and only `change_roles` may change anything.
    """

    view_roles: ClassVar[tuple[Role, ...]] = ()
    change_roles: ClassVar[tuple[Role, ...]] = ()
    # The filters of the list: only by them may an address narrow it.
    narrowing: ClassVar[type[lists.Narrowing]] = lists.Narrowing
    # Further words of an address that the list knows.
    list_words: ClassVar[tuple[str, ...]] = (lists.BEFORE, lists.AFTER)
    # What a list that has no row yet says: what will stand here, and who begins it.
    bare_words: ClassVar["Text"] = _("Belum ada apa-apa di sini.")
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    sortable_by = ()
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    empty_value_display = "–"

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[lists.NarrowedList]:
        """Leaf by key: the order by key is the one that costs nothing."""
        return lists.KeyedList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list, and say so where the address asked for what the list does not know."""
        words = (*self.list_words, "q") if self.search_fields else self.list_words
        asked = request.GET
        is_place = self.get_changelist(request).is_place
        request.GET = lists.understood(  # type: ignore[assignment] # a plain one
            asked, self.narrowing, others=words, is_place=is_place
        )
        if complaint := lists.complaint(asked, request.GET):
            messages.warning(request, complaint)
        return super().changelist_view(request, extra_context)

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
