"""Judges a block again: by the version of its day on the facts of that day, and on today's data.

Reads only, about one account at a time; nothing is found, kept or settled here. A reviewer reads
the sentences, so they are in the active language.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from eligibility import policies
from eligibility.explain import Change, Fact, differences, in_words, stands_on
from eligibility.models import Account, Block, RulePolicy
from eligibility.policies import InForce
from eligibility.rules import catalogue
from eligibility.rules.base import BadLimits, Look, Rule, Scope, Waves
from eligibility.rules.groups import Group
from portal.calendar import civil_date

Facts = Mapping[str, Any]
# Nobody's row is judged once the account is revoked or closed.
_NOT_JUDGED = (Account.Status.REVOKED, Account.Status.CLOSED)
# Of one account and one look there are a handful of rows: its grants, its purchases.
_MOST_ROWS = 50


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a version of the rule says; `fires` is None where nobody can tell.

    `facts` are those it found now, in words, and `found` the same as they are stored;
    `differences` say what was otherwise in the block's own finding.
    """

    fires: bool | None
    sentence: str
    facts: tuple[Fact, ...] = ()
    differences: tuple[Change, ...] = ()
    found: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replay:
    """A block judged three times, and the versions' numbers: of that day, and those of today."""

    that_day: Verdict
    that_version_today: Verdict
    todays_version_today: Verdict
    version_then: int
    versions_today: tuple[int, ...] = ()

    @property
    def headline(self) -> str:
        """The one sentence to read first."""
        fires = self.todays_version_today.fires
        if fires is None:
            return _("Kalau dinilai hari ini: tidak bisa dipastikan.")
        if not fires:
            return _("Kalau dinilai hari ini: tidak kena.")
        if self.todays_version_today.differences:
            return _("Kalau dinilai hari ini: tetap kena, dengan fakta yang berbeda.")
        return _("Kalau dinilai hari ini: tetap kena.")


@dataclass(frozen=True, slots=True)
class _Version:
    """A policy's limits, read, with the waves it governs."""

    policy: RulePolicy
    limits: Any  # Any: each rule has limits of its own type
    waves: Waves


def replay(block: Block, *, at: datetime) -> Replay:
    """Judge `block` again as of `at`; a dozen queries at most."""
    return replay_all([block], at=at)[0]


def replay_all(blocks: Iterable[Block], *, at: datetime) -> list[Replay]:
    """Judge each of `blocks` again as of `at`, in their order.

    Load them with `account`, `policy` and `finding__policy`. Today's policies are read once.
    """
    governing = policies.in_force(on=civil_date(at))
    return [_replay(block, governing, at=at) for block in blocks]


def _replay(block: Block, governing: Sequence[InForce], *, at: datetime) -> Replay:
    rule = catalogue.rule(block.rule)
    today = [_Version(one.policy, one.limits, one.waves) for one in governing if one.rule is rule]
    if rule is None:
        gone = Verdict(None, _("Aturan ini tidak dikenal lagi, jadi tidak bisa dinilai ulang."))
        return Replay(gone, gone, _no_longer_in_force(), stands_on(block).version)
    then = _version_of(block, rule)
    that_version = _unreadable() if then is None else _today(block, rule, [then], at=at)
    if not today:
        now = _no_longer_in_force()
    elif then is not None and _alike(then, today):
        now = that_version
    else:
        now = _today(block, rule, today, at=at)
    return Replay(
        that_day=_unreadable() if then is None else _that_day(block, rule, then),
        that_version_today=that_version,
        todays_version_today=_with_mode(now, today),
        version_then=stands_on(block).version,
        versions_today=tuple(sorted(one.policy.version for one in today)),
    )


def _version_of(block: Block, rule: Rule[Any]) -> _Version | None:
    """Return the version behind the facts, or None for limits the rule does not know now."""
    policy = stands_on(block)
    try:
        limits = rule.read_limits(policy.limits)
    except BadLimits:
        return None
    return _Version(policy, limits, Waves(policy.first_wave, policy.last_wave))


def _alike(then: _Version, today: Sequence[_Version]) -> bool:
    return [(then.limits, then.waves)] == [(one.limits, one.waves) for one in today]


def _that_day(block: Block, rule: Rule[Any], version: _Version) -> Verdict:
    facts = block.finding.facts
    fires = rule.look_behind(facts).judge(facts, version.limits)
    if fires is None:
        words = _("Fakta hari itu tidak cukup untuk dinilai ulang oleh mesin.")
    elif fires:
        words = _("Kena, menurut fakta yang tersimpan.")
    else:
        words = _("Tidak kena: fakta yang tersimpan tidak melanggar batas versi itu.")
    return Verdict(fires, words, tuple(in_words(rule.code, facts)))


