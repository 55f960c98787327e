"""What the rules found in one transaction, and what becomes of findings because of it.

Breaches lie in a temporary table, so that nothing but SQL touches them; so do the keys of the
accounts about which something is to be done, which are locked by then. Which rules are put to
whom is screening's business.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from eligibility.models import Block, Finding, RulePolicy
from eligibility.policies.settled import alike, limits_by_rule
from eligibility.querysets import FindingQuerySet
from eligibility.rules.base import written

_BEGIN = """
    CREATE TEMP TABLE IF NOT EXISTS screening_breach (
        account_key bigint, rule text, ground text, policy_key bigint, facts jsonb, digest text,
        source text, source_date date, batch_key bigint, cluster_key bigint
    ) ON COMMIT DELETE ROWS;
    CREATE TEMP TABLE IF NOT EXISTS screening_touched (
        account_key bigint, held boolean
    ) ON COMMIT DELETE ROWS;
    DELETE FROM screening_breach;
    DELETE FROM screening_touched;
"""
# OFFSET 0 keeps the facts from being put together twice, for themselves and for their digest.
_ADD = """
    INSERT INTO screening_breach
    SELECT account_key, %s, %s, %s, facts_found,
           encode(sha256(convert_to(facts_found::text, 'UTF8')), 'hex'),
           source_code, said_date::date, batch_key::bigint, cluster_key::bigint
    FROM ({breaches} OFFSET 0) found
"""
_GONE = """
    SELECT judged.id, judged.account_id FROM ({judged}) judged
    WHERE NOT EXISTS (SELECT FROM screening_breach breach
                      WHERE breach.account_key = judged.account_id
                        AND breach.rule = judged.rule AND breach.digest = judged.facts_digest)
"""
# A proposal that a newer version blocks by itself is news, too.
_IS_NEWS = """(finding.id IS NULL OR finding.status = 'ceased'
           OR (finding.status = 'acted' AND finding.policy_id <> breach.policy_key
               AND EXISTS (SELECT FROM eligibility_block block
                           JOIN eligibility_rulepolicy policy ON policy.id = breach.policy_key
                           WHERE block.finding_id = finding.id AND block.status = 'proposed'
                             AND block.policy_id <> policy.id AND policy.mode = 'block'))
           OR (finding.status = 'open' AND
               (finding.policy_id, finding.source_date, finding.batch_id, finding.cluster)
               IS DISTINCT FROM (breach.policy_key, breach.source_date, breach.batch_key,
                                 breach.cluster_key)))"""
# Accounts where findings change: those found anew or again, and those gone.
_CHANGING = f"""
    SELECT breach.account_key FROM screening_breach breach
    LEFT JOIN eligibility_finding finding
      ON finding.account_id = breach.account_key AND finding.rule = breach.rule
     AND finding.facts_digest = breach.digest
    WHERE {_IS_NEWS}
    UNION
    SELECT gone.account_id FROM ({{gone}}) gone
"""  # noqa: S608 - our own text
# Blocks to end or to carry over, and proposals that their rule now blocks by itself, by one of
# the versions that screen.
_IS_TO_CHANGE = """block.status IN ('proposed', 'confirmed')
      AND (finding.status = 'ceased'
           OR (block.status = 'proposed' AND finding.status = 'acted'
               AND finding.policy_id <> block.policy_id AND finding.policy_id = ANY(%s)
               AND EXISTS (SELECT FROM eligibility_rulepolicy policy
                           WHERE policy.id = finding.policy_id AND policy.mode = 'block'
                             AND policy.stopped_at IS NULL)))"""
# Accounts where something found before waits to be acted on: the group rules', what a hold let
# go, what a stopped run left.
_WAITING = f"""
    UNION
    SELECT block.account_id FROM eligibility_block block
    JOIN eligibility_finding finding ON finding.id = block.finding_id
    WHERE {_IS_TO_CHANGE} AND block.account_id BETWEEN %s AND %s
    UNION
    SELECT finding.account_id FROM eligibility_finding finding
    WHERE finding.status = 'open' AND finding.policy_id = ANY(%s)
      AND finding.account_id BETWEEN %s AND %s
      AND NOT EXISTS (SELECT FROM eligibility_block block
                      WHERE block.account_id = finding.account_id AND block.rule = finding.rule
                        AND block.status IN ('proposed', 'confirmed', 'upheld'))
