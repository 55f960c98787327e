"""Counts whom a policy would hit and newly stop. Reads only.

The rules' own breaches judge, in ranges of account keys; what a real pass would then leave alone
(settled facts, holds, blown fuses) is left alone here, too.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Min, QuerySet

from eligibility.models import Account, RulePolicy
from eligibility.policies.in_force import InForce
from eligibility.policies.reach import standing_before
from eligibility.policies.settled import alike, limits_by_rule
from eligibility.policies.terms import rule_of, waves_of
from eligibility.rules.base import EVERYBODY as EVERYBODY
from eligibility.rules.base import Rule, Scope, Waves

RANGE_ACCOUNTS = 1_000_000
SAMPLE = 20
# Shown for people who were never granted a wave.
NO_WAVE = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: a rule in a mode, with limits of its own type, for waves, as of a moment."""

    rule: Rule[Any]  # Any: each rule has limits of its own type
    mode: str
    limits: Any
    waves: Waves
    at: datetime
    # The draft, whose own fuses count; None: terms from the command line.
    policy_id: int | None = None
    # The versions of a week before: whom they hit is not newly hit.
    before: tuple[InForce, ...] = ()


@dataclass(slots=True)
class Figures:
    """What a policy would do to some accounts; `add` puts two ranges of accounts together."""

    accounts: int = 0
    hits: int = 0
    newly_hit: int = 0
    newly_blocked: int = 0
    won_before: int = 0
    by_province: Counter[str] = field(default_factory=Counter)
    by_wave: Counter[str] = field(default_factory=Counter)
    by_status: Counter[str] = field(default_factory=Counter)
    # Account keys to look at: those of the lowest places, a spread that does not change.
    sample: list[int] = field(default_factory=list)

    def add(self, other: "Figures") -> None:
        """Take in the figures of other accounts."""
        self.accounts += other.accounts
        self.hits += other.hits
        self.newly_hit += other.newly_hit
        self.newly_blocked += other.newly_blocked
        self.won_before += other.won_before
        self.by_province += other.by_province
        self.by_wave += other.by_wave
        self.by_status += other.by_status
        self.sample = sorted([*self.sample, *other.sample], key=_place)[:SAMPLE]


def of_policy(
    policy: RulePolicy, *, at: datetime, compared_with: Collection[int] | None = None
) -> Trial:
    """Return the trial of a policy's own terms; raises NotAllowed or BadLimits.

    `compared_with` names the versions of a week before; None: those of today's week before.
    """
    rule = rule_of(policy.rule)
    limits = rule.read_limits(policy.limits)
    before = standing_before(policy.rule, policy.mode, at=at)
    if compared_with is not None:
        before = [one for one in before if one.policy.pk in compared_with]
    return Trial(
        rule, policy.mode, limits, waves_of(policy), at=at, policy_id=policy.pk,
        before=tuple(before),
    )  # fmt: skip


def of_terms(rule_code: str, limits: Mapping[str, int], *, mode: str, at: datetime) -> Trial:
    """Return the trial of terms nobody drafted, for all waves; raises NotAllowed or BadLimits."""
    rule = rule_of(rule_code)
    before = tuple(standing_before(rule_code, mode, at=at))
    return Trial(rule, mode, rule.read_limits(limits), Waves(), at=at, before=before)


def count(trial: Trial) -> Figures:
    """Return what the trial would do to everybody, at once; writes nothing."""
    figures = Figures()
    for scope in ranges(trial.rule, start=None):
        figures.add(count_in(trial, scope))
    return figures


def ranges(rule: Rule[Any], *, start: int | None) -> Iterator[Scope]:
    """Yield the account keys in pieces from `start` on; a rule about groups takes all at once."""
    ends = Account.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return
    if rule.in_one_piece:
        yield Scope()
        return
    for first in range(start or ends["first"], ends["last"] + 1, RANGE_ACCOUNTS):
        yield Scope(first, first + RANGE_ACCOUNTS - 1)


