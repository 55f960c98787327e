"""Puts the rules to the accounts of one chunk and lets what they say take effect.

A run over everybody first judges the rules about groups in one piece, which only writes
findings; then range by range the other rules, and there blocks begin and end for whatever was
found about an account. So each account changes once, whoever works in which order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Q

from eligibility import blocking, policies
from eligibility.blocking import breaches
from eligibility.models import Account, ScreeningChunk
from eligibility.policies import InForce
from eligibility.rules.base import EVERYBODY, Scope
from portal.calendar import civil_date

# Chunks over some accounts that are judged at the same time as this one.
_OTHERS = """
    SELECT statement_timestamp(),
           array(SELECT id FROM eligibility_screeningchunk
                 WHERE account_ids IS NOT NULL AND done_at IS NULL AND dead_at IS NULL)
"""
# They looked after us, or are about to: what they see is newer.
_ELSEWHERE = """
    SELECT unnest(chunk.account_ids) FROM eligibility_screeningchunk chunk
    JOIN eligibility_screeningrun run ON run.id = chunk.run_id
    WHERE chunk.account_ids IS NOT NULL AND chunk.dead_at IS NULL
      AND (chunk.id = ANY(%s) OR chunk.done_at >= %s
           OR (chunk.done_at IS NULL AND run.status = 'running'))
"""


# Everything here goes through indexes to few rows, on disks without heads; sorts stay in memory.
# A table that was empty when last looked at is the cheapest to read through, again and again while
# the statement itself fills it.
_ALWAYS = {
    "random_page_cost": "1.1", "work_mem": "64MB", "jit": "off", "enable_seqscan": "off",
}  # fmt: skip
_SET = """
    WITH before AS MATERIALIZED (
        SELECT name, wanted, current_setting(name) AS value
        FROM unnest(%s::text[], %s::text[]) AS asked (name, wanted)
    )
    SELECT name, value FROM before WHERE set_config(name, wanted, true) IS NOT NULL
"""
# A few accounts are looked up one by one, whatever the rule: going through a table, or through an
# index of those of their kind, would take longer with every account there is.
FROM_A_FEW = {"enable_hashjoin": "off", "enable_mergejoin": "off", "enable_seqscan": "off"}


@dataclass(frozen=True, slots=True)
class Done:
    """What a chunk came to, and the versions it was judged by."""

    policy_ids: list[int]
    accounts: int
    findings: int
    newly_blocked: int
    ended: int


@dataclass(frozen=True, slots=True)
class _Judged:
    """The versions that judged in this chunk, and all that have judged its accounts in the run.

    A version stopped or replaced between a piece and the range is in neither.
    """

    here: Sequence[InForce]
    by_now: Sequence[InForce]


def judge(chunk: ScreeningChunk) -> Done:
    """Judge the accounts of `chunk`; in a transaction of the caller's, which counts it as done."""
    in_force = policies.to_screen_by(on=civil_date(chunk.run.at))
    breaches.begin()
    with planned(_ALWAYS):
        return _judge(chunk, in_force)


def _judge(chunk: ScreeningChunk, in_force: Sequence[InForce]) -> Done:
    if chunk.account_ids is not None:
        return _judge_some(chunk, chunk.account_ids, in_force)
    if chunk.rule:
        return _judge_in_one_piece(chunk, [one for one in in_force if one.rule.code == chunk.rule])
    return _judge_range(chunk, in_force)


def _judge_some(chunk: ScreeningChunk, account_ids: list[int], in_force: Sequence[InForce]) -> Done:
    """Judge some accounts by all rules, locked from the beginning."""
    scope = Scope(account_ids=tuple(account_ids))
    breaches.touch_all(account_ids)
    with planned(FROM_A_FEW):
        _put_rules(in_force, scope, chunk)
    judged = _Judged(here=in_force, by_now=in_force)
    return _take_effect(chunk, scope, in_force, judged=judged, accounts=len(account_ids))


