"""Lists that officers keep: a tab with filters under a name, for themselves or for everybody."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from appeals.models import SavedView
from portal import audit
from portal.models import Role, User

MOST = 30


class NameTaken(ValueError):
    """The officer keeps another list under this name."""


class TooMany(ValueError):
    """The officer keeps as many lists as one may."""


class NotTheirs(PermissionError):
    """Only its owner changes a list, and only supervisors share one."""


def shown_to(user: User) -> QuerySet[SavedView]:
    """Return the lists of `user` and those that are shared, by name."""
    rows = SavedView.objects.filter(Q(owner=user) | Q(is_shared=True))
    return rows.select_related("owner").order_by("name", "pk")[: 4 * MOST]


def save(view: SavedView, *, at: datetime) -> None:
    """Keep a new list. Raises NameTaken, TooMany or NotTheirs."""
    if SavedView.objects.filter(owner=view.owner).count() >= MOST:
        raise TooMany(f"user {view.owner_id} keeps {MOST} lists")
    view.made_at = at
    _keep(view, "queue.view_saved", by=view.owner, at=at)


def change(view: SavedView, *, by: User, at: datetime) -> None:
    """Keep its new name, and whether it is shared. Raises NameTaken or NotTheirs."""
    _check_owner(view, by)
    _keep(view, "queue.view_changed", by=by, at=at)


@transaction.atomic
def remove(view: SavedView, *, by: User, at: datetime) -> None:
    """Keep the list no longer. Raises NotTheirs."""
    _check_owner(view, by)
    audit.record("queue.view_removed", by=by, subject=view, at=at, is_shared=view.is_shared)
    view.delete()


def may_share(user: User) -> bool:
    """Say whether `user` may share lists with everybody."""
    return user.has_role(Role.SUPERVISOR)


def _keep(view: SavedView, action: str, *, by: User, at: datetime) -> None:
    if view.is_shared and not may_share(by):
        raise NotTheirs(f"user {by.pk} may share no list")
    try:
        with transaction.atomic():
            view.save()
            audit.record(action, by=by, subject=view, at=at, is_shared=view.is_shared)
    except IntegrityError as fault:
        raise NameTaken(f"user {by.pk} keeps a list of this name") from fault


def _check_owner(view: SavedView, by: User) -> None:
    if view.owner_id != by.pk:
        raise NotTheirs(f"saved view {view.pk} is not user {by.pk}'s")