# A breach counts as new unless its facts are settled, be it under another limit, or stop the
# account already; a proposal would be confirmed, and where a fuse is blown it only flags. All as in
# a real pass (screening, blocking).
_COUNT = f"""
    WITH breach AS MATERIALIZED ({{breaches}}),
    hit_before AS MATERIALIZED (SELECT DISTINCT account_key FROM ({{before}}) earlier),
    person AS MATERIALIZED (
        SELECT breach.account_key,
               bool_or(known.id IS NULL AND cleared.id IS NULL AND NOT EXISTS (
                   SELECT FROM eligibility_fuse fuse
                   WHERE fuse.reset_at IS NULL AND fuse.rule = breach.rule
                     AND (fuse.policy_id IS NULL OR fuse.policy_id = %(policy)s)
                     AND (fuse.source = '' OR fuse.source = breach.source_code)
                     AND (fuse.batch_id IS NULL OR fuse.batch_id = breach.batch_key)
               )) AS may_stop
        FROM breach LEFT JOIN eligibility_finding known
          ON known.account_id = breach.account_key AND known.rule = breach.rule
         AND known.facts_digest = encode(sha256(convert_to(breach.facts::text, 'UTF8')), 'hex')
         AND (known.status IN ('settled', 'dismissed')
              OR (known.status = 'acted'
                  AND NOT EXISTS (SELECT FROM eligibility_block block
                                  WHERE block.finding_id = known.id
                                    AND block.status = 'proposed')))
        LEFT JOIN LATERAL (
            SELECT settled.id FROM eligibility_finding settled
            WHERE settled.account_id = breach.account_key AND settled.rule = breach.rule
              AND settled.status IN ('settled', 'dismissed') AND {alike("settled", "breach")}
            LIMIT 1
        ) cleared ON true
        GROUP BY breach.account_key
    )
    SELECT account.province_code, wave.number, account.status, count(*),
           count(*) FILTER (WHERE person.may_stop AND account.blocked_since IS NULL
               AND NOT EXISTS (SELECT FROM eligibility_hold hold
                   WHERE hold.account_id = account.id AND hold.released_at IS NULL)),
           count(*) FILTER (WHERE EXISTS (SELECT FROM eligibility_block won
               WHERE won.account_id = account.id AND won.ground = %(ground)s
                 AND won.status IN ('lifted', 'dismissed'))),
           (array_agg(account.id ORDER BY account.id * 2654435761 %% 4294967296))[1:{SAMPLE}],
           count(*) FILTER (WHERE hit_before.account_key IS NULL)
    FROM person JOIN eligibility_account account ON account.id = person.account_key
    LEFT JOIN hit_before ON hit_before.account_key = person.account_key
    LEFT JOIN LATERAL (
        SELECT max(gelombang.number) AS number
        FROM eligibility_grant award
        JOIN eligibility_gelombang gelombang ON gelombang.id = award.gelombang_id
        WHERE award.account_id = account.id
    ) wave ON true
    GROUP BY 1, 2, 3
"""  # noqa: S608 - our own text
_LOOK = """
    SELECT account_key, facts_found AS facts, source_code::text, batch_key::bigint,
           {rule}::text AS rule
    FROM ({look}) look
"""
_HIT = "SELECT account_key FROM ({look}) look"
_NOBODY = "SELECT NULL::bigint AS account_key WHERE false"


def count_in(trial: Trial, scope: Scope) -> Figures:
    """Return what the trial would do to the accounts in `scope`, in one statement."""
    figures = Figures(accounts=Account.objects.filter(scope.condition("pk")).count())
    looks = trial.rule.breaches(scope, trial.limits, at=trial.at, waves=trial.waves)
    if not looks:
        return figures
    before = [
        look
        for one in trial.before
        for look in one.rule.breaches(scope, one.limits, at=trial.at, waves=one.waves)
    ]
    for province, wave, status, hits, stopped, won, keys, newly in _rows(trial, looks, before):
        place = Figures(
            hits=hits,
            newly_hit=newly,
            newly_blocked=stopped if trial.mode == RulePolicy.Mode.BLOCK else 0,
            won_before=won,
            by_province=Counter({province: hits}),
            by_wave=Counter({NO_WAVE if wave is None else str(wave): hits}),
            by_status=Counter({status: hits}),
            sample=keys,
        )
        figures.add(place)
    return figures


def _rows(
    trial: Trial, looks: Sequence[QuerySet[Any]], before: Sequence[QuerySet[Any]]
) -> Sequence[tuple[Any, ...]]:
    values: dict[str, Any] = {  # Any: what the columns take
        "rule": trial.rule.code,
        "policy": trial.policy_id,
        "ground": trial.rule.ground.value,
        "limits": limits_by_rule(),
    }
    parts = [_LOOK.format(look=_named(look, values), rule="%(rule)s") for look in looks]
    earlier = [_HIT.format(look=_named(look, values)) for look in before] or [_NOBODY]
    statement = _COUNT.format(breaches=" UNION ALL ".join(parts), before=" UNION ".join(earlier))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _named(look: QuerySet[Any], values: dict[str, Any]) -> str:
    """Return the look's SQL with its values named among `values`: the count repeats some."""
    sql, params = look.query.sql_with_params()
    rest = iter(params)

    def name(mark: re.Match[str]) -> str:
        if mark[0] == "%%":
            return mark[0]
        key = f"value{len(values)}"
        values[key] = next(rest)
        return f"%({key})s"

    return re.sub("%%|%s", name, sql)


def _place(account_id: int) -> int:
    """Return the key's place in a shuffled order; the query computes the same."""
    return account_id * 2654435761 % 4294967296
