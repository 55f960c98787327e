"""Deciding an appeal, with a second signature where a ground demands one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from appeals import clocks, decision_texts, letters, notices
from appeals.lifecycle import joining, lost_files, officers, on_file, sampling
from appeals.lifecycle.review import check_holder
from appeals.lifecycle.steps import STEPS, NotAllowed, move
from appeals.models import Appeal, Decision, Evidence, Message, Outcome
from eligibility import blocking, holds, restoration
from eligibility.grounds import SUPERVISOR_ONLY, TWO_PEOPLE
from eligibility.models import Account, Block
from portal import audit
from portal.models import Role, User

Result = Outcome.Result
LINK_LEFT_OUT = "https://…"


@dataclass(frozen=True, slots=True)
class OutcomeChosen:
    """What the officer chose for one block: Outcome.Result, Outcome.Reason, own words, the files
    that it rests on, and what they ticked as looked at."""

    block_id: int
    result: str
    reason: str
    text: str = ""
    evidence_ids: tuple[int, ...] = ()
    looked_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """A whole decision as the officer words it.

    `seen` names what was on the file when they read it (on_file); None: as it is now. `texts` are
    the keys of the ready texts that were inserted on the way.
    """

    outcomes: tuple[OutcomeChosen, ...]
    explanation: str
    seen: frozenset[str] | None = None
    texts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a ruling would do: the letter it sends and what the account gets back, for staff."""

    letter: notices.Letter
    given_back: tuple[str, ...]
    account_status: str


def conclusion_of(ruling: Ruling) -> Decision.Conclusion:
    """Say in one word what the outcomes of `ruling` come to."""
    results = {outcome.result for outcome in ruling.outcomes}
    if not results:
        return Decision.Conclusion.ANSWERED
    if results == {Result.LIFTED}:
        return Decision.Conclusion.GRANTED
    if results == {Result.UPHELD}:
        return Decision.Conclusion.REFUSED
    return Decision.Conclusion.PARTLY


def needs_second_signature(blocks: list[Block], *, by: User) -> bool:
    """Say whether a decision of `by` on `blocks` waits for another person."""
    grounds = {block.ground for block in blocks}
    if grounds & TWO_PEOPLE:
        return True
    return bool(grounds & SUPERVISOR_ONLY) and not by.has_role(Role.SUPERVISOR)


@transaction.atomic
def decide(appeal: Appeal, *, by: User, ruling: Ruling, at: datetime) -> Decision:
    """Decide, or propose where a second signature is needed; blocks change in the same breath.

    Raises FileLost while it must wait for a file that we lost, NewOnFile where the person added
    something that `ruling` has not seen, and NotAllowed if `by` does not
    hold the case, if the outcomes do not cover exactly the
    contested blocks still open, if one of them ends at this moment, if no explanation is given or
    a placeholder stands in it, if a reason is for the opposite result,
    or if an outcome rests on a file that is not the case's or was not examined; MovedByOther if
    somebody was faster.
    """
    check_holder(appeal, by)
    officers.check_may_decide(by, appeal)
    blocks = open_contested_blocks(appeal)
    _check(ruling, blocks, appeal)
    waits = needs_second_signature(blocks, by=by)
    values = {} if waits else {"decided_at": at}
    move(appeal, "propose" if waits else "decide", by=by, at=at, **values)
    if ruling.seen is not None:
        on_file.check_seen(appeal, ruling.seen)
    decision = _write(appeal, ruling, by=by, at=at)
    if not waits:
        _take_effect(decision, by=by, at=at)
    return decision


def rehearse(appeal: Appeal, *, by: User, ruling: Ruling, at: datetime) -> Rehearsed:
    """Return the letter that `ruling` would send once in effect, and what the account would get
    back; nothing is kept or sent.

    The person's secret link is left out, since officers read this. Raises NotAllowed as `decide`.
    """
    check_holder(appeal, by)
    if Appeal.Status(appeal.status) not in STEPS["decide"].came_from:
        raise NotAllowed(f"appeal {appeal.pk} cannot be decided while it is {appeal.status}")
    with transaction.atomic():
        _check(ruling, open_contested_blocks(appeal), appeal)
        decision = _write(appeal, ruling, by=by, at=at)
        _take_effect(decision, by=by, at=at)
        rehearsed = _rehearsed(decision)
        transaction.set_rollback(True)
    return rehearsed


