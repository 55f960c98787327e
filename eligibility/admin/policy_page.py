"""What the page of a policy shows, in words; reads only and decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eligibility import policies
from eligibility.models import Account, DryRun, RulePolicy
from portal.identifiers import mask_nik
from portal.models import User
from portal.regions import province_name


class State(TextChoices):
    """Where a policy is between its draft and its end."""

    DRAFT = "draft", gettext_lazy("Draf")
    WAITING = "waiting", gettext_lazy("Menunggu mulai")
    IN_FORCE = "in_force", gettext_lazy("Berlaku")
    ENDED = "ended", gettext_lazy("Berakhir")
    DISCARDED = "discarded", gettext_lazy("Dibuang")


def state_of(policy: RulePolicy, *, today: date) -> State:
    """Return where the policy is today."""
    if policy.enabled_at is None:
        return State.DRAFT if policy.is_draft else State.DISCARDED
    if policy.valid_until is not None and policy.valid_until < max(today, policy.valid_from):
        return State.ENDED
    return State.WAITING if policy.valid_from > today else State.IN_FORCE


def validity(policy: RulePolicy) -> str:
    """Return from when to when, and for which waves, in words."""
    first = date_format(policy.valid_from, "j M Y")
    if policy.valid_until is None:
        return _("sejak %(first)s") % {"first": first}
    last = date_format(policy.valid_until, "j M Y")
    return _("%(first)s sampai %(last)s") % {"first": first, "last": last}


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
        return by.get_full_name() or by.username
    return _("bawaan portal") if at else "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of counts, with its bar in percent of the longest."""

    name: str
    count: int
    bar: int


@dataclass(frozen=True, slots=True)
class Counts:
    """People hit, by one trait."""

    title: str
    head: str
    rows: list[Row]


def counts(run: DryRun) -> list[Counts]:
    """Return whom the draft would hit, by province, wave and account."""
    provinces = {
        province_name(code) or code or _("Tidak diketahui"): number
        for code, number in run.by_province.items()
    }
    by_wave = {
        wave or _("Belum pernah menerima"): number
        for wave, number in sorted(run.by_wave.items(), key=_wave_number)
    }
    labels = {state.value: str(state.label) for state in Account.Status}
    states = {labels.get(code, code): number for code, number in run.by_status.items()}
    return [
        Counts(_("Menurut provinsi"), _("Provinsi"), _rows(_largest_first(provinces))),
        Counts(_("Menurut gelombang terakhir"), _("Gelombang"), _rows(by_wave)),
        Counts(_("Menurut status akun sekarang"), _("Status"), _rows(_largest_first(states))),
    ]


def _wave_number(wave: tuple[str, int]) -> int:
    return int(wave[0] or 0)


def _largest_first(found: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(found.items(), key=lambda row: (-row[1], row[0])))


def _rows(found: Mapping[str, int]) -> list[Row]:
    longest = max(found.values(), default=0)
    return [Row(name, number, max(1, 100 * number // longest)) for name, number in found.items()]


@dataclass(frozen=True, slots=True)
class Sampled:
    """One account that would be hit, masked."""

    account_id: int
    number: str
    nik: str
    province: str
    status: str


def sample(run: DryRun) -> list[Sampled]:
    """Return the accounts picked to look at, masked, in the order drawn."""
    found = Account.objects.in_bulk(run.sample)
    accounts = [found[key] for key in run.sample if key in found]
    return [
        Sampled(
            account.pk,
            account.external_id,
            mask_nik(account.nik),
            province_name(account.province_code),
            account.get_status_display(),
        )
        for account in accounts
    ]


@dataclass(frozen=True, slots=True)
class Tried:
    """The newest dry run of a policy, how far it is, and whether it still speaks of the draft."""

    run: DryRun
    stage: str
    is_done: bool
    is_stale: bool
    is_great: bool
    most: int
    tables: list[Counts]
    sample: list[Sampled]


def tried(policy: RulePolicy) -> Tried | None:
    """Return the newest dry run as the page shows it; None: nobody tried the policy."""
    run = policy.dry_runs.order_by("-pk").first()
    if run is None:
        return None
    return Tried(
        run=run,
        stage=_stage(run),
        is_done=run.done_at is not None,
        is_stale=run.tried_digest != policies.terms.digest_of(policy),
        is_great=policies.is_of_great_reach(policy, run),
        most=int(policies.most_reached(run.accounts)),
        tables=counts(run) if run.done_at else [],
        sample=sample(run) if run.done_at else [],
    )


def _stage(run: DryRun) -> str:
    if run.done_at is not None:
        return _("selesai")
    if run.dead_at is not None:
        return _("berhenti; coba lagi")
    if run.next_id is not None:
        return _("berjalan; %(accounts)s akun sudah dihitung") % {"accounts": run.accounts}
    return _("berjalan") if run.claimed_by else _("menunggu giliran")
