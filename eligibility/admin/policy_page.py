"""What the page of a policy shows, in words; reads only and decides nothing."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eligibility import policies, remedies
from eligibility.admin.account_page import name_of
from eligibility.models import RulePolicy
from portal.calendar import JAKARTA, civil_date
from portal.models import User

_MOST_COUNTED = 10_000


class State(TextChoices):
    """Where a policy is between its draft and its end."""

    DRAFT = "draft", gettext_lazy("Draf")
    WAITING = "waiting", gettext_lazy("Menunggu mulai")
    IN_FORCE = "in_force", gettext_lazy("Berlaku")
    ENDED = "ended", gettext_lazy("Berakhir")
    STOPPED = "stopped", gettext_lazy("Dihentikan")
    DISCARDED = "discarded", gettext_lazy("Dibuang")


def state_of(policy: RulePolicy, *, today: date) -> State:
    """Return where the policy is today."""
    if policy.enabled_at is None:
        return State.DRAFT if policy.is_draft else State.DISCARDED
    if policy.stopped_at is not None:
        return State.STOPPED
    if policy.valid_until is not None and policy.valid_until < max(today, policy.valid_from):
        return State.ENDED
    return State.WAITING if policy.valid_from > today else State.IN_FORCE


def validity(policy: RulePolicy) -> str:
    """Return from when to when, in words; `policy` comes with `replaced_at`."""
    first = date_format(policy.valid_from, "j M Y")
    if _was_never_in_force(policy):
        return _("tidak pernah berlaku")
    if policy.stopped_at is not None:
        moment = _moment(policy.stopped_at)
        return _("%(first)s sampai dihentikan %(moment)s") % {"first": first, "moment": moment}
    if (replaced_at := _replaced_on_its_first_day(policy)) is not None:
        words = _("%(first)s sampai diganti %(moment)s")
        return words % {"first": _moment(_began(policy)), "moment": _moment(replaced_at)}
    if policy.valid_until is None:
        return _("sejak %(first)s") % {"first": first}
    last = date_format(policy.valid_until, "j M Y")
    return _("%(first)s sampai akhir %(last)s") % {"first": first, "last": last}


def _was_never_in_force(policy: RulePolicy) -> bool:
    """Whether it was replaced, ended or stopped before its first day had come."""
    if policy.stopped_at is not None and civil_date(policy.stopped_at) < policy.valid_from:
        return True
    if policy.valid_until is None or policy.valid_until >= policy.valid_from:
        return False
    return _replaced_on_its_first_day(policy) is None


def _replaced_on_its_first_day(policy: RulePolicy) -> datetime | None:
    """Return when a newer version took over from one that had begun to govern; else None."""
    if policy.valid_until is None or policy.valid_until >= policy.valid_from:
        return None
    replaced_at = policy.replaced_at
    return replaced_at if replaced_at is not None and replaced_at > _began(policy) else None


def _began(policy: RulePolicy) -> datetime:
    """Return when it began to govern: with its first day, or in the middle of it."""
    midnight = datetime.combine(policy.valid_from, time.min, JAKARTA)
    return max(midnight, policy.enabled_at or midnight)


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at, JAKARTA), "j M Y, H.i")


def waves(policy: RulePolicy) -> str:
    """Return which waves it governs, in words."""
    first, last = policy.first_wave, policy.last_wave
    if first is None and last is None:
        return _("semua gelombang")
    if last is None:
        return _("gelombang %(first)s dan sesudahnya") % {"first": first}
    if first is None:
        return _("sampai gelombang %(last)s") % {"last": last}
    return _("gelombang %(first)s sampai %(last)s") % {"first": first, "last": last}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a policy says, beside what the version compared with says."""

    label: str
    value: str
    before: str

    @property
    def is_changed(self) -> bool:
        """Whether the two versions differ here."""
        return self.value != self.before


def lines(policy: RulePolicy, before: RulePolicy | None) -> list[Line]:
    """Return what the policy says, beside `before` (None: nothing to compare with)."""
    limits = policies.limits_of(policy, before=before)
    said = [(str(_("Cara")), _mode(policy), before and _mode(before))]
    said += [
        (limit.label, str(limit.value), None if limit.before is None else str(limit.before))
        for limit in limits
    ]
    said += [
        (_("Gelombang"), waves(policy), before and waves(before)),
        (_("Berlaku"), validity(policy), before and validity(before)),
        (_("Dasar hukum"), policy.legal_source, before and before.legal_source),
    ]
    return [Line(label, value, then or "") for label, value, then in said]


def _mode(policy: RulePolicy) -> str:
    return str(policy.get_mode_display())


@dataclass(frozen=True, slots=True)
class Person:
    """Who took a step of a policy, and when."""

    step: str
    name: str
    at: datetime | None


def people(policy: RulePolicy) -> list[Person]:
    """Return who stands behind the policy."""
    steps = (
        (_("Disusun"), policy.drafted_by, policy.drafted_at),
        (_("Disetujui"), policy.endorsed_by, policy.endorsed_at),
        (_("Diaktifkan"), policy.enabled_by, policy.enabled_at),
    )
    return [Person(step, _name(by, at), at) for step, by, at in steps]


def _name(by: User | None, at: datetime | None) -> str:
    if by is not None:
        return name_of(by)
    return _("bawaan portal") if at else "–"


def open_blocks(policy: RulePolicy) -> str:
    """Return how many open blocks rest on this version, in words; a great many are not counted."""
    found = remedies.Cause(policy=policy).resting().open()[: _MOST_COUNTED + 1].count()
    if found > _MOST_COUNTED:
        return _("lebih dari %(most)s") % {"most": _number(_MOST_COUNTED)}
    return _number(found) if found else ""


def _number(value: int) -> str:
    return str(number_format(value, use_l10n=True, force_grouping=True))