def _rehearsed(decision: Decision) -> Rehearsed:
    appeal = decision.appeal
    blocks = [outcome.block for outcome in decision.outcomes.select_related("block")]
    account = Account.objects.get(pk=appeal.account.pk) if appeal.account else None
    return Rehearsed(
        letter=notices.letter(appeal, notices.Notice.DECIDED, link=LINK_LEFT_OUT),
        given_back=tuple(
            restoration.describe_to_staff(one) for one in restoration.given_with(blocks)
        ),
        account_status=str(account.get_status_display()) if account else "",
    )


@transaction.atomic
def approve(
    decision: Decision, *, by: User, at: datetime, seen: frozenset[str] | None = None
) -> None:
    """Sign a proposal as the second person; it takes effect now.

    `seen` names what was on the file when they read it; None: what the first person saw. Raises
    NewOnFile where it holds more by now.

    Raises FileLost as `decide`, and NotAllowed for the proposer, for somebody who touched the case at an earlier level, for
    a proposal that no longer stands, and for one about a block that is over by now.
    """
    appeal = decision.appeal
    if decision.voided_at is not None or decision.effective_at is not None:
        raise NotAllowed(f"decision {decision.pk} is no open proposal")
    _check_second_person(decision, by)
    if decision.proposed_by is not None:
        officers.check_may_decide(decision.proposed_by, appeal)
    lost_files.check_files(appeal)
    move(appeal, "approve", by=by, at=at, decided_at=at)
    if seen is not None or decision.file_digest:
        on_file.check_seen(appeal, decision.file_seen if seen is None else seen)
    decision.approved_by = by
    decision.approved_digest = on_file.digest(appeal)
    decision.save(update_fields=["approved_by", "approved_digest"])
    _take_effect(decision, by=by, at=at)


@transaction.atomic
def send_back(decision: Decision, *, by: User, note: str, at: datetime) -> None:
    """Return a proposal to its officer with a note; the proposal counts no more.

    Raises NotAllowed for whom `approve` refuses.
    """
    appeal = decision.appeal
    _check_second_person(decision, by)
    move(appeal, "send_back", by=by, at=at)
    decision.voided_at = at
    decision.save(update_fields=["voided_at"])
    Message.objects.create(
        appeal=appeal,
        author=Message.Author.OFFICER,
        officer=by,
        text=note,
        is_internal=True,
        at=at,
    )


@transaction.atomic
def retract(decision: Decision, *, by: User, at: datetime) -> None:
    """Take an own proposal back to change it; a signature given meanwhile counts for nothing.

    Raises NotAllowed for anybody but its proposer, and for one that no longer stands.
    """
    appeal = decision.appeal
    if decision.voided_at is not None or decision.effective_at is not None:
        raise NotAllowed(f"decision {decision.pk} is no open proposal")
    if by.pk != decision.proposed_by_id:
        raise NotAllowed(f"user {by.pk} did not propose decision {decision.pk}")
    check_holder(appeal, by)
    move(appeal, "retract", by=by, at=at)
    decision.voided_at = at
    decision.save(update_fields=["voided_at"])


def open_contested_blocks(appeal: Appeal) -> list[Block]:
    """Return the contested blocks that a decision must still speak about."""
    return list(Block.objects.open().filter(contests__appeal=appeal).order_by("pk"))


def _check_second_person(decision: Decision, by: User) -> None:
    officers.check_may_decide(by, decision.appeal)
    if by.pk == decision.proposed_by_id:
        raise NotAllowed(f"user {by.pk} may not be the second person on decision {decision.pk}")


