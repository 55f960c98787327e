"""Campaigns that lift every block which a wrong file, policy version or run has made.

Owns who may open, approve and stop one, and its work in portions; how a block ends is
`blocking`'s business. Blocks on hold are lifted, too: it is in their people's favour.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from eligibility import announcements, blocking
from eligibility.models import (
    Account,
    Block,
    ImportBatch,
    Remedy,
    RemedyChunk,
    RulePolicy,
    ScreeningRun,
)
from eligibility.querysets import BlockQuerySet
from eligibility.remedies.causes import Cause
from portal import audit
from portal.jobs import nudge
from portal.models import Role, User

# A portion is one transaction: its accounts stay locked for about a second.
CHUNK_BLOCKS = 500
LEASE_SECONDS = 120
OPENERS = (Role.SUPERVISOR, Role.RULE_OFFICER)
_REASON = "remedy-"

_CUT = """
    INSERT INTO eligibility_remedychunk
        (remedy_id, first_id, last_id, lifted, passed_over, due_at, deliveries, last_fault)
    SELECT %s, min(id), max(id), 0, 0, %s, 0, ''
    FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS part
          FROM ({blocks}) hit (id)) numbered
    GROUP BY part ORDER BY part
"""


class NotAllowed(Exception):
    """The step is not allowed in the campaign's state, or not to this person."""


class NothingToLift(NotAllowed):
    """No block of the cause is open, so that a campaign would do nothing."""


class UnderWay(NotAllowed):
    """Another campaign for the same cause is not over yet."""


class State(models.TextChoices):
    """Where a campaign is, for staff."""

    WAITING = "waiting", _("Menunggu persetujuan")
    RUNNING = "running", _("Berjalan")
    STOPPED = "stopped", _("Dihentikan")
    FINISHED = "finished", _("Selesai")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is; `stuck` portions were given up after five tries."""

    blocks: int
    lifted: int
    passed_over: int
    chunks: int
    done: int
    stuck: int


@transaction.atomic
def open_for(
    *,
    title: str,
    explanation: str,
    by: User,
    at: datetime,
    explanation_en: str = "",
    batch: ImportBatch | None = None,
    policy: RulePolicy | None = None,
    run: ScreeningRun | None = None,
) -> Remedy:
    """Propose to lift every open block of one cause; everyone it hit will read `explanation`.

    Raises NotAllowed unless `by` is a supervisor or a rule officer, and without words; UnderWay
    while another campaign for the same cause is not over; NothingToLift where no block is open;
    ValueError unless there is one cause.
    """
    cause = Cause(batch, policy, run)
    _check_role(by, *OPENERS)
    if not title.strip() or not explanation.strip():
        raise NotAllowed("a remedy needs a title and an explanation")
    if (other := under_way(cause)) is not None:
        raise UnderWay(f"remedy {other.pk} for this cause is under way")
    blocks = cause.resting().open().count()
    if not blocks:
        raise NothingToLift("no block of this cause is open")
    remedy = Remedy.objects.create(
        title=title.strip(),
        explanation=explanation.strip(),
        explanation_en=explanation_en.strip(),
        batch=batch,
        policy=policy,
        run=run,
        opened_at=at,
        opened_by=by,
        blocks=blocks,
    )
    audit.record("remedy.opened", by=by, subject=remedy, at=at, blocks=remedy.blocks)
    return remedy


def under_way(cause: Cause) -> Remedy | None:
    """Return the campaign for `cause` that is neither finished nor stopped."""
    same = Remedy.objects.filter(batch=cause.batch, policy=cause.policy, run=cause.run)
    return same.filter(finished_at=None, stopped_at=None).order_by("-pk").first()


def cause_of(remedy: Remedy) -> Cause:
    """Return what the campaign's blocks have in common."""
    return Cause(remedy.batch, remedy.policy, remedy.run)


def blocks_of(remedy: Remedy) -> BlockQuerySet:
    """Return every block that the cause made or kept, whatever became of it."""
    return cause_of(remedy).blocks()


