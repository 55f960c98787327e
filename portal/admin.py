"""The platform's staff pages: people and roles, the audit trail, messages owed."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import models
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from portal import actions, audit, lists, menus, office_pages, outbox, second_factor
from portal.identifiers import mask_email, mask_phone
from portal.models import AuditEntry, OutgoingMessage, Role, User
from portal.staff import RoleAdmin

if TYPE_CHECKING:
    _UserAdmin = UserAdmin[User]
else:
    _UserAdmin = UserAdmin


def _kinds() -> list[tuple[str, str]]:
    """Return the kinds of rows with a page for staff, and what they are called."""
    return sorted(
        (
            (model._meta.label_lower, actions.subject_named(model._meta.label_lower))
            for model in admin.site._registry
        ),
        key=lambda kind: kind[1],
    )


class StaffFilters(lists.Narrowing):
    """Staff: those who may enter, and in which role."""

    role = lists.Choice(_("Peran"), Role.choices)
    active = lists.Choice(_("Aktif"), (("1", _("Ya")), ("0", _("Tidak"))))
    lookups: ClassVar[Mapping[str, str | Callable[[Any], Q]]] = {
        "role": "groups__name",
        "active": lambda active: Q(is_active=active == "1"),
    }


@admin.register(User)
class StaffAdmin(RoleAdmin, _UserAdmin):
    """Administrators make staff and give roles; both are written down."""

    list_display = ("username", "first_name", "last_name", "roles", "is_active")
    list_filter = ()
    narrowing = StaffFilters
    list_words = (lists.PAGE,)
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    actions = ("forget_second_factor",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Orang"), {"fields": ("first_name", "last_name", "email")}),
        (_("Peran"), {"fields": ("is_active", "groups")}),
        (_("Tanggal"), {"fields": ("last_login", "date_joined")}),
    )

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[lists.NarrowedList]:
        """Leaf by page: the staff are few, and looked for by name."""
        return lists.NarrowedList

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


class AuditFilters(lists.Narrowing):
    """Entries: what was done, to what, by whom, when."""

    action = lists.Choice(_("Tindakan"), actions.choices)
    actor = lists.Word(_("Nama pengguna pelaku"))
    subject_type = lists.Choice(_("Jenis data"), _kinds)
    subject_id = lists.Word(_("Nomor baris"))
    since = lists.FromDay(_("Sejak"))
    until = lists.ToDay(_("Sampai"))
    lookups: ClassVar[Mapping[str, str | Callable[[Any], Q]]] = {
        # A key, not a join: the index of the entries' own column serves.
        "actor": lambda name: Q(actor__in=list(User.objects.filter(username=name))),
        "since": "at__gte",
        "until": "at__lt",
    }


@admin.register(AuditEntry)
class AuditAdmin(RoleAdmin):
    """The trail, newest first, to read."""

    bare_words = _("Belum ada catatan. Setiap tindakan petugas dan sistem tercatat di sini.")
    view_roles = (Role.PRIVACY_OFFICER, Role.AUDITOR)
    list_display = ("number", "at", "what", "actor", "kind", "subject_id")
    list_select_related = ("actor",)
    narrowing = AuditFilters
    fields = readonly_fields = ("at", "what", "actor", "kind", "subject_id", "said")

    @admin.display(description=_("nomor"))
    def number(self, entry: AuditEntry) -> int:
        """The entry's key."""
        return entry.pk

    @admin.display(description=_("tindakan"))
    def what(self, entry: AuditEntry) -> str:
        """What was done, in words."""
        return actions.named(entry.action)

    @admin.display(description=_("jenis data"))
    def kind(self, entry: AuditEntry) -> str:
        """What kind of row it was done to, in words."""
        return actions.subject_named(entry.subject_type)

    @admin.display(description=_("rincian"))
    def said(self, entry: AuditEntry) -> str:
        """The details, a line each."""
        said = actions.in_words(entry.details)
        lines = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", said)
        return format_html('<dl class="pairs">{}</dl>', lines) if said else "–"


class MessageState(models.TextChoices):
    """What became of a message."""

    OWED = "owed", _("menunggu")
    SENT = "sent", _("terkirim")
    DEAD = "dead", _("tidak terkirim")


def _in_state(state: str) -> Q:
    return {
        MessageState.OWED: Q(done_at=None, dead_at=None),
        MessageState.SENT: Q(done_at__isnull=False),
        MessageState.DEAD: Q(done_at=None, dead_at__isnull=False),
    }[MessageState(state)]


class MessageFilters(lists.Narrowing):
    """Messages: what became of them, and since when they have been owed."""

    state = lists.Choice(_("Keadaan"), MessageState.choices)
    lookups: ClassVar[Mapping[str, str | Callable[[Any], Q]]] = {"state": _in_state}


@admin.register(OutgoingMessage)
class MessageAdmin(RoleAdmin):
    """Messages owed and given up; what they say is not shown."""

    bare_words = _("Belum ada pesan. Pesan ke peserta tercatat di sini sejak harus dikirim.")
    view_roles = (Role.PRIVACY_OFFICER, Role.AUDITOR)
    change_roles = (Role.SUPERVISOR,)
    fields = readonly_fields = (
        "masked_recipient", "channel", "state", "due_at", "deliveries", "last_fault", "created_at"
    )  # fmt: skip
    list_display = (
        "number", "channel", "masked_recipient", "state", "due_at", "deliveries", "last_fault"
    )  # fmt: skip
    narrowing = MessageFilters
    actions = ("try_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingMessage]:
        """Leave the words where they are."""
        rows: QuerySet[OutgoingMessage] = super().get_queryset(request)
        return rows.defer("subject", "body")

    @admin.display(description=_("nomor"))
    def number(self, message: OutgoingMessage) -> int:
        """The message's key."""
        return message.pk

    @admin.display(description=_("kepada"))
    def masked_recipient(self, message: OutgoingMessage) -> str:
        """Show enough to recognise, not enough to write to."""
        is_email = message.channel == OutgoingMessage.Channel.EMAIL
        return mask_email(message.recipient) if is_email else mask_phone(message.recipient)

    @admin.display(description=_("keadaan"))
    def state(self, message: OutgoingMessage) -> str:
        """Say what became of the message."""
        if message.done_at:
            return str(MessageState.SENT.label)
        return str(MessageState.DEAD.label if message.dead_at else MessageState.OWED.label)

    @admin.action(description=_("Coba kirim lagi"), permissions=["change"])
    def try_again(self, request: HttpRequest, messages: QuerySet[OutgoingMessage]) -> None:
        """Give the chosen dead messages another five tries."""
        by = request.user if isinstance(request.user, User) else None
        count = outbox.revive(messages, by=by, at=timezone.now())
        self.message_user(request, _("%(count)d pesan dicoba lagi.") % {"count": count})


_MAILBOX = (menus.Page(_("Kotak surat"), "admin:mailbox"),) if settings.DEMONSTRATION else ()
actions.name_values("roles", Role.choices)
menus.add(
    _("Pengelolaan"), User, AuditEntry, OutgoingMessage, *office_pages.MODELS, *_MAILBOX, place=70
)