def _today(block: Block, rule: Rule[Any], versions: Sequence[_Version], *, at: datetime) -> Verdict:
    """Judge the account's data of today by `versions`, which share the waves among them."""
    if block.account.status in _NOT_JUDGED:
        return Verdict(
            None, _("Akun ini sudah dicabut atau ditutup, jadi aturan tidak menilainya lagi.")
        )
    scope = Scope(account_ids=(block.account_id,))
    look = rule.look_behind(block.finding.facts)
    then = {"basis": look.basis, **block.finding.facts}
    found = [
        row["facts_found"]
        for version in versions
        for rows in rule.breaches(scope, version.limits, at=at, waves=version.waves)
        for row in rows[:_MOST_ROWS]
    ]
    if found:
        return _fires(rule, then, _closest(then, found))
    if isinstance(look, Group):
        return Verdict(False, _("Tidak kena: kelompoknya tidak lagi melewati batas."))
    now = _closest(then, _unbroken(look, versions[0].limits, scope))
    return _fires_not(rule, then, now)


def _unbroken(look: Look[Any], limits: Any, scope: Scope) -> list[Facts]:  # noqa: ANN401
    """Return the facts of the account's rows where the look found the block's, broken or not."""
    held = {
        name: value if isinstance(value, Combinable) else Value(value)
        for name, value in look.facts(limits).items()
    }
    found = (
        look.within(scope)
        .order_by("pk")
        .values_list(JSONObject(basis=Value(look.basis), **held), flat=True)
    )
    return list(found[:_MOST_ROWS])


def _closest(then: Facts, candidates: Sequence[Facts]) -> Facts | None:
    """Return the facts that share most with those of then; of equals always the same ones."""

    def shared(now: Facts) -> tuple[int, str]:
        alike = sum(now.get(name) == value for name, value in then.items())
        return alike, json.dumps(now, sort_keys=True, default=str)

    return max(candidates, key=shared, default=None)


def _fires(rule: Rule[Any], then: Facts, now: Facts | None) -> Verdict:
    facts = now or {}
    changed = _changes(rule, then, facts)
    if facts.get("basis") != then.get("basis"):
        words = _("Kena, tetapi berdasar data lain daripada hari itu.")
    elif changed:
        words = _("Kena, dengan fakta yang berbeda dari hari itu.")
    else:
        words = _("Kena, dengan fakta yang sama seperti hari itu.")
    return Verdict(True, words, tuple(in_words(rule.code, facts)), changed, facts)


def _fires_not(rule: Rule[Any], then: Facts, now: Facts | None) -> Verdict:
    if now is None:
        return Verdict(False, _("Tidak kena: data yang menjadi dasarnya sudah tidak ada."))
    changed = _changes(rule, then, now)
    if changed:
        words = _("Tidak kena: datanya sudah berubah.")
    else:
        words = _("Tidak kena: data lain yang menentukan sudah berubah.")
    return Verdict(False, words, tuple(in_words(rule.code, now)), changed, now)


def _changes(rule: Rule[Any], then: Facts, now: Facts) -> tuple[Change, ...]:
    """Return what differs, among the facts that both say and those that only one look says."""
    if then.get("basis") != now.get("basis"):
        return ()
    return tuple(differences(rule.code, then, now))


def _with_mode(verdict: Verdict, today: Sequence[_Version]) -> Verdict:
    """Add what firing would lead to, where it would not block."""
    modes = {version.policy.mode for version in today}
    if not verdict.fires or RulePolicy.Mode.BLOCK in modes:
        return verdict
    if RulePolicy.Mode.FLAG in modes:
        effect = _("Hari ini aturan ini hanya menandai, tidak memblokir.")
    else:
        effect = _("Hari ini aturan ini hanya mengamati, tidak menandai dan tidak memblokir.")
    return replace(verdict, sentence=f"{verdict.sentence} {effect}")


def _no_longer_in_force() -> Verdict:
    return Verdict(False, _("Tidak kena: aturan ini tidak berlaku lagi."))


def _unreadable() -> Verdict:
    return Verdict(
        None,
        _("Batas versi itu tidak dikenal lagi oleh aturan ini, jadi tidak bisa dinilai ulang."),
    )