def ended_by(remedy: Remedy) -> BlockQuerySet:
    """Return the blocks that the campaign itself has ended."""
    return cause_of(remedy).resting().filter(reason=_reason(remedy))


@transaction.atomic
def approve(remedy: Remedy, *, by: User, at: datetime) -> None:
    """Sign the campaign as the second person, a supervisor; the work begins.

    What the cause makes after this moment is not lifted. Raises NotAllowed for whoever opened it
    and once it is approved or stopped; NothingToLift where others have ended the blocks meanwhile.
    """
    locked = _lock(remedy)
    _check_second(locked, by)
    if locked.approved_at is not None or locked.stopped_at is not None:
        raise NotAllowed(f"remedy {locked.pk} is approved or stopped already")
    owed = cause_of(locked).resting().open()
    blocks = owed.count()
    if not blocks:
        raise NothingToLift(f"no block of remedy {locked.pk} is open any more")
    _cut(locked, owed, at=at)
    Remedy.objects.filter(pk=locked.pk).update(approved_by=by, approved_at=at, blocks=blocks)
    audit.record("remedy.approved", by=by, subject=locked, at=at, blocks=blocks)
    remedy.refresh_from_db()
    nudge("eligibility.lift_owed_remedies")


@transaction.atomic
def stop(remedy: Remedy, *, by: User, at: datetime) -> None:
    """Let no further portion begin; what is lifted stays lifted.

    Raises NotAllowed once it is finished or stopped, and unless `by` may open one.
    """
    locked = _lock(remedy)
    _check_role(by, *OPENERS)
    if locked.finished_at is not None or locked.stopped_at is not None:
        raise NotAllowed(f"remedy {locked.pk} is finished or stopped already")
    Remedy.objects.filter(pk=locked.pk).update(stopped_at=at)
    audit.record("remedy.stopped", by=by, subject=locked, at=at)
    remedy.refresh_from_db()


@transaction.atomic
def resume(remedy: Remedy, *, by: User, at: datetime) -> None:
    """Go on with a stopped campaign, and with portions that were given up.

    Raises NotAllowed for whoever opened it, and unless there is something to go on with.
    """
    locked = _lock(remedy)
    _check_second(locked, by)
    stuck = locked.chunks.filter(done_at=None).exclude(dead_at=None)
    if locked.approved_at is None or (locked.stopped_at is None and not stuck.exists()):
        raise NotAllowed(f"remedy {locked.pk} has nothing to go on with")
    stuck.update(dead_at=None, claimed_by=None, lease_until=None, deliveries=0, due_at=at)
    Remedy.objects.filter(pk=locked.pk).update(stopped_at=None)
    audit.record("remedy.resumed", by=by, subject=locked, at=at)
    remedy.refresh_from_db()
    nudge("eligibility.lift_owed_remedies")


def state(remedy: Remedy) -> State:
    """Return where the campaign is."""
    if remedy.finished_at is not None:
        return State.FINISHED
    if remedy.stopped_at is not None:
        return State.STOPPED
    return State.RUNNING if remedy.approved_at is not None else State.WAITING


def progress(remedy: Remedy) -> Progress:
    """Return how far the campaign is."""
    counted = remedy.chunks.aggregate(
        lifted=Sum("lifted", default=0),
        passed_over=Sum("passed_over", default=0),
        chunks=Count("pk"),
        done=Count("pk", filter=~Q(done_at=None)),
        stuck=Count("pk", filter=Q(done_at=None) & ~Q(dead_at=None)),
    )
    return Progress(blocks=remedy.blocks, **counted)


def work_off(*, at: datetime) -> int | None:
    """Lift one portion that is owed; return how many blocks it ended, or None if none is owed.

    Killed in the middle, nothing of the portion has happened, and the next worker takes it.
    """
    leased = RemedyChunk.objects.filter(remedy__stopped_at=None).lease(seconds=LEASE_SECONDS)
    lifted = _lift_chunk(leased[0], at=at) if leased else None
    _finish_done(at=at)
    return lifted


