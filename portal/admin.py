"""The platform's staff pages: people and roles, the audit trail, messages owed."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal import audit, menus, outbox, second_factor
from portal.identifiers import mask_email
from portal.models import AuditEntry, OutgoingMessage, Role, User
from portal.staff import RoleAdmin

_COUNTED_MOST = 1_000

if TYPE_CHECKING:
    _UserAdmin = UserAdmin[User]
else:
    _UserAdmin = UserAdmin


class EstimatingPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to a thousand rows, and takes PostgreSQL's estimate for longer tables."""

    @cached_property
    def count(self) -> int:
        """Return the rows' number, or the planner's estimate where there are many."""
        if not isinstance(self.object_list, QuerySet):
            return super().count
        few = len(self.object_list.values_list("pk")[:_COUNTED_MOST])
        if few < _COUNTED_MOST:
            return few
        table = self.object_list.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = %s", [table])
            return max(int(cursor.fetchone()[0]), few)


@admin.register(User)
class StaffAdmin(RoleAdmin, _UserAdmin):
    """Administrators make staff and give roles; both are written down."""

    list_display = ("username", "first_name", "last_name", "roles", "is_active")
    list_filter = ("is_active", "groups")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    actions = ("forget_second_factor",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Orang"), {"fields": ("first_name", "last_name", "email")}),
        (_("Peran"), {"fields": ("is_active", "groups")}),
        (_("Tanggal"), {"fields": ("last_login", "date_joined")}),
    )

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Administrators only."""
        return isinstance(request.user, User) and request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Administrators only."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, *args: object) -> bool:
        """Administrators only."""
        return self.has_view_permission(request)

    @admin.display(description=_("peran"))
    def roles(self, user: User) -> str:
        """Name the person's roles."""
        return ", ".join(str(Role(group.name).label) for group in user.groups.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Read the roles along."""
        rows: QuerySet[User] = super().get_queryset(request)
        return rows.prefetch_related("groups")

    def save_model(self, request: HttpRequest, obj: User, *args: Any) -> None:  # noqa: ANN401 - Django's
        """Everybody made here is staff."""
        obj.is_staff = True
        super().save_model(request, obj, *args)

    def save_related(self, request: HttpRequest, form: Any, *args: Any) -> None:  # noqa: ANN401 - Django's
        """Write down who the person is now."""
        super().save_related(request, form, *args)
        audit.record(
            "staff.saved",
            by=request.user if isinstance(request.user, User) else None,
            subject=form.instance,
            at=timezone.now(),
            fields=sorted(form.changed_data),
            roles=sorted(form.instance.groups.values_list("name", flat=True)),
            is_active=form.instance.is_active,
        )

    @admin.action(description=_("Hapus kode kedua (ponsel hilang)"), permissions=["change"])
    def forget_second_factor(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Let the chosen people enrol a new phone."""
        if isinstance(request.user, User):
            for user in users:
                second_factor.forget(user, by=request.user, at=timezone.now())


@admin.register(AuditEntry)
class AuditAdmin(RoleAdmin):
    """The trail, newest first, to read."""

    view_roles = (Role.PRIVACY_OFFICER, Role.AUDITOR)
    list_display = ("id", "at", "action", "actor", "subject_type", "subject_id")
    list_select_related = ("actor",)
    ordering = ("-id",)
    paginator = EstimatingPaginator
    search_fields = ("=subject_id", "=action")
    search_help_text = _("Nama tindakan atau nomor baris, tepat seperti tertulis")


@admin.register(OutgoingMessage)
class MessageAdmin(RoleAdmin):
    """Messages owed and given up; what they say is not shown."""

    view_roles = (Role.PRIVACY_OFFICER, Role.AUDITOR)
    change_roles = (Role.SUPERVISOR,)
    fields = readonly_fields = (
        "masked_recipient", "channel", "state", "due_at", "deliveries", "last_fault", "created_at"
    )  # fmt: skip
    list_display = ("id", "masked_recipient", "state", "due_at", "deliveries", "last_fault")
    list_filter = (("dead_at", admin.EmptyFieldListFilter), ("done_at", admin.EmptyFieldListFilter))
    ordering = ("-id",)
    paginator = EstimatingPaginator
    actions = ("try_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingMessage]:
        """Leave the words where they are."""
        rows: QuerySet[OutgoingMessage] = super().get_queryset(request)
        return rows.defer("subject", "body")

    @admin.display(description=_("kepada"))
    def masked_recipient(self, message: OutgoingMessage) -> str:
        """Show enough to recognise, not enough to write to."""
        return mask_email(message.recipient)

    @admin.display(description=_("keadaan"))
    def state(self, message: OutgoingMessage) -> str:
        """Say what became of the message."""
        if message.done_at:
            return str(_("terkirim"))
        return str(_("tidak terkirim") if message.dead_at else _("menunggu"))

    @admin.action(description=_("Coba kirim lagi"), permissions=["change"])
    def try_again(self, request: HttpRequest, messages: QuerySet[OutgoingMessage]) -> None:
        """Give the chosen dead messages another five tries."""
        by = request.user if isinstance(request.user, User) else None
        count = outbox.revive(messages, by=by, at=timezone.now())
        self.message_user(request, _("%(count)d pesan dicoba lagi.") % {"count": count})


_MAILBOX = (menus.Page(_("Kotak surat"), "admin:mailbox"),) if settings.DEMONSTRATION else ()
menus.add(_("Pengelolaan"), User, AuditEntry, OutgoingMessage, *_MAILBOX, place=70)