"""  # noqa: S608 - our own text
_TOUCH = """
    INSERT INTO screening_touched
    SELECT account.id, false FROM eligibility_account account
    WHERE account.id {among} AND account.status NOT IN ('revoked', 'closed')
    ORDER BY account.id FOR NO KEY UPDATE OF account
"""
_HOLD = """
    UPDATE screening_touched SET held = true
    WHERE account_key IN (SELECT account_id FROM eligibility_hold WHERE released_at IS NULL)
"""
# Equal facts from several rows are one finding; which row is named must not be left to chance.
# Known or not is asked first: of the two, one has hardly anything to sort.
_ONE_OF_EACH = """
    SELECT DISTINCT ON (breach.account_key, breach.rule, breach.digest) breach.*
    FROM screening_breach breach JOIN screening_touched USING (account_key)
    WHERE {are} EXISTS (SELECT FROM eligibility_finding known
                        WHERE known.account_id = breach.account_key
                          AND known.rule = breach.rule AND known.facts_digest = breach.digest)
    ORDER BY breach.account_key, breach.rule, breach.digest, breach.source_date DESC NULLS LAST,
             breach.source, breach.batch_key DESC NULLS LAST, breach.policy_key
"""
# Somebody has cleared the person of these facts, if under another limit.
_IS_CLEARED = f"""EXISTS (SELECT FROM eligibility_finding settled
                   WHERE settled.account_id = breach.account_key AND settled.rule = breach.rule
                     AND settled.status IN ('settled', 'dismissed')
                     AND {alike("settled", "breach")})"""
# Findings still open come over to this run, so that today's policy decides about them, and those
# whose facts came back open again; dismissed and settled ones stay so for good.
_TAKE_OVER = f"""
    UPDATE eligibility_finding finding
    SET run_id = %(run)s, policy_id = breach.policy_key, source_date = breach.source_date,
        batch_id = breach.batch_key, cluster = breach.cluster_key,
        found_at = CASE WHEN finding.status = 'ceased' THEN %(at)s ELSE finding.found_at END,
        status = CASE WHEN EXISTS (SELECT FROM eligibility_block block
                                   WHERE block.finding_id = finding.id
                                     AND block.status IN ('proposed', 'confirmed', 'upheld'))
                 THEN 'acted' WHEN {_IS_CLEARED} THEN 'settled' ELSE 'open' END
    FROM ({_ONE_OF_EACH.format(are="")}) breach
    WHERE finding.account_id = breach.account_key AND finding.rule = breach.rule
      AND finding.facts_digest = breach.digest AND finding.status IN ('open', 'ceased', 'acted')
      AND {_IS_NEWS}
"""  # noqa: S608 - our own text
_WRITE = f"""
    INSERT INTO eligibility_finding
        (account_id, rule, ground, policy_id, run_id, facts, facts_digest, cluster, source,
         source_date, batch_id, found_at, status)
    SELECT account_key, rule, ground, policy_key, %(run)s, facts, digest, cluster_key, source,
           source_date, batch_key, %(at)s,
           CASE WHEN {_IS_CLEARED} THEN 'settled' ELSE 'open' END
    FROM ({_ONE_OF_EACH.format(are="NOT")}) breach
    ON CONFLICT (account_id, rule, facts_digest) DO NOTHING
"""  # noqa: S608 - our own text
_CEASE = """
    UPDATE eligibility_finding SET status = 'ceased'
    WHERE id IN (SELECT gone.id FROM ({gone}) gone JOIN screening_touched touched
                 ON touched.account_key = gone.account_id AND NOT touched.held)
"""
_CHANGED = f"""
    SELECT block.id FROM screening_touched touched
    JOIN eligibility_block block ON block.account_id = touched.account_key
    JOIN eligibility_finding finding ON finding.id = block.finding_id
    WHERE NOT touched.held AND {_IS_TO_CHANGE}
    ORDER BY block.id
