"""The appeals' background jobs: each takes ids only, may run twice, and is swept up by beat."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from appeals import (
    data_requests,
    draft_link,
    erasure,
    escalating,
    figures,
    lifecycle,
    officer_drafts,
    reconciling,
    reminders,
    retention,
    statistics,
)
from appeals.duplicates import noticing
from appeals.evidence import examine, losses, nightly, standstill, sweep
from appeals.evidence.reading import owed
from appeals.models import (
    DuplicateSearch,
    ErasurePart,
    Evidence,
    Export,
    Reading,
    StatisticsEdition,
)
from appeals.reports import digests, export_order, exporting, scheduling
from portal import calendar, jobs
from portal.storage import evidence_store

logger = logging.getLogger(__name__)


# An export of many millions of rows; its lease is renewed as it goes on.
EXPORT_SOFT_LIMIT, EXPORT_HARD_LIMIT = 1_800, 1_830


@shared_task(
    name="appeals.write_owed_exports",
    soft_time_limit=EXPORT_SOFT_LIMIT,
    time_limit=EXPORT_HARD_LIMIT,
)
def write_owed_exports() -> None:
    """Write the export that is owed the longest, and remove the files of expired ones.

    One a job, so that each has all of the job's time; where more are owed another job follows.
    """
    exporting.remove_expired(at=timezone.now())
    _write_exports(Export.objects.lease(seconds=exporting.LEASE_SECONDS))
    exporting.tell_failed(at=timezone.now())
    if Export.objects.ready().exists():
        jobs.nudge("appeals.write_owed_exports")


@shared_task(name="appeals.run_export_plans")
def run_export_plans() -> None:
    """Ask for the files of plans that are due; one that fails stops no others."""
    at = timezone.now()
    for key in scheduling.due(at=at):
        try:
            scheduling.run(key, at=at)
        except Exception:
            logger.exception("export plan %s could not be run", key)


@shared_task(name="appeals.send_digests")
def send_digests() -> None:
    """Send the desk's figures to those who ask for them and have not had them."""
    logger.info("owed %s digests", digests.send_due(at=timezone.now()))


@shared_task(
    name="appeals.write_export", soft_time_limit=EXPORT_SOFT_LIMIT, time_limit=EXPORT_HARD_LIMIT
)
def write_export(*, export_id: int) -> None:
    """Write one export now, unless somebody holds it or it is written."""
    owed = Export.objects.filter(pk=export_id)
    _write_exports(owed.lease(seconds=exporting.LEASE_SECONDS))


def _write_exports(leased: list[Export]) -> None:
    for export in leased:
        try:
            exporting.write(export, at=timezone.now())
        except exporting.LeaseLost:
            logger.warning("export %s was taken over or cancelled", export.pk)
        except exporting.TooMany:
            export.give_up(export_order.TOO_MANY)
        except exporting.Grown:
            export.give_up(export_order.GROWN)
        except jobs.OutOfTime:
            export.fail(jobs.OUT_OF_TIME, retry_in=timedelta(minutes=export.deliveries))
            raise
        except Exception:
            logger.exception("export %s could not be written", export.pk)
            export.fail(export_order.WRITING_FAILED, retry_in=timedelta(minutes=export.deliveries))


# A file takes a minute and a quarter at worst, its scan included, and none is begun after
# `examine.BEGIN_WITHIN_SECONDS`: a job ends before its soft limit.
SOFT_LIMIT, HARD_LIMIT = 240, 270
MOST_FILES_A_FILING = 40
MOST_FILES_A_SWEEP = 500


