"""What staff do with a run: stop it, let it go on, undo it."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from eligibility import blocking
from eligibility.models import Block, ScreeningRun
from eligibility.screening.ending import BREAKER, finish_if_done
from portal import audit
from portal.jobs import nudge
from portal.models import Role, User

Status = ScreeningRun.Status
STOPPED_BY_STAFF = "stopped by staff"
MOST_REASON = 200
# One step of undoing: a transaction of a second or two.
_BLOCKS_AT_A_TIME = 5_000
_TASK = "eligibility.screen_owed_chunks"


class NotAllowed(ValueError):
    """The person may not do that to the run, or the run is not in a state for it."""


@transaction.atomic
def stop(run: ScreeningRun, *, by: User, at: datetime) -> None:
    """Stop a run that goes on; chunks under work are thrown away. Raises NotAllowed."""
    locked = _locked(run, by, "stop", Status.RUNNING)
    locked.status, locked.stop_reason = Status.STOPPED, STOPPED_BY_STAFF
    locked.finished_at = at
    locked.save(update_fields=["status", "stop_reason", "finished_at"])
    audit.record("screening.stop", by=by, subject=run, at=at, reason=STOPPED_BY_STAFF)


@transaction.atomic
def resume(run: ScreeningRun, *, by: User, at: datetime) -> None:
    """Let a stopped run go on where it was; chunks given up are tried again.

    After the breaker it takes two: somebody other than who asked for the run or, where nobody
    did, than who asked to let it go on. The breaker lets this run pass from then on. Raises
    NotAllowed.
    """
    locked = _locked(run, by, "resume", Status.STOPPED)
    if locked.rolled_back_at is not None:
        raise NotAllowed(f"run {run.pk} is being rolled back")
    if locked.stop_reason in BREAKER:
        _check_another(locked, by, "let past the breaker")
        _check_asked(locked, by, asker=locked.waive_asked_by_id, deed="let past the breaker")
        locked.waived_by = by
    reason, locked.stop_reason = locked.stop_reason, ""
    locked.status, locked.finished_at = Status.RUNNING, None
    locked.save(update_fields=["status", "stop_reason", "finished_at", "waived_by"])
    locked.chunk_rows.filter(done_at=None).update(
        due_at=Now(), dead_at=None, claimed_by=None, lease_until=None, deliveries=0
    )
    audit.record("screening.resume", by=by, subject=run, at=at, reason=reason)
    finish_if_done(locked)
    nudge(_TASK)


@transaction.atomic
def ask_resume(run: ScreeningRun, *, by: User, reason: str, at: datetime) -> None:
    """Ask that a run which nobody asked for go on past the breaker; somebody else does `resume`.

    Asked again, the later words and the later asker count. Raises NotAllowed, also without words.
    """
    locked = _locked(run, by, "ask to resume", Status.STOPPED)
    reason = _words(reason, "letting a run past the breaker")
    if locked.requested_by_id is not None or locked.rolled_back_at is not None:
        raise NotAllowed(f"run {run.pk} needs nobody to ask before it goes on")
    if locked.stop_reason not in BREAKER:
        raise NotAllowed(f"run {run.pk} was not stopped by the breaker")
    locked.waive_asked_at, locked.waive_asked_by, locked.waive_reason = at, by, reason
    locked.save(update_fields=["waive_asked_at", "waive_asked_by", "waive_reason"])
    audit.record("screening.ask_resume", by=by, subject=run, at=at)


@transaction.atomic
def take_back(run: ScreeningRun, *, by: User, at: datetime) -> None:
    """Take back what `by` asked about the run, while nobody has confirmed it. Raises NotAllowed."""
    locked = _locked(run, by, "take back a request about", Status.FINISHED, Status.STOPPED)
    taken = []
    if locked.roll_back_asked_by_id == by.pk and locked.rolled_back_at is None:
        locked.roll_back_asked_at = locked.roll_back_asked_by = None
        locked.roll_back_reason = ""
        taken += ["roll_back_asked_at", "roll_back_asked_by", "roll_back_reason"]
    if locked.waive_asked_by_id == by.pk and locked.waived_by_id is None:
        locked.waive_asked_at = locked.waive_asked_by = None
        locked.waive_reason = ""
        taken += ["waive_asked_at", "waive_asked_by", "waive_reason"]
    if not taken:
        raise NotAllowed(f"user {by.pk} has nothing to take back about run {run.pk}")
    locked.save(update_fields=taken)
    audit.record("screening.take_back", by=by, subject=run, at=at)


@transaction.atomic
def ask_roll_back(run: ScreeningRun, *, by: User, reason: str, at: datetime) -> None:
    """Ask that a run which nobody asked for be undone; somebody else does it with `roll_back`.

    Asked again, the later words and the later asker count. Raises NotAllowed, also without words.
    """
    locked = _locked(run, by, "ask to roll back", Status.FINISHED, Status.STOPPED)
    reason = _words(reason, "rolling back a run")
    if locked.requested_by_id is not None or locked.rolled_back_at is not None:
        raise NotAllowed(f"run {run.pk} needs nobody to ask before it is rolled back")
    locked.roll_back_asked_at, locked.roll_back_asked_by = at, by
    locked.roll_back_reason = reason
    locked.save(update_fields=["roll_back_asked_at", "roll_back_asked_by", "roll_back_reason"])
    audit.record("screening.ask_roll_back", by=by, subject=run, at=at)


def roll_back(run: ScreeningRun, *, by: User, at: datetime) -> None:
    """Undo a finished or stopped run: end the blocks it began, put back those it carried over.

    It takes two: somebody else than who asked for the run or, where nobody did, than who asked to
    undo it. Blocks that people decided about and those of accounts on hold stay. The first
    thousands end at once, the rest in the background. Done again, it goes on. Raises NotAllowed.
    """
    with transaction.atomic():
        locked = _locked(run, by, "roll back", Status.FINISHED, Status.STOPPED)
        _check_another(locked, by, "roll back")
        if locked.rolled_back_at is None:
            _check_asked(locked, by, asker=locked.roll_back_asked_by_id, deed="roll back")
            locked.rolled_back_at, locked.rolled_back_by = at, by
            locked.save(update_fields=["rolled_back_at", "rolled_back_by"])
            audit.record("screening.roll_back", by=by, subject=run, at=at)
    if roll_on(run):
        nudge(_TASK)


@transaction.atomic
def roll_on(run: ScreeningRun | None = None) -> bool:
    """Undo the next blocks of `run`, or of any run being rolled back; True: something was left.

    Safe beside others: a run that somebody works on is passed over.
    """
    owed = ScreeningRun.objects.exclude(rolled_back_at=None).exclude(status=Status.ROLLED_BACK)
    if run is not None:
        owed = owed.filter(pk=run.pk)
    locked = owed.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
    if locked is None or locked.rolled_back_by is None or locked.rolled_back_at is None:
        return False
    seen = blocking.undo_run(
        locked, by=locked.rolled_back_by, at=locked.rolled_back_at, limit=_BLOCKS_AT_A_TIME
    )
    if seen < _BLOCKS_AT_A_TIME:
        _note_rolled_back(locked)
    return True


def _note_rolled_back(run: ScreeningRun) -> None:
    run.status = Status.ROLLED_BACK
    run.save(update_fields=["status"])
    made = Block.objects.filter(run=run)
    assert run.rolled_back_at is not None
    audit.record(
        "screening.rolled_back",
        by=run.rolled_back_by,
        subject=run,
        at=run.rolled_back_at,
        undone=made.filter(reason=Block.End.RUN_ROLLED_BACK).count(),
        put_back=run.carry_overs.exclude(undone_at=None).count(),
        left=made.open().count(),
    )


def _locked(run: ScreeningRun, by: User, deed: str, *statuses: str) -> ScreeningRun:
    """Return the run under lock; raises NotAllowed for the wrong person or the wrong moment."""
    if not by.has_role(Role.SUPERVISOR, Role.RULE_OFFICER):
        raise NotAllowed(f"user {by.pk} may not {deed} run {run.pk}")
    locked = ScreeningRun.objects.select_for_update().get(pk=run.pk)
    if locked.status not in statuses:
        raise NotAllowed(f"cannot {deed} run {run.pk}: it is {locked.status}")
    return locked


def _words(reason: str, deed: str) -> str:
    reason = reason.strip()
    if not reason:
        raise NotAllowed(f"{deed} needs a reason")
    return reason[:MOST_REASON]


def _check_another(run: ScreeningRun, by: User, deed: str) -> None:
    if run.requested_by_id == by.pk:
        raise NotAllowed(f"user {by.pk} asked for run {run.pk}: somebody else must {deed}")


def _check_asked(run: ScreeningRun, by: User, *, asker: int | None, deed: str) -> None:
    """Raise NotAllowed unless somebody else has asked for the deed, where nobody asked for the run."""
    if run.requested_by_id is not None:
        return
    if asker is None:
        raise NotAllowed(f"nobody asked for run {run.pk}: somebody asks first to {deed}")
    if asker == by.pk:
        raise NotAllowed(f"user {by.pk} asked to {deed} run {run.pk}: somebody else must do it")
