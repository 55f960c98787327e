"""What the page of a policy shows of its newest dry run, in words; reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from eligibility import policies
from eligibility.models import Account, DryRun, RulePolicy
from eligibility.rules import catalogue
from portal.identifiers import mask_nik
from portal.regions import province_name


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
    figures: dict[str, str]
    percent: int | None
    is_running: bool
    is_done: bool
    is_stale: bool
    reach: policies.Reach
    tables: list[Counts]
    sample: list[Sampled]


def newest(policy: RulePolicy) -> DryRun | None:
    """Return the newest dry run of the policy; None: nobody tried it."""
    return policy.dry_runs.order_by("-pk").first()


def tried(policy: RulePolicy, *, at: datetime) -> Tried | None:
    """Return the newest dry run as the page shows it, its reach as of when the policy was enabled.

    A draft's reach is that of enabling it `at`.
    """
    run = newest(policy)
    if run is None:
        return None
    return Tried(
        run=run,
        figures=figures(run),
        percent=percent(run),
        is_running=is_running(run),
        is_done=run.done_at is not None,
        is_stale=policy.is_draft and run.tried_digest != policies.terms.digest_of(policy),
        reach=policies.reach_of(policy, run, at=policy.enabled_at or at),
        tables=counts(run) if run.done_at else [],
        sample=sample(run) if run.done_at else [],
    )


def is_running(run: DryRun) -> bool:
    """Say whether a worker counts it, or will."""
    return run.done_at is None and run.dead_at is None


def figures(run: DryRun) -> dict[str, str]:
    """Return each live figure by its name, in the active language."""
    counts = {
        "accounts": run.accounts,
        "hits": run.hits,
        "newly_hit": run.hits if run.newly_hit is None else run.newly_hit,
        "newly_blocked": run.newly_blocked,
        "won_before": run.won_before,
    }
    return {"stage": _stage(run), **{name: _number(count) for name, count in counts.items()}}


def percent(run: DryRun) -> int | None:
    """Return how far the count is; None: it goes in one piece, so that nobody can tell."""
    if run.done_at is not None:
        return 100
    rule = catalogue.rule(run.policy.rule)
    if rule is None or rule.in_one_piece:
        return None
    if run.next_id is None:
        return 0
    ends = Account.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return 0
    done: int = run.next_id - ends["first"]
    way: int = ends["last"] + 1 - ends["first"]
    return max(0, min(99, 100 * done // way))


def _stage(run: DryRun) -> str:
    if run.done_at is not None:
        return _("selesai")
    if run.dead_at is not None:
        return _("berhenti; coba lagi")
    if run.next_id is not None:
        return _("berjalan; %(accounts)s akun sudah dihitung") % {"accounts": _number(run.accounts)}
    return _("berjalan") if run.claimed_by else _("menunggu giliran")


def _number(value: int) -> str:
    return str(number_format(value, use_l10n=True, force_grouping=True))