@shared_task(name="appeals.examine_photos", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def examine_photos(*, appeal_id: int) -> None:
    """Examine the photos of one case, one by one; then look for them in other people's."""
    owed = Evidence.objects.filed().filter(appeal_id=appeal_id)
    examine.examine_owed(owed, most=MOST_FILES_A_FILING, at=timezone.now())
    searches = DuplicateSearch.objects.filter(evidence__appeal_id=appeal_id)
    noticing.look_for_owed(searches, most=MOST_FILES_A_FILING, at=timezone.now())


@shared_task(name="appeals.examine_owed_photos", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def examine_owed_photos() -> None:
    """Examine filed photos that no other job took, the longest owed first."""
    examine.examine_owed(Evidence.objects.filed(), most=MOST_FILES_A_SWEEP, at=timezone.now())
    losses.note_given_up(at=timezone.now())
    reconciling.take_up_given_up(at=timezone.now())


@shared_task(name="appeals.tell_standstill")
def tell_standstill() -> None:
    """Write into the log which files have waited too long for what."""
    standstill.tell()


@shared_task(name="appeals.begin_evidence_check")
def begin_evidence_check() -> None:
    """Begin tonight's check of stored files, unless the last one still goes on."""
    if nightly.begin(at=timezone.now()) is None:
        logger.warning("the last check of stored files still goes on")


@shared_task(name="appeals.check_evidence", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def check_evidence() -> None:
    """Do one slice of the check of stored files, if one is due."""
    nightly.work(at=timezone.now())


# A search takes milliseconds.
MOST_SEARCHES_A_SWEEP = 500


@shared_task(name="appeals.find_duplicates", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def find_duplicates() -> None:
    """Look for examined photos in other people's cases that no other job looked for."""
    searches = DuplicateSearch.objects.all()
    noticing.look_for_owed(searches, most=MOST_SEARCHES_A_SWEEP, at=timezone.now())


# One card takes two seconds; with its child's start three minutes at worst, before the soft limit.
READ_FOR_SECONDS = 50


@shared_task(name="appeals.read_owed_cards", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def read_owed_cards() -> None:
    """Read photos of cards, the longest owed first; without a reader they wait."""
    if settings.READER:
        owed.read_owed(Reading.objects.all(), seconds=READ_FOR_SECONDS, at=timezone.now())


@shared_task(name="appeals.purge_expired_drafts")
def purge_expired_drafts() -> None:
    """Remove words of what was erased, old drafts of people and officers, and interrupted writes."""
    at = timezone.now()
    erasure.sweep(at=at)
    drafts = sweep.remove_expired_drafts(at=at) + officer_drafts.forget_old(at=at)
    files = evidence_store().sweep_temporary(sweep.ORPHAN_AGE_SECONDS)
    logger.info("removed %s expired drafts and %s unfinished files", drafts, files)


@shared_task(name="appeals.warn_expiring_drafts")
def warn_expiring_drafts() -> None:
    """Warn whose unsent forms end within three days."""
    logger.info("warned about %s drafts", draft_link.warn_expiring(at=timezone.now()))


# The nightly sweep finds what a longer standstill of the workers has missed.
_LATELY = timedelta(hours=1)


@shared_task(name="appeals.close_moot")
def close_moot() -> None:
    """Close cases whose blocks others have ended in the last hour."""
    at = timezone.now()
    closed = lifecycle.close_all_moot(at=at, ended_since=at - _LATELY)
    logger.info("closed %s cases without a block", closed)


@shared_task(name="appeals.close_all_moot")
def close_all_moot() -> None:
    """Close every case whose blocks others have ended, whenever that was."""
    logger.info("closed %s cases without a block", lifecycle.close_all_moot(at=timezone.now()))


@shared_task(name="appeals.hand_on_cases")
def hand_on_cases() -> None:
    """Hand on what is due of officers who are away or have left, or who know the person.

    What they took of the quality sample and did not judge goes to others, too.
    """
    at = timezone.now()
    logger.info("handed on %s cases", lifecycle.hand_on_all(at=at))
    logger.info("released %s unjudged decisions", lifecycle.release_unjudged(at=at))


@shared_task(name="appeals.remind_of_questions")
def remind_of_questions() -> None:
    """Remind people whose time to answer is half over, or nearly over."""
    logger.info("reminded %s people of questions", reminders.remind(at=timezone.now()))


@shared_task(name="appeals.bring_back_waiting")
def bring_back_waiting() -> None:
    """Bring cases back to their officers that nobody answered, or whose register changed."""
    at = timezone.now()
    unanswered = lifecycle.return_unanswered(at=at)
    from_sources = lifecycle.return_from_sources(at=at)
    logger.info("%s cases came back unanswered, %s from sources", unanswered, from_sources)


@shared_task(name="appeals.escalate")
def escalate() -> None:
    """Put cases that are due soon on the supervisors' desk, and tell of late institutions."""
    at = timezone.now()
    escalating.end_those_over(at=at)
    logger.info("escalated %s cases", escalating.escalate(at=at))
    escalating.remind_of_sources(at=at)


@shared_task(name="appeals.grant_by_silence")
def grant_by_silence() -> None:
    """Grant what nobody decided in time, where the programme has that rule on."""
    logger.info("granted %s cases by silence", lifecycle.grant_all_by_silence(at=timezone.now()))


@shared_task(name="appeals.refresh_board")
def refresh_board() -> None:
    """Count the figures of the supervisors' board anew."""
    figures.refresh_board(at=timezone.now())


@shared_task(name="appeals.refresh_figures")
def refresh_figures() -> None:
    """Count what the reports owe: today, days that changed, days never counted."""
    figures.refresh_slices(at=timezone.now())


@shared_task(name="appeals.heal_figures")
def heal_figures() -> None:
    """Have what no mark told of counted anew."""
    figures.heal_slices(at=timezone.now())


@shared_task(name="appeals.close_settled")
def close_settled() -> None:
    """Close decided cases once the second level is out of reach; the holds end with them."""
    logger.info("closed %s settled cases", lifecycle.close_settled(at=timezone.now()))


@shared_task(name="appeals.remind_data_requests")
def remind_data_requests() -> None:
    """Remind the privacy officers of data requests whose time is nearly over."""
    logger.info("reminded of %s data requests", data_requests.remind(at=timezone.now()))


@shared_task(name="appeals.carry_out_erasure")
def carry_out_erasure(*, erasure_id: int) -> None:
    """Erase what is due of one erasure now."""
    parts = ErasurePart.objects.filter(erasure_id=erasure_id)
    erasure.carry_out_owed(parts, at=timezone.now())


@shared_task(name="appeals.carry_out_owed_erasures")
def carry_out_owed_erasures() -> None:
    """Erase what came due, what a nudge missed, and the bytes that a killed worker left."""
    erasure.finish_all(at=timezone.now())
    erasure.carry_out_owed(ErasurePart.objects.all(), at=timezone.now())


@shared_task(name="appeals.draw_up_deletions")
def draw_up_deletions() -> None:
    """Draw up the month's list of what is over, unless one is under way; people decide on it."""
    try:
        retention.draw_up(by=None, at=timezone.now())
    except retention.UnderWay:
        logger.info("a deletion list is under way already")


@shared_task(name="appeals.collect_deletions")
def collect_deletions() -> None:
    """Collect what the list under way still owes."""
    retention.collect_owed(at=timezone.now())


@shared_task(name="appeals.delete_listed")
def delete_listed() -> None:
    """Delete what signed lists still owe."""
    retention.delete_owed(at=timezone.now())


# A slice is a hundred filings: some seconds, or minutes where files lie far away.
_SLICES = 5


@shared_task(name="appeals.reconcile_filings")
def reconcile_filings() -> None:
    """Begin the night's look at what was filed, or go on with the one under way."""
    reconciling.begin(by=None, at=timezone.now())
    reconciling.work_off(at=timezone.now(), most=_SLICES)


@shared_task(name="appeals.reconcile_owed")
def reconcile_owed() -> None:
    """Go on with the look under way, if there is one."""
    reconciling.work_off(at=timezone.now(), most=_SLICES)


@shared_task(name="appeals.tally")
def tally() -> None:
    """Count every month that is published anew: what was decided late replaces what was before."""
    figures.tally_lately(on=calendar.civil_date(timezone.now()))


@shared_task(name="appeals.tally_this_month")
def tally_this_month() -> None:
    """Count the present month's cases, so that waiting times are of today."""
    figures.tally(calendar.civil_date(timezone.now()).replace(day=1))


@shared_task(name="appeals.count_campaigns")
def count_campaigns() -> None:
    """Count whom the remedies have reached."""
    logger.info("counted %s remedies", figures.count_campaigns(at=timezone.now()))


@shared_task(name="appeals.make_owed_statistics")
def make_owed_statistics() -> None:
    """Owe the month that is over its report, and draw every edition that is owed."""
    statistics.owe_last_month(at=timezone.now())
    while leased := StatisticsEdition.objects.lease(seconds=statistics.LEASE_SECONDS):
        for edition in leased:
            try:
                statistics.make(edition, at=timezone.now())
            except statistics.LeaseLost:
                logger.warning("edition %s was taken over by another worker", edition.pk)
            except jobs.OutOfTime:
                edition.fail(jobs.OUT_OF_TIME, retry_in=timedelta(minutes=edition.deliveries))
                raise
            except Exception:
                logger.exception("edition %s of the statistics could not be made", edition.pk)
                edition.fail("drawing failed", retry_in=timedelta(minutes=edition.deliveries))


@shared_task(name="appeals.count_queue")
def count_queue() -> None:
    """Count the queue's lists, so that pages need not."""
    figures.count_queue(at=timezone.now())


@shared_task(name="appeals.fill_lately")
def fill_lately() -> None:
    """Fill what processes of an older version left out beside the newest cases."""
    lifecycle.fill_lately(at=timezone.now())