"""  # noqa: S608 - our own text


@dataclass(frozen=True, slots=True)
class Range:
    """Account keys from the first to the last."""

    first_id: int
    last_id: int


def begin() -> None:
    """Empty the tables of this transaction."""
    _run(_BEGIN)


def add(breaches: QuerySet[Any], *, policy: RulePolicy, ground: str) -> None:
    """Take in the breaches of one look, as `Look.breaches` returns them."""
    try:
        sql, params = breaches.query.sql_with_params()
    except EmptyResultSet:
        return
    _run(_ADD.format(breaches=sql), (policy.rule, ground, policy.pk, *params))


def judged(within: Q, rules: Q) -> FindingQuerySet:
    """Return the findings that the transaction judges anew, if nobody has decided about them.

    `rules` may ask for `wave`, the number of the wave in the facts.
    """
    upheld = Block.objects.filter(finding=OuterRef("pk"), status=Block.Status.UPHELD)
    alive = Finding.objects.filter(
        within, ~Exists(upheld), status__in=(Finding.Status.OPEN, Finding.Status.ACTED)
    )
    return alive.alias(wave=_wave()).filter(rules)


def touch_all(account_ids: Sequence[int]) -> None:
    """Lock the accounts before they are judged: what is known about them stays true."""
    _run(_TOUCH.format(among="= ANY(%s::bigint[])"), [written(account_ids)])
    _run(_HOLD)


def touch_changing(
    findings: FindingQuerySet, *, acting: Collection[int] = (), waiting: Range | None = None
) -> None:
    """Lock the accounts about which the breaches say something else than `findings`.

    With `waiting` also the accounts of that range where something found before, by one of
    the versions `acting`, waits to be acted on.
    """
    _run("ANALYZE screening_breach (account_key, rule, digest)")
    gone, params = _gone(findings)
    changing = _CHANGING.format(gone=gone)
    if waiting is not None:
        ends = (waiting.first_id, waiting.last_id)
        changing += _WAITING
        params = (*params, list(acting), *ends, list(acting), *ends)
    # As an array the few keys are looked up; joined, all accounts of the range would be read.
    _run(_TOUCH.format(among=f"= ANY(ARRAY({changing}))"), params)
    _run(_HOLD)


def leave_out(accounts_sql: str, params: Sequence[Any]) -> None:
    """Let go of the accounts that `accounts_sql` selects: others judge them with newer facts."""
    _run(f"DELETE FROM screening_touched WHERE account_key IN ({accounts_sql})", params)  # noqa: S608 - our own text


def write(findings: FindingQuerySet, *, run_id: int, at: datetime) -> int:
    """Write what was found about the touched accounts; return how many findings changed to open.

    Those of `findings` that are broken no more cease, unless a hold asks to wait.
    """
    # Without figures about them the planner joins the two tables row by row: hours for minutes.
    _run("ANALYZE screening_breach (account_key, rule, digest), screening_touched")
    values = {"run": run_id, "at": at, "limits": limits_by_rule()}
    found = _run(_TAKE_OVER, values) + _run(_WRITE, values)
    gone, params = _gone(findings)
    _run(_CEASE.format(gone=gone), params)
    return found


def keep_unjudged(rules: Q) -> None:
    """Let findings that ceased count again under open blocks, unless `rules` judge them by now.

    What made them cease has been stopped or replaced since: it says nothing about them any more,
    and the blocks wait, as those of any rule that is not screened by. For touched accounts.
    """
    stood_on = Block.objects.filter(
        finding=OuterRef("pk"), status__in=(Block.Status.PROPOSED, Block.Status.CONFIRMED)
    )
    # As a case: a finding without a wave is judged by no condition on waves, and not unknown.
    is_judged = Case(When(rules, then=Value(True)), default=Value(False))
    ceased = Finding.objects.filter(
        Exists(stood_on), account__in=_touched(), status=Finding.Status.CEASED
    )
    unjudged = ceased.alias(wave=_wave(), is_judged=is_judged).filter(is_judged=False)
    unjudged.update(status=Finding.Status.ACTED)


def changed(policies: Collection[int]) -> list[int]:
    """Return the keys of the touched accounts' blocks whose findings have ceased, and of the
    proposals that another one of the versions `policies` finds."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [list(policies)])
        return [row[0] for row in cursor.fetchall()]


def acting(policies: Collection[int]) -> FindingQuerySet:
    """Return the open findings of the touched accounts by `policies`, holds left out."""
    return Finding.objects.open().filter(account__in=_touched(), policy__in=policies)


def _touched() -> RawSQL:
    return RawSQL("SELECT account_key FROM screening_touched WHERE NOT held", ())


def _wave() -> Cast:
    return Cast(KeyTextTransform("wave", "facts"), IntegerField())


def _gone(findings: FindingQuerySet) -> tuple[str, tuple[Any, ...]]:
    columns = findings.order_by().values("id", "account_id", "rule", "facts_digest")
    try:
        sql, params = columns.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT NULL::bigint AS id, NULL::bigint AS account_id WHERE false", ()
    return _GONE.format(judged=sql), tuple(params)


def _run(sql: str, params: Any = None) -> int:  # noqa: ANN401 - whatever psycopg adapts
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