def _check(ruling: Ruling, blocks: list[Block], appeal: Appeal) -> None:
    chosen = [outcome.block_id for outcome in ruling.outcomes]
    if sorted(chosen) != [block.pk for block in blocks]:
        raise NotAllowed(f"the outcomes do not cover the open blocks of appeal {appeal.pk}")
    if not ruling.explanation.strip():
        raise NotAllowed(f"the decision on appeal {appeal.pk} has no explanation")
    if decision_texts.unfilled(ruling.explanation):
        raise NotAllowed(f"the decision on appeal {appeal.pk} has placeholders left in it")
    if any(one.reason not in Outcome.REASONS_FOR[Result(one.result)] for one in ruling.outcomes):
        raise NotAllowed(f"the decision on appeal {appeal.pk} gives a reason for the opposite")
    lost_files.check_files(appeal)
    rests_on = {pk for outcome in ruling.outcomes for pk in outcome.evidence_ids}
    readable = Evidence.objects.open_to(appeal).filter(state=Evidence.State.READY, lost_at=None)
    if rests_on and readable.filter(pk__in=rests_on).count() != len(rests_on):
        raise NotAllowed(f"the decision on appeal {appeal.pk} rests on a file it cannot rest on")


def put_into_effect(appeal: Appeal, ruling: Ruling, *, by: User | None, at: datetime) -> Decision:
    """Write `ruling` down on an appeal that was just moved to decided, and change its blocks."""
    decision = _write(appeal, ruling, by=by, at=at)
    _take_effect(decision, by=by, at=at)
    return decision


def _write(appeal: Appeal, ruling: Ruling, *, by: User | None, at: datetime) -> Decision:
    decision = Decision.objects.create(
        appeal=appeal,
        conclusion=conclusion_of(ruling),
        explanation=ruling.explanation,
        proposed_by=by,
        proposed_at=at,
        file_seen=on_file.names_on_file(appeal),
        file_digest=on_file.digest(appeal),
    )
    outcomes = Outcome.objects.bulk_create(
        Outcome(
            decision=decision,
            block_id=chosen.block_id,
            result=Result(chosen.result),
            reason=Outcome.Reason(chosen.reason),
            text=chosen.text,
            looked_at=list(chosen.looked_at),
        )
        for chosen in ruling.outcomes
    )
    through = Outcome.evidence.through
    through.objects.bulk_create(
        through(outcome_id=outcome.pk, evidence_id=pk)
        for outcome, chosen in zip(outcomes, ruling.outcomes, strict=True)
        for pk in sorted(set(chosen.evidence_ids))
    )
    decision_texts.note_uses(decision, ruling.texts)
    return decision


def _take_effect(decision: Decision, *, by: User | None, at: datetime) -> None:
    """Change the blocks as decided; the account follows in the same transaction."""
    decision.effective_at = at
    decision.save(update_fields=["effective_at"])
    try:
        _change_blocks(decision, by=by, at=at)
    except blocking.NotStanding as over:
        # Another appeal about the same block, or a corrected register, was faster.
        raise NotAllowed(f"decision {decision.pk} speaks of a block that is over") from over
    _answer_hold(decision.appeal, at=at)
    audit.record(
        "decision.effective",
        by=by,
        subject=decision,
        at=at,
        appeal=decision.appeal_id,
        conclusion=decision.conclusion,
    )
    sampling.draw(decision, at=at)
    letters.issue_ruling(decision, at=at)
    notices.queue(decision.appeal, notices.Notice.DECIDED, at=at)
    joining.tell_joined(decision.appeal, notices.Notice.JOINED_DECIDED, at=at)


def _answer_hold(appeal: Appeal, *, at: datetime) -> None:
    if appeal.account is not None:
        until = clocks.second_level_until(at) if appeal.level == 1 else None
        holds.answer(appeal.account, reference=appeal.reference, further_until=until, at=at)


def _change_blocks(decision: Decision, *, by: User | None, at: datetime) -> None:
    by_reason: dict[tuple[str, str], list[Block]] = defaultdict(list)
    for outcome in decision.outcomes.select_related("block").order_by("block_id"):
        by_reason[outcome.result, outcome.reason].append(outcome.block)
    for (result, reason), blocks in by_reason.items():
        proposed = [block for block in blocks if block.status == Block.Status.PROPOSED]
        standing = [block for block in blocks if block.status != Block.Status.PROPOSED]
        if result == Result.LIFTED:
            blocking.dismiss(proposed, by=by, reason=reason, at=at)
            blocking.lift(standing, by=by, reason=reason, at=at)
        else:
            blocking.confirm(proposed, by=by, at=at)
            blocking.uphold(blocks, by=by, reason=reason, at=at)
