"""Tries drafts dry: orders, and the workers who count what a draft would do. Owns dry runs.

A long count goes in ranges of accounts, so that a worker that is killed or out of time is
followed by one that goes on where it was.
"""

import logging
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from eligibility.models import DryRun, RulePolicy
from eligibility.policies import counting
from eligibility.policies.counting import Figures
from eligibility.policies.reach import standing_before
from eligibility.policies.terms import NotAllowed, digest_of
from eligibility.rules.base import BadLimits
from portal import audit
from portal.jobs import nudge
from portal.models import Role, User

log = logging.getLogger(__name__)

LEASE_SECONDS = 270


@transaction.atomic
def order(policy: RulePolicy, *, by: User, at: datetime) -> DryRun:
    """Owe a dry run of the draft as it is now, as of `at`; one already owed is returned as it is.

    Raises NotAllowed: no rule officer or supervisor, or no draft.
    """
    policy = RulePolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    if refusal := obstacle(policy, by=by):
        raise NotAllowed(refusal)
    digest = digest_of(policy)
    owed = policy.dry_runs.owed().filter(tried_digest=digest).first()
    if owed is not None:
        return owed
    before = [one.policy.pk for one in standing_before(policy.rule, policy.mode, at=at)]
    run = DryRun.objects.create(
        policy=policy, at=at, requested_by=by, tried_digest=digest, compared_with=before
    )
    audit.record("policy.try", by=by, subject=policy, at=at, dry_run=run.pk)
    nudge("eligibility.try_owed_policies")
    return run


def obstacle(policy: RulePolicy, *, by: User) -> str:
    """Return why `by` may not order a dry run, in a sentence; empty: they may."""
    if not by.has_role(Role.RULE_OFFICER, Role.SUPERVISOR):
        return _("Hanya petugas aturan atau penyelia yang mencoba draf.")
    return "" if policy.is_draft else _("Hanya draf yang dicoba.")


def work_off(*, seconds: float | None = None) -> DryRun | None:
    """Work off a dry run that is owed, for about `seconds` (None: to its end); None: none is.

    What is left over is taken up by the next call.
    """
    leased = DryRun.objects.select_related("policy").lease(seconds=LEASE_SECONDS)
    if not leased:
        return None
    run = leased[0]
    try:
        _go_on(run, seconds=seconds)
    except (BadLimits, NotAllowed):
        run.give_up("the rule or its limits are not known any more")
    except DatabaseError:
        log.exception("dry run %s failed", run.pk)
        run.fail("database error", retry_in=timedelta(seconds=30))
    return run


def _go_on(run: DryRun, *, seconds: float | None) -> None:
    if not run.policy.is_draft or digest_of(run.policy) != run.tried_digest:
        run.give_up("the draft was changed or dropped meanwhile")
        return
    trial = counting.of_policy(run.policy, at=run.at, compared_with=run.compared_with)
    figures = _figures_of(run)
    end = time.monotonic() + seconds if seconds is not None else None
    for scope in counting.ranges(trial.rule, start=run.next_id):
        figures.add(counting.count_in(trial, scope))
        if scope.last_id is not None and not _note(run, figures, next_id=scope.last_id + 1):
            log.warning("dry run %s was taken over by another worker", run.pk)
            return
        if end is not None and time.monotonic() > end and scope.last_id is not None:
            _hand_over(run)
            return
    run.finish(**_columns(figures))


def _columns(figures: Figures) -> dict[str, Any]:
    """Return the figures as a dry run's columns."""
    return {
        "accounts": figures.accounts,
        "hits": figures.hits,
        "newly_hit": figures.newly_hit,
        "newly_blocked": figures.newly_blocked,
        "won_before": figures.won_before,
        "by_province": figures.by_province,
        "by_wave": figures.by_wave,
        "by_status": figures.by_status,
        "sample": figures.sample,
    }


def _figures_of(run: DryRun) -> Figures:
    """Return what an earlier worker had counted when it stopped."""
    if run.next_id is None:
        return Figures()
    return Figures(
        accounts=run.accounts,
        hits=run.hits,
        newly_hit=run.newly_hit or 0,
        newly_blocked=run.newly_blocked,
        won_before=run.won_before,
        by_province=Counter(run.by_province),
        by_wave=Counter(run.by_wave),
        by_status=Counter(run.by_status),
        sample=run.sample,
    )


def _mine(run: DryRun) -> QuerySet[DryRun]:
    return DryRun.objects.owed().filter(pk=run.pk, claimed_by=run.claimed_by)


def _note(run: DryRun, figures: Figures, *, next_id: int) -> bool:
    """Keep how far the run is and the lease; what went well so far is no failed delivery."""
    return bool(
        _mine(run).update(
            next_id=next_id,
            lease_until=Now() + timedelta(seconds=LEASE_SECONDS),
            deliveries=1,
            **_columns(figures),
        )
    )


def _hand_over(run: DryRun) -> None:
    """Give the run back, so that the next worker goes on at once."""
    _mine(run).update(claimed_by=None, lease_until=None, deliveries=0)
    nudge("eligibility.try_owed_policies")
