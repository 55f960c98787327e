"""Who looked at a person's data, from the audit trail: counted by day and role, naming nobody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _

from appeals.rights.held.lines import Line, Record
from portal import actions, calendar
from portal.models import AuditEntry, Role, User

_LOOKS = (
    "account.revealed", "account.viewed", "case.letter_opened", "case.viewed",
    "data_request.revealed", "data_request.viewed", "duplicate.viewed",
    "evidence.faces_compared", "evidence.viewed", "identity.revealed",
)  # fmt: skip
# Somebody in several roles is named by the first of these.
_RANKS = (Role.SUPERVISOR, Role.PRIVACY_OFFICER, Role.RULE_OFFICER, Role.AUDITOR, Role.AGENT)


def looks_at(subjects: Mapping[str, Sequence[int]]) -> list[Record]:
    """Return how often staff looked at the rows: by their model's label, their keys."""
    wanted = [
        Q(subject_type=label, subject_id__in=[str(key) for key in keys])
        for label, keys in subjects.items()
        if keys
    ]
    if not wanted:
        return []
    seen = AuditEntry.objects.filter(
        reduce(or_, wanted), action__in=_LOOKS, actor__isnull=False
    ).values_list("at", "action", "actor_id")
    entries = list(seen)
    roles = _roles_of({actor for _at, _action, actor in entries if actor is not None})
    counted: Counter[tuple[date, str, str]] = Counter(
        (calendar.civil_date(at), action, roles.get(actor or 0, ""))
        for at, action, actor in entries
    )
    return [_record(key, count) for key, count in sorted(counted.items())]


def _record(look: tuple[date, str, str], count: int) -> Record:
    day, action, role = look
    who = str(Role(role).label) if role else _("Petugas")
    return (
        Line("day", _("Hari"), day),
        Line("role", _("Oleh"), role, who),
        Line("what", _("Yang dilakukan"), action, actions.named(action)),
        Line("count", _("Berapa kali"), count),
    )


def _roles_of(keys: set[int]) -> Mapping[int, str]:
    users = User.objects.filter(pk__in=keys).prefetch_related("groups")
    found: dict[int, str] = {}
    for user in users:
        held = {group.name for group in user.groups.all()}
        found[user.pk] = next((role.value for role in _RANKS if role.value in held), "")
    return found
