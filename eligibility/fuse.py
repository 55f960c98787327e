"""How often people overturn what a rule says, and the fuse that blows when it is too often.

Owns Fuse rows and the figures behind them. A blown fuse is honoured where findings become blocks
(blocking): from then on the rule only flags, in that version, source or batch.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eligibility import policies
from eligibility.explain.facts import source_name
from eligibility.models import Fuse, ImportBatch, RulePolicy
from eligibility.policies import InForce
from portal import audit, outbox
from portal.calendar import civil_date
from portal.models import Role, User

# The normal quantile of a two-sided interval of 95 %.
_Z = 1.959963984540054
_TOLD = (Role.SUPERVISOR, Role.RULE_OFFICER)


class NotAllowed(Exception):
    """A fuse may not be reset by this person or any more; the message is for officers."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many decided blocks of a version, a source or a batch of a rule were overturned.

    Counted since the scope's fuse was last reset. What is None or empty covers all of the rule.
    """

    rule: str
    policy: RulePolicy | None
    source: str
    batch: ImportBatch | None
    decided: int
    overturned: int
    # The 95 % interval of the overturned share.
    lowest: float
    highest: float

    @property
    def share(self) -> float:
        """The overturned share as counted."""
        return self.overturned / self.decided


def wilson(overturned: int, decided: int) -> tuple[float, float]:
    """Return the 95 % interval of the true share (Wilson 1927); (0, 1) when nothing is decided."""
    if not decided:
        return 0.0, 1.0
    share, square = overturned / decided, _Z**2
    middle = share + square / (2 * decided)
    reach = _Z * math.sqrt(share * (1 - share) / decided + square / (4 * decided**2))
    whole = 1 + square / decided
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def rates(rule: str | None = None) -> list[Rate]:
    """Return the overturn rates by version, source and batch, of `rule` or of all rules.

    Decided means by a person: lifted, upheld, or a proposal confirmed or dismissed. What a
    remedy lifts in one stroke is one decision about many and counts for none of them.
    """
    return list(_rates(_count(rule=rule, modes=RulePolicy.Mode.values)))


@transaction.atomic
def check(*, at: datetime) -> list[Fuse]:
    """Blow the fuse of every scope that people overturn too often, and tell about it.

    Only what blocks by itself now has a fuse. Safe to run again and concurrently: a scope has
    one blown fuse at most.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('eligibility.fuse', 0))")
    acting = {governed.policy.pk: governed.rule.code for governed in _acting(at)}
    blown = {_scope(fuse) for fuse in Fuse.objects.blown()}
    return [
        _blow(rate, at=at)
        for rate in _rates(_count(rule=None, modes=[RulePolicy.Mode.BLOCK]))
        if (rate.rule in acting.values() if rate.policy is None else rate.policy.pk in acting)
        and _scope(rate) not in blown
        and is_too_often(rate)
    ]


def is_too_often(rate: Rate) -> bool:
    """Say whether the share is past the threshold for sure: the interval's lower end, too."""
    is_known = rate.decided >= settings.FUSE_LEAST_DECIDED
    return is_known and rate.lowest > settings.FUSE_SHARE / 100


@transaction.atomic
def reset(fuse: Fuse, *, by: User, reason: str, at: datetime) -> Fuse:
    """Let the rule block again in the fuse's scope; only decisions from now on count.

    Raises NotAllowed: no supervisor or rule officer, somebody whose own policy or file it is
    about, no reason, or reset before.
    """
    fuse = Fuse.objects.select_for_update(of=("self",)).get(pk=fuse.pk)
    if refusal := obstacle(fuse, by=by):
        raise NotAllowed(refusal)
    reason = reason.strip()
    if not reason:
        raise NotAllowed(_("Tulis apa yang sudah dibetulkan."))
    fuse.reset_at, fuse.reset_by, fuse.reset_reason = at, by, reason[:200]
    fuse.save(update_fields=["reset_at", "reset_by", "reset_reason"])
    audit.record("fuse.reset", by=by, subject=fuse, at=at, rule=fuse.rule)
    return fuse


def obstacle(fuse: Fuse, *, by: User) -> str:
    """Return why `by` may not reset the fuse, in a sentence; empty: they may."""
    if not by.has_role(*_TOLD):
        return _("Hanya penyelia atau petugas aturan yang memasang sekering lagi.")
    if fuse.reset_at is not None:
        return _("Sekering ini sudah dipasang lagi.")
    policy, batch = fuse.policy, fuse.batch
    if policy and by.pk in {policy.drafted_by_id, policy.endorsed_by_id, policy.enabled_by_id}:
        return _("Kebijakan ini Anda susun atau aktifkan. Orang lain yang harus memasangnya lagi.")
    if batch and batch.requested_by_id == by.pk:
        return _("Berkas ini Anda yang kirim. Orang lain yang harus memasangnya lagi.")
    return ""


