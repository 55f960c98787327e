"""The jobs of remedies and letters: run twice they do their work once."""

import pytest

from eligibility import remedies, tasks
from eligibility.models import Block, BlockLetter, RulePolicy
from portal.models import OutgoingMessage
from tests import builders

pytestmark = pytest.mark.django_db


def signed(policy: RulePolicy) -> None:
    """Sign a remedy for everyone the version has blocked."""
    Block.objects.update(policy=policy)
    remedy = remedies.open_for(
        title="Aturan keliru",
        explanation="Aturannya keliru.",
        policy=policy,
        by=builders.officer("rule_officer"),
        at=builders.now(),
    )
    remedies.approve(remedy, by=builders.officer("supervisor"), at=builders.now())


def test_the_jobs_lift_and_tell_once_however_often_they_run() -> None:
    block = builders.block()
    BlockLetter.objects.all().delete()
    signed(block.finding.policy)
    for job in (tasks.lift_owed_remedies, tasks.write_owed_letters) * 2:
        job()
    block.refresh_from_db()
    assert block.status == "lifted"
    message = OutgoingMessage.objects.get()
    assert message.recipient == block.account.email
    assert "Mengapa: Aturannya keliru." in message.body


@pytest.mark.parametrize("job", ["lift_owed_remedies", "write_owed_letters"])
def test_a_job_out_of_time_leaves_the_rest_to_the_next(
    job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_SECONDS", -1)
    monkeypatch.setattr(remedies.campaigns, "CHUNK_BLOCKS", 1)
    monkeypatch.setattr("eligibility.letters.BATCH", 1)
    nudged: list[str] = []
    monkeypatch.setattr(tasks, "nudge", nudged.append)
    blocks = [builders.block() for _ in range(2)]
    signed(blocks[0].finding.policy)
    getattr(tasks, job)()
    assert nudged == [f"eligibility.{job}"]
    assert Block.objects.standing().count() == (1 if job == "lift_owed_remedies" else 2)
