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


class TakenBack(NotAllowed):
    """An officer would take back what they said of themselves: `field` names which part."""

    def __init__(self, officer: User, field: str) -> None:
        self.field = field
        super().__init__(f"user {officer.pk} may add to {field}, and take nothing back alone")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a supervisor allows: how many cases at once (None: the setting), and from where."""

    capacity: int | None
    excluded: Sequence[str]
    only: Sequence[str]


@transaction.atomic
def declare(officer: User, said: OwnWord, *, at: datetime) -> None:
    """Keep what the officer says of themselves; the trail says which parts, never a number.

    They may only add: a number is given once, and a province stays. Raises TakenBack otherwise,
    NotAllowed for whoever examines no cases.
    """
    if not officer.has_role(*EXAMINERS):
        raise NotAllowed(f"user {officer.pk} examines no appeals")
    desk = _locked(officer)
    _check_only_adds(desk, said)
    given = {"nik": said.nik, "kk": said.kk, "declared_provinces": sorted(set(said.provinces))}
    _save(desk, {name: value for name, value in given.items() if value is not None},
          by=officer, at=at)  # fmt: skip


@transaction.atomic
def limit(officer: User, limits: Limits, *, by: User, at: datetime) -> None:
    """Set what a supervisor allows. Raises NotAllowed for anybody else, and for their own desk."""
    if not by.has_role(Role.SUPERVISOR) or by.pk == officer.pk:
        raise NotAllowed(f"user {by.pk} sets no limits for user {officer.pk}")
    given = {
        "capacity": limits.capacity,
        "excluded_provinces": sorted(set(limits.excluded)),
        "only_provinces": sorted(set(limits.only)),
    }
    _save(_locked(officer), given, by=by, at=at)


def read_news(officer: User, *, at: datetime) -> None:
    """Note that the officer has read what stood on their desk."""
    DeskNews.objects.filter(officer=officer, read_at=None, at__lte=at).update(read_at=at)


@transaction.atomic
def take_back(
    officer: User, *, provinces: Sequence[str], numbers: Sequence[str], by: User, at: datetime
) -> None:
    """Drop declared provinces, and numbers ("nik", "kk"), which the officer may give anew.

    Raises NotAllowed for anybody but another supervisor.
    """
    if not by.has_role(Role.SUPERVISOR) or by.pk == officer.pk:
        raise NotAllowed(f"user {by.pk} takes nothing back for user {officer.pk}")
    desk = _locked(officer)
    left = sorted(set(desk.declared_provinces) - set(provinces))
    given: dict[str, object] = {"declared_provinces": left}
    _save(desk, given | dict.fromkeys({"nik", "kk"} & set(numbers), ""), by=by, at=at,
          action="desk.declaration_taken_back")  # fmt: skip


def _check_only_adds(desk: DeskProfile, said: OwnWord) -> None:
    for field, kept, now in (("nik", desk.nik, said.nik), ("kk", desk.kk, said.kk)):
        if kept and now is not None and now != kept:
            raise TakenBack(desk.user, field)
    if not set(desk.declared_provinces) <= set(said.provinces):
        raise TakenBack(desk.user, "provinces")


def _locked(officer: User) -> DeskProfile:
    desk, _ = DeskProfile.objects.select_for_update().get_or_create(user=officer)
    return desk


def _save(
    desk: DeskProfile,
    given: Mapping[str, object],
    *,
    by: User,
    at: datetime,
    action: str = "desk.limits_saved",
) -> None:
    changed = sorted(name for name, value in given.items() if getattr(desk, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(desk, name, given[name])
    desk.save(update_fields=changed)
    audit.record(action, by=by, subject=desk.user, at=at, fields=changed)