# Three sums over the same decisions. Resets are few: they are joined as a small table.
_COUNT = """
    WITH decided AS MATERIALIZED (
        SELECT block.rule, block.policy_id, finding.source, finding.batch_id,
               block.status IN ('lifted', 'dismissed') AS is_overturned,
               CASE block.status WHEN 'upheld' THEN coalesce(block.upheld_at, block.confirmed_at)
                                 WHEN 'confirmed' THEN block.confirmed_at
                                 ELSE block.ended_at END AS decided_at
        FROM eligibility_block block
        JOIN eligibility_finding finding ON finding.id = block.finding_id
        JOIN eligibility_rulepolicy policy ON policy.id = block.policy_id
        WHERE ((block.status IN ('lifted', 'dismissed') AND block.ended_by_id IS NOT NULL)
               OR block.status = 'upheld'
               OR (block.status = 'confirmed' AND block.confirmed_by_id IS NOT NULL))
          AND policy.mode = ANY (%s) AND (%s::text IS NULL OR block.rule = %s)
          AND NOT starts_with(block.reason, 'remedy-')  -- remedies' own reason
    ),
    scoped AS (
        SELECT rule, policy_id, '' AS source, NULL::bigint AS batch_id, is_overturned, decided_at
        FROM decided
        UNION ALL
        SELECT rule, NULL, source, NULL, is_overturned, decided_at FROM decided WHERE source <> ''
        UNION ALL
        SELECT rule, NULL, '', batch_id, is_overturned, decided_at
        FROM decided WHERE batch_id IS NOT NULL
    ),
    reset AS (
        SELECT rule, coalesce(policy_id, 0) AS policy_id, source,
               coalesce(batch_id, 0) AS batch_id, max(reset_at) AS at
        FROM eligibility_fuse WHERE reset_at IS NOT NULL GROUP BY 1, 2, 3, 4
    )
    SELECT scoped.rule, scoped.policy_id, scoped.source, scoped.batch_id,
           count(*), count(*) FILTER (WHERE scoped.is_overturned)
    FROM scoped LEFT JOIN reset
      ON reset.rule = scoped.rule AND reset.policy_id = coalesce(scoped.policy_id, 0)
     AND reset.source = scoped.source AND reset.batch_id = coalesce(scoped.batch_id, 0)
    WHERE reset.at IS NULL OR scoped.decided_at > reset.at
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2 NULLS LAST, 3, 4
"""


@dataclass(frozen=True, slots=True)
class _Counted:
    rule: str
    policy_id: int | None
    source: str
    batch_id: int | None
    decided: int
    overturned: int


def _count(*, rule: str | None, modes: Sequence[str]) -> list[_Counted]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(modes), rule, rule])
        return [_Counted(*row) for row in cursor.fetchall()]


def _rates(counted: Sequence[_Counted]) -> Iterator[Rate]:
    versions = RulePolicy.objects.in_bulk({row.policy_id for row in counted} - {None})
    batches = ImportBatch.objects.in_bulk({row.batch_id for row in counted} - {None})
    for row in counted:
        lowest, highest = wilson(row.overturned, row.decided)
        yield Rate(
            rule=row.rule,
            policy=versions[row.policy_id] if row.policy_id else None,
            source=row.source,
            batch=batches[row.batch_id] if row.batch_id else None,
            decided=row.decided,
            overturned=row.overturned,
            lowest=lowest,
            highest=highest,
        )


def _acting(at: datetime) -> list[InForce]:
    """Return what blocks by itself today."""
    in_force = policies.in_force(on=civil_date(at))
    return [governed for governed in in_force if governed.policy.mode == RulePolicy.Mode.BLOCK]


def _scope(of: Fuse | Rate) -> tuple[str, int | None, str, int | None]:
    policy = of.policy.pk if of.policy else None
    return of.rule, policy, of.source, of.batch.pk if of.batch else None


def _blow(rate: Rate, *, at: datetime) -> Fuse:
    fuse = Fuse.objects.create(
        rule=rate.rule,
        policy=rate.policy,
        source=rate.source,
        batch=rate.batch,
        decided=rate.decided,
        overturned=rate.overturned,
        lowest=rate.lowest,
        highest=rate.highest,
        blown_at=at,
    )
    audit.record(
        "fuse.blown",
        by=None,
        subject=fuse,
        at=at,
        rule=rate.rule,
        policy=rate.policy.pk if rate.policy else None,
        source=rate.source,
        batch=rate.batch.pk if rate.batch else None,
        decided=rate.decided,
        overturned=rate.overturned,
    )
    with translation.override(settings.LANGUAGE_CODE):
        _tell(fuse, at=at)
    return fuse


def _tell(fuse: Fuse, *, at: datetime) -> None:
    """Owe supervisors and rule officers a message; it names the rule, never a person."""
    subject = _("Aturan hanya menandai lagi: %(rule)s") % {"rule": policies.title_of(fuse.rule)}
    body = _(
        "Terlalu banyak blokir aturan “%(rule)s” (%(scope)s) dibatalkan: %(overturned)s dari "
        "%(decided)s yang diputus orang.\n\n"
        "Mulai sekarang temuannya hanya menandai akun, tidak memblokir. Periksa aturan atau "
        "datanya, lalu pasang lagi sekeringnya di halaman ini:\n%(address)s"
    ) % {
        "rule": policies.title_of(fuse.rule),
        "scope": scope_in_words(fuse),
        "overturned": fuse.overturned,
        "decided": fuse.decided,
        "address": settings.SITE_URL + reverse("admin:eligibility_fuse_change", args=[fuse.pk]),
    }
    roles = [role.value for role in _TOLD]
    people = User.objects.filter(is_active=True, groups__name__in=roles).exclude(email="")
    outbox.queue_all(
        [
            outbox.Mail(person.email, subject, body, key=f"fuse-{fuse.pk}-{person.pk}")
            for person in people.order_by("pk").distinct()
        ],
        at=at,
    )


def scope_in_words(of: Fuse | Rate) -> str:
    """Return which part of the rule is meant, in the active language."""
    if of.policy is not None:
        return _("versi %(version)s") % {"version": of.policy.version}
    if of.batch is not None:
        day = date_format(of.batch.source_date, "j F Y")
        return _("berkas %(source)s, data per %(day)s") % {"source": of.batch.source, "day": day}
    if of.source:
        return _("sumber %(source)s") % {"source": source_name(of.source)}
    return _("seluruhnya")