def _judge_range(chunk: ScreeningChunk, in_force: Sequence[InForce]) -> Done:
    """Judge everybody in the range; only those about whom something changes are locked."""
    scope = Scope(chunk.first_id, chunk.last_id)
    by_ranges = [one for one in in_force if not one.rule.in_one_piece]
    others = _others()
    _put_rules_as_they_ask(by_ranges, scope, chunk)
    breaches.touch_changing(
        breaches.judged(scope.condition("account"), _rules(by_ranges)),
        acting=_keys(one for one in in_force if one.acts),
        waiting=breaches.Range(chunk.first_id, chunk.last_id),
    )
    breaches.leave_out(_ELSEWHERE, others)
    accounts = Account.objects.filter(scope.condition("pk")).count()
    judged = _Judged(here=by_ranges, by_now=[*by_ranges, *_judged_in_pieces(chunk, in_force)])
    return _take_effect(chunk, scope, in_force, judged=judged, accounts=accounts)


def _judge_in_one_piece(chunk: ScreeningChunk, in_force: Sequence[InForce]) -> Done:
    """Write the findings of one rule about everybody; the ranges act on them."""
    others = _others()
    _put_rules_as_they_ask(in_force, EVERYBODY, chunk)
    findings = breaches.judged(Q(), _rules(in_force))
    breaches.touch_changing(findings)
    breaches.leave_out(_ELSEWHERE, others)
    found = breaches.write(findings, run_id=chunk.run_id, at=chunk.run.at)
    return Done(_keys(in_force), 0, found, 0, 0)


def _take_effect(
    chunk: ScreeningChunk,
    scope: Scope,
    in_force: Sequence[InForce],
    *,
    judged: _Judged,
    accounts: int,
) -> Done:
    at = chunk.run.at
    findings = breaches.judged(scope.condition("account"), _rules(judged.here))
    found = breaches.write(findings, run_id=chunk.run_id, at=at)
    breaches.keep_unjudged(_rules(judged.by_now))
    changed = breaches.changed(_keys(in_force))
    outcome = blocking.follow(breaches.acting(_keys(in_force)), changed, run=chunk.run, at=at)
    return Done(_keys(judged.here), accounts, found, outcome.newly_blocked, outcome.ended)


def _judged_in_pieces(chunk: ScreeningChunk, in_force: Sequence[InForce]) -> list[InForce]:
    """Return the versions by which the run's pieces were judged and that still govern."""
    pieces = ScreeningChunk.objects.filter(run=chunk.run_id).exclude(rule="")
    known = {key for keys in pieces.values_list("policy_ids", flat=True) for key in keys or ()}
    return [one for one in in_force if one.rule.in_one_piece and one.policy.pk in known]


def _keys(some: Iterable[InForce]) -> list[int]:
    return [one.policy.pk for one in some]


def _put_rules_as_they_ask(
    in_force: Sequence[InForce], scope: Scope, chunk: ScreeningChunk
) -> None:
    """Put the rules with the planner's settings that each of them asks for."""
    for settings, some in groupby(sorted(in_force, key=_settings), key=_settings):
        with planned(dict(settings)):
            _put_rules(some, scope, chunk)


def _settings(one: InForce) -> list[tuple[str, str]]:
    return sorted(one.rule.planner.items())


def _put_rules(in_force: Iterable[InForce], scope: Scope, chunk: ScreeningChunk) -> None:
    for one in in_force:
        for look in one.rule.breaches(scope, one.limits, at=chunk.run.at, waves=one.waves):
            breaches.add(look, policy=one.policy, ground=one.rule.ground.value)


def _rules(in_force: Sequence[InForce]) -> Q:
    """Return the condition on findings that these policies have a word about.

    Where a policy is for some waves only, the findings of other waves are not its business.
    """
    rules = Q(rule__in=sorted({one.rule.code for one in in_force if one.waves.are_all}))
    for one in in_force:
        if one.waves.are_all:
            continue
        waves = one.waves.condition("wave")
        if one.waves.first is None and one.waves.last is None:
            waves |= Q(wave=None)
        rules |= Q(rule=one.rule.code) & waves
    return rules


def _others() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        moment, chunks = cursor.fetchone()
    return chunks, moment


@contextmanager
def planned(asked: Mapping[str, str]) -> Iterator[None]:
    """Let the database plan with these settings, and afterwards with those of before."""
    before = _set(asked)
    yield
    _set(before)


def _set(asked: Mapping[str, str]) -> dict[str, str]:
    """Make these settings for this transaction; return those of before that were others."""
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SET, [list(asked), list(asked.values())])
        return {name: before for name, before in cursor.fetchall() if before != asked[name]}