def told_by(blocks: Iterable[Block]) -> Mapping[int, Remedy]:
    """Return the campaigns that ended `blocks`, by block key."""
    keys = {
        block.pk: int(block.reason.removeprefix(_REASON))
        for block in blocks
        if block.reason.startswith(_REASON)
    }
    remedies = Remedy.objects.in_bulk(set(keys.values()))
    return {block: remedies[remedy] for block, remedy in keys.items()}


def _lift_chunk(chunk: RemedyChunk, *, at: datetime) -> int:
    """End what is still open of the portion, owe the letters and mark it done, all or nothing."""
    remedy = chunk.remedy
    hit = cause_of(remedy).resting().filter(pk__range=(chunk.first_id, chunk.last_id))
    with transaction.atomic():
        if Remedy.objects.filter(pk=remedy.pk).exclude(stopped_at=None).exists():
            return 0  # stopped since the portion was taken; resuming finds it again
        # Locked as blocking locks them, so that nobody ends one between reading and lifting.
        people = Account.objects.filter(pk__in=hit.open().values("account")).order_by("pk")
        list(people.select_for_update(no_key=True).values_list("pk", flat=True))
        owed = list(hit.open().order_by("pk"))
        _end(owed, remedy, at=at)
        ended = hit.filter(ended_at__gte=remedy.approved_at).exclude(reason=_reason(remedy))
        if not chunk.finish(lifted=len(owed), passed_over=ended.count()):
            # Another worker has the portion now and will do it.
            transaction.set_rollback(True)
            return 0
    return len(owed)


def _end(owed: list[Block], remedy: Remedy, *, at: datetime) -> None:
    by, reason = remedy.approved_by, _reason(remedy)
    proposed = [block for block in owed if block.status == Block.Status.PROPOSED]
    standing = [block for block in owed if block.status != Block.Status.PROPOSED]
    blocking.lift(standing, by=by, reason=reason, at=at)
    blocking.dismiss(proposed, by=by, reason=reason, at=at)
    # One letter a person, however many of their blocks end together.
    letters = {block.account_id: block.pk for block in owed}
    announcements.owe_restored_letters(sorted(letters.values()), at=at)


def _finish_done(*, at: datetime) -> None:
    """Mark the campaigns of which nothing is left to do."""
    undone = RemedyChunk.objects.filter(remedy=OuterRef("pk"), done_at=None)
    under_way = Remedy.objects.exclude(approved_at=None).filter(finished_at=None)
    for remedy in under_way.exclude(Exists(undone)).order_by("pk"):
        reached = progress(remedy)
        with transaction.atomic():
            finished = Remedy.objects.filter(pk=remedy.pk, finished_at=None).update(
                finished_at=at, lifted=reached.lifted, passed_over=reached.passed_over
            )
            if finished:
                audit.record(
                    "remedy.finished",
                    by=None,
                    subject=remedy,
                    at=at,
                    lifted=reached.lifted,
                    passed_over=reached.passed_over,
                )


def _cut(remedy: Remedy, owed: QuerySet[Block], *, at: datetime) -> None:
    sql, params = owed.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_CUT.format(blocks=sql), [remedy.pk, at, CHUNK_BLOCKS, *params])


def _reason(remedy: Remedy) -> str:
    return f"{_REASON}{remedy.pk}"


def _lock(remedy: Remedy) -> Remedy:
    return Remedy.objects.select_for_update(no_key=True).get(pk=remedy.pk)


def _check_second(remedy: Remedy, by: User) -> None:
    _check_role(by, Role.SUPERVISOR)
    if by.pk == remedy.opened_by_id:
        raise NotAllowed(f"user {by.pk} opened remedy {remedy.pk} and may not sign it, too")


def _check_role(by: User, *roles: Role) -> None:
    if not by.is_active or not by.has_role(*roles):
        raise NotAllowed(f"user {by.pk} may not do this with remedies")
