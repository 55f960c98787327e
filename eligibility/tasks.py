"""Background jobs of eligibility: each finishes rows that are owed and is safe to run twice."""

import logging
import time

from celery import shared_task
from django.utils import timezone

from eligibility import fuse, imports, letters, partners, policies, remedies, screening, webhooks
from portal.jobs import nudge

log = logging.getLogger(__name__)

# Well under the worker's time limit; what is left over is the next job's.
_SECONDS = 120


# A rule in one piece may take longer than other jobs; its lease is as long.
@shared_task(name="eligibility.screen_owed_chunks", soft_time_limit=1740, time_limit=1800)
def screen_owed_chunks() -> None:
    """Screen what is owed and undo what is being rolled back, or hand on to the next job."""
    end = time.monotonic() + _SECONDS
    while screening.work_off() is not None or screening.roll_on():
        if time.monotonic() > end:
            nudge("eligibility.screen_owed_chunks")
            return


@shared_task(name="eligibility.screen_changed_accounts")
def screen_changed_accounts() -> None:
    """Plan runs over the accounts noted as changed; the workers take them from there."""
    while screening.screen_changed(at=timezone.now()) is not None:
        pass


@shared_task(name="eligibility.screen_everybody")
def screen_everybody() -> None:
    """Plan the nightly run over everybody, unless the last is going on or awaits a person."""
    if screening.screen_everybody(at=timezone.now()) is not None:
        return
    if (stopped := screening.broken_off()) is not None:
        log.error("no nightly screening: run %s waits to be resumed or rolled back", stopped.pk)
    else:
        log.warning("no nightly screening: a run over everybody is still going on")


@shared_task(name="eligibility.deliver_owed_webhooks")
def deliver_owed_webhooks() -> None:
    """Tell partners what they are owed; what is left when time is up, the next job takes."""
    webhooks.deliver(seconds=_SECONDS)


@shared_task(name="eligibility.forget_partner_calls")
def forget_partner_calls() -> None:
    """Delete the answers of partners' calls that are kept no longer."""
    log.info("partners' calls forgotten: %s", partners.forget_calls(at=timezone.now()))


@shared_task(name="eligibility.forget_webhooks")
def forget_webhooks() -> None:
    """Delete messages to partners that are kept no longer."""
    log.info("messages to partners forgotten: %s", webhooks.forget(at=timezone.now()))


@shared_task(name="eligibility.write_owed_letters")
def write_owed_letters() -> None:
    """Write letters about blocks until none is owed, or hand on to the next job."""
    end = time.monotonic() + _SECONDS
    while (written := letters.write_owed(at=timezone.now())) is not None:
        log.info("letters about blocks: %s", written)
        if time.monotonic() > end:
            nudge("eligibility.write_owed_letters")
            return


@shared_task(name="eligibility.lift_owed_remedies")
def lift_owed_remedies() -> None:
    """Lift what remedies owe, portion by portion, or hand on to the next job."""
    end = time.monotonic() + _SECONDS
    while remedies.work_off(at=timezone.now()) is not None:
        if time.monotonic() > end:
            nudge("eligibility.lift_owed_remedies")
            return


@shared_task(name="eligibility.try_owed_policies")
def try_owed_policies() -> None:
    """Count what drafts would do until no dry run is owed, or hand on to the next job."""
    end = time.monotonic() + _SECONDS
    while (left := end - time.monotonic()) > 0:
        if policies.trial.work_off(seconds=left) is None:
            return


@shared_task(name="eligibility.check_fuses")
def check_fuses() -> None:
    """Let rules whose blocks people overturn too often fall back to flag."""
    for blown in fuse.check(at=timezone.now()):
        log.warning("fuse %s of rule %s has blown", blown.pk, blown.rule)


# The one long job: half a gigabyte of lines. Its lease is renewed with every portion, so a message
# that is delivered again meanwhile finds nothing to take.
@shared_task(name="eligibility.import_owed_files", soft_time_limit=3540, time_limit=3600)
def import_owed_files() -> None:
    """Take in the files that officers sent, and go on taking back what was withdrawn."""
    while imports.work_off(at=timezone.now()):
        pass
    if imports.work_off_withdrawals(at=timezone.now()):
        nudge("eligibility.import_owed_files")
    imports.discard_unread(at=timezone.now())
    imports.remove_orphans()
