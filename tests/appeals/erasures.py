"""Cases whose data is erased, who erases it, and how far an erasure has come."""

from datetime import datetime, timedelta

from appeals import erasure, lifecycle
from appeals.data_requests import Answer
from appeals.evidence import examine, intake
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import (
    Appeal,
    DataRequest,
    Erasure,
    ErasurePart,
    Evidence,
)
from eligibility.models import Block
from portal.models import User
from tests import builders
from tests.appeals.rights import asked

Result = DataRequest.Result
SAID = Answer(Result.PARTLY, "Kami hapus yang boleh.", "legal_hold")
EVERY = ErasurePart.Kind.values
Keeping = ErasurePart.Keeping


def pdp() -> User:
    return builders.officer("privacy_officer")


def with_photo(appeal: Appeal, at: datetime) -> Evidence:
    row = intake.attach_to_case(appeal, builders.photo_file(), kind="ektp", at=at)
    examine.examine_owed(Evidence.objects.filed(), most=1, at=at)
    row.refresh_from_db()
    return row


def withdrawn(at: datetime) -> Appeal:
    appeal = builders.appeal(at=at, chronology="Saya lulus.")
    with_photo(appeal, at)
    lifecycle.withdraw(appeal, at=at)
    appeal.refresh_from_db()
    return appeal


def decided(at: datetime, *, result: str, rests: bool) -> tuple[Appeal, Block]:
    block = builders.block()
    appeal = builders.appeal_about(block, at=at)
    row = with_photo(appeal, at)
    agent = builders.officer("agent")
    lifecycle.take(appeal, by=agent, at=at)
    evidence = (row.pk,) if rests else ()
    reason = "proof_convinces" if result == "lifted" else "proof_missing"
    outcome = OutcomeChosen(block.pk, result, reason, evidence_ids=evidence)
    ruling = Ruling(outcomes=(outcome,), explanation="Sudah diperiksa.")
    lifecycle.decide(appeal, by=agent, ruling=ruling, at=at)
    lifecycle.close(appeal, by=agent, at=at)
    appeal.refresh_from_db()
    return appeal, block


def granted(appeal: Appeal, *, kinds: list[str] = EVERY, at: datetime) -> Erasure:
    request = asked(appeal, "erase", at=at)
    proposed = erasure.propose(request, SAID, kinds=kinds, by=pdp(), at=at)
    if proposed.signed_at is None:
        erasure.sign(proposed, by=pdp(), at=at)
    return proposed


def on(at: datetime) -> None:
    """Let every part that is owed come due, and work it off."""
    ErasurePart.objects.filter(done_at=None).update(due_at=at - timedelta(days=9000))
    erasure.carry_out_owed(ErasurePart.objects.all(), at=at)


def part(kind: str) -> ErasurePart:
    return ErasurePart.objects.get(kind=kind)
