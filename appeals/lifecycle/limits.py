"""What an officer, and a supervisor for them, says about which cases they may be given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from appeals.lifecycle.officers import EXAMINERS
from appeals.lifecycle.steps import NotAllowed
from appeals.models import DeskNews, DeskProfile
from portal import audit
from portal.models import Role, User


@dataclass(frozen=True, slots=True)
class OwnWord:
    """Whose family the officer is of, and where they decide nothing; None: as it was."""

    nik: str | None
    kk: str | None
    provinces: Sequence[str]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a supervisor allows: how many cases at once (None: the setting), and from where."""

    capacity: int | None
    excluded: Sequence[str]
    only: Sequence[str]


def declare(officer: User, said: OwnWord, *, at: datetime) -> None:
    """Keep what the officer says of themselves; the trail says which parts, never a number.

    Raises NotAllowed for whoever examines no cases.
    """
    if not officer.has_role(*EXAMINERS):
        raise NotAllowed(f"user {officer.pk} examines no appeals")
    given = {"nik": said.nik, "kk": said.kk, "declared_provinces": sorted(set(said.provinces))}
    _save(officer, {name: value for name, value in given.items() if value is not None},
          by=officer, at=at)  # fmt: skip


def limit(officer: User, limits: Limits, *, by: User, at: datetime) -> None:
    """Set what a supervisor allows. Raises NotAllowed for anybody else, and for their own desk."""
    if not by.has_role(Role.SUPERVISOR) or by.pk == officer.pk:
        raise NotAllowed(f"user {by.pk} sets no limits for user {officer.pk}")
    given = {
        "capacity": limits.capacity,
        "excluded_provinces": sorted(set(limits.excluded)),
        "only_provinces": sorted(set(limits.only)),
    }
    _save(officer, given, by=by, at=at)


def read_news(officer: User, *, at: datetime) -> None:
    """Note that the officer has read what stood on their desk."""
    DeskNews.objects.filter(officer=officer, read_at=None, at__lte=at).update(read_at=at)


@transaction.atomic
def _save(officer: User, given: Mapping[str, object], *, by: User, at: datetime) -> None:
    desk, _ = DeskProfile.objects.select_for_update().get_or_create(user=officer)
    changed = sorted(name for name, value in given.items() if getattr(desk, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(desk, name, given[name])
    desk.save(update_fields=changed)
    audit.record("desk.limits_saved", by=by, subject=officer, at=at, fields=changed)
