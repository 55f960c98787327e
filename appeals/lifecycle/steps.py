"""The allowed steps of an appeal, as one table, and the one function that takes a step."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from appeals import figures
from appeals.lifecycle import contests
from appeals.models import OPEN_STATUSES, Appeal, Step
from eligibility import holds
from portal import audit
from portal.models import Role, User

Status = Appeal.Status


@dataclass(frozen=True, slots=True)
class Allowed:
    """From which statuses a verb leads to which, and which roles may say it."""

    came_from: frozenset[Status]
    # None: the case stays where it is.
    leads_to: Status | None
    # None: the person or the portal itself, no officer.
    roles: frozenset[Role] | None


_OFFICERS = frozenset({Role.AGENT, Role.SUPERVISOR})
_OPEN = frozenset(OPEN_STATUSES)
_REVIEW = frozenset({Status.IN_REVIEW})

STEPS = {
    "take": Allowed(frozenset({Status.SUBMITTED}), Status.IN_REVIEW, _OFFICERS),
    "hand_back": Allowed(_REVIEW, Status.SUBMITTED, _OFFICERS),
    # A supervisor gives a case to an officer: one that nobody holds, or another's.
    "assign": Allowed(
        frozenset({Status.SUBMITTED}), Status.IN_REVIEW, frozenset({Role.SUPERVISOR})
    ),
    "reassign": Allowed(_OPEN - {Status.SUBMITTED}, None, frozenset({Role.SUPERVISOR})),
    # The portal's own, while the officer is away: to whoever stands in, or back into the queue.
    "stand_in": Allowed(_REVIEW, None, None),
    "release": Allowed(_REVIEW, Status.SUBMITTED, None),
    # The officer knows the person.
    "recuse": Allowed(_REVIEW, Status.SUBMITTED, _OFFICERS),
    "ask": Allowed(_REVIEW, Status.INFO_REQUESTED, _OFFICERS),
    "answer": Allowed(frozenset({Status.INFO_REQUESTED}), Status.IN_REVIEW, None),
    "continue_without_answer": Allowed(
        frozenset({Status.INFO_REQUESTED}), Status.IN_REVIEW, _OFFICERS
    ),
    "wait_for_source": Allowed(_REVIEW, Status.WAITING_SOURCE, _OFFICERS),
    "resume": Allowed(frozenset({Status.WAITING_SOURCE}), Status.IN_REVIEW, _OFFICERS),
    "propose": Allowed(_REVIEW, Status.FOR_APPROVAL, _OFFICERS),
    "decide": Allowed(_REVIEW, Status.DECIDED, _OFFICERS),
    "approve": Allowed(
        frozenset({Status.FOR_APPROVAL}), Status.DECIDED, frozenset({Role.SUPERVISOR})
    ),
    "send_back": Allowed(
        frozenset({Status.FOR_APPROVAL}), Status.IN_REVIEW, frozenset({Role.SUPERVISOR})
    ),
    # Its own officer takes a proposal back to change it.
    "retract": Allowed(frozenset({Status.FOR_APPROVAL}), Status.IN_REVIEW, _OFFICERS),
    # The portal's own sweeps: the person's time is over, the register has changed, the wait may
    # not go on, nobody decided in time.
    "unanswered": Allowed(frozenset({Status.INFO_REQUESTED}), Status.IN_REVIEW, None),
    "source_changed": Allowed(frozenset({Status.WAITING_SOURCE}), Status.IN_REVIEW, None),
    "end_wait": Allowed(frozenset({Status.WAITING_SOURCE}), Status.IN_REVIEW, None),
    "grant_by_silence": Allowed(
        frozenset({Status.SUBMITTED, Status.IN_REVIEW, Status.FOR_APPROVAL}), Status.DECIDED, None
    ),
    "withdraw": Allowed(_OPEN, Status.WITHDRAWN, None),
    "merge": Allowed(_OPEN, Status.MERGED, _OFFICERS),
    # The portal's own: a second filing of the same person about a block goes into the first, and
    # goes on alone when the first is withdrawn by somebody else.
    "join": Allowed(frozenset({Status.SUBMITTED}), Status.MERGED, None),
    "part": Allowed(frozenset({Status.MERGED}), Status.SUBMITTED, None),
    "split": Allowed(frozenset({Status.MERGED}), Status.SUBMITTED, _OFFICERS),
    "void": Allowed(_OPEN, Status.VOID, _OFFICERS),
    # The portal's own sweep, once others have ended every contested block.
    "close_moot": Allowed(_OPEN, Status.VOID, None),
    # The portal closes by itself, once the second level is out of reach.
    "close": Allowed(frozenset({Status.DECIDED}), Status.CLOSED, None),
}


class NotAllowed(Exception):
    """The step is not allowed from this status, or not to this person."""


class MovedByOther(NotAllowed):
    """Somebody else moved the appeal since it was read."""

    def __init__(self, appeal: Appeal, step: Step | None) -> None:
        self.appeal = appeal
        self.step = step
        super().__init__(f"appeal {appeal.pk} has moved to {appeal.status} in the meantime")


def move(appeal: Appeal, verb: str, *, by: User | None, at: datetime, **values: object) -> None:
    """Take the step `verb` and set `values` with it; `appeal` is reloaded.

    `values` are columns of Appeal. Call inside a transaction that has locked no appeal yet unless
    it locked the account first: a step that ends the appeal locks the account, and filings lock
    in that order, too. Raises NotAllowed when the table does not hold the step or `by` lacks the
    role, MovedByOther when the row's revision is no longer the one `appeal` was read with.
    """
    allowed = STEPS[verb]
    if allowed.roles is not None and not (by and by.is_active and by.has_role(*allowed.roles)):
        raise NotAllowed(f"user {by and by.pk} may not {verb} appeal {appeal.pk}")
    was = Status(appeal.status)
    becomes = allowed.leads_to or was
    if was not in allowed.came_from:
        raise NotAllowed(f"appeal {appeal.pk} cannot go from {was} to {becomes} ({verb})")
    ends = was in _OPEN and becomes not in _OPEN
    if ends and appeal.account_id:
        holds.lock(appeal.account_id)
    moved = Appeal.objects.filter(pk=appeal.pk, revision=appeal.revision, status=was).update(
        status=becomes, revision=F("revision") + 1, **values
    )
    appeal.refresh_from_db()
    if not moved:
        raise MovedByOther(appeal, appeal.steps.select_related("by").order_by("-pk").first())
    if ends:
        contests.hand_on(appeal)
    if Status.MERGED in (was, becomes) or (becomes == Status.DECIDED and appeal.root_id):
        figures.mark_stale(appeal)
    to = values.get("officer")
    given_to = to.pk if isinstance(to, User) and to != by else None
    _write_down(appeal, verb, was=was, by=by, at=at, given_to=given_to)


def begin(appeal: Appeal, *, at: datetime, verb: str = "submit", by: User | None = None) -> None:
    """Write down the first step of a new appeal: how it came."""
    _write_down(appeal, verb, was="", by=by, at=at)


def _write_down(
    appeal: Appeal,
    verb: str,
    *,
    was: str,
    by: User | None,
    at: datetime,
    given_to: int | None = None,
) -> None:
    """Keep the step; `given_to` is the key of the officer who has the case by another's doing."""
    receiver = {} if given_to is None else {"officer": given_to}
    Step.objects.create(appeal=appeal, was=was, became=appeal.status, verb=verb, by=by, at=at)
    audit.record(
        f"appeal.{verb}", by=by, subject=appeal, at=at, was=was, became=appeal.status, **receiver
    )
