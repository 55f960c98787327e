"""A decision waits for a file that we lost: sent again, asked for in vain, or said not to be needed."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from appeals import lifecycle
from appeals.evidence import losses
from appeals.lifecycle import Ask, FileLost, NotAllowed, OutcomeChosen, Ruling
from appeals.models import Appeal, Evidence, FileWaiver, LostFile
from appeals.review.history import history
from eligibility.models import Block
from portal.models import AuditEntry, OutgoingMessage, User
from tests import builders
from tests.appeals.test_cases import opened
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def photo(case: Appeal, *, kind: str = "ektp", at: datetime = NOON, sha: str = "a") -> Evidence:
    """Put a photo into the case that stands ready."""
    return Evidence.objects.create(
        appeal=case, kind=kind, state="ready", image_name="0" * 32, thumbnail_name="1" * 32,
        original_name="", original_sha256=sha * 64, original_bytes=1, uploaded_at=at, done_at=at,
    )  # fmt: skip


def lost(row: Evidence) -> Evidence:
    """Find out that the photo's picture is missing."""
    fault = LostFile.Fault.MISSING
    assert losses.note(row.pk, LostFile.Part.IMAGE, fault, name=row.image_name, at=NOON)
    row.refresh_from_db()
    return row


def taken(officer: User, ground: str = "G03") -> Appeal:
    """Return a case in the officer's hands."""
    case = builders.appeal_about(builders.block(ground))
    lifecycle.take(case, by=officer, at=NOON)
    return case


def decide(case: Appeal, by: User, at: datetime = LATER) -> None:
    """Lift every block of the case."""
    chosen = [
        OutcomeChosen(block.pk, "lifted", "source_wrong")
        for block in Block.objects.filter(contests__appeal=case)
    ]
    lifecycle.decide(case, by=by, ruling=Ruling(tuple(chosen), "Sudah dicek."), at=at)


def test_a_decision_waits_for_a_lost_file() -> None:
    agent = builders.officer()
    case = taken(agent)
    lost(photo(case))
    with pytest.raises(FileLost):
        decide(case, agent)
    assert not case.decisions.exists()


def test_a_case_without_a_lost_file_is_decided_as_ever() -> None:
    agent = builders.officer()
    case = taken(agent)
    photo(case)
    decide(case, agent)
    assert case.status == "decided"


@pytest.mark.parametrize(
    ("kind", "sent_at", "sha", "waits"),
    [
        ("ektp", LATER, "b", False),
        ("kk", LATER, "b", True),
        ("kk", LATER, "a", False),  # the same file, as something else
    ],
)
def test_a_file_sent_again_is_waited_for_no_more(
    kind: str, sent_at: datetime, sha: str, waits: bool
) -> None:
    case = taken(builders.officer())
    lost(photo(case))
    photo(case, kind=kind, at=sent_at, sha=sha)
    assert bool(lifecycle.lost_in_the_way(case)) is waits


@pytest.mark.parametrize(("sent_at", "waits"), [(NOON - timedelta(days=1), True), (LATER, False)])
def test_only_a_supporting_file_sent_since_stands_for_another(
    sent_at: datetime, waits: bool
) -> None:
    case = taken(builders.officer())
    gone = photo(case, kind="supporting")
    photo(case, kind="supporting", at=sent_at, sha="b")
    lost(gone)
    assert bool(lifecycle.lost_in_the_way(case)) is waits


def test_a_file_asked_for_in_vain_is_waited_for_no_more() -> None:
    agent = builders.officer()
    case = taken(agent)
    lost(photo(case))
    lifecycle.ask(case, by=agent, questions=[Ask("ektp", "Kirim lagi e-KTP.")], at=LATER)
    assert lifecycle.lost_in_the_way(case)
    much_later = LATER + timedelta(days=30)
    lifecycle.continue_without_answer(case, by=agent, at=much_later)
    decide(case, agent, at=much_later)
    assert case.status == "decided"


def test_what_was_asked_before_we_knew_does_not_count() -> None:
    agent = builders.officer()
    case = taken(agent)
    row = photo(case)
    earlier = NOON - timedelta(hours=1)
    lifecycle.ask(case, by=agent, questions=[Ask("ektp", "Kirim e-KTP.")], at=earlier)
    lifecycle.continue_without_answer(case, by=agent, at=NOON + timedelta(days=30))
    lost(row)
    assert lifecycle.lost_in_the_way(case) == [row]


def test_a_supervisor_says_in_writing_that_a_file_is_not_needed() -> None:
    agent, supervisor = builders.officer(), builders.officer("supervisor")
    case = taken(agent)
    row = lost(photo(case))
    for _ in range(2):
        lifecycle.waive_file(case, row.pk, by=supervisor, why="Data sumber cukup.", at=LATER)
    assert FileWaiver.objects.get().why == "Data sumber cukup."
    assert AuditEntry.objects.filter(action="evidence.waived", actor=supervisor).count() == 1
    decide(case, agent)
    assert case.status == "decided"


def test_nobody_else_waives_a_file_and_nobody_without_words() -> None:
    agent, supervisor = builders.officer(), builders.officer("supervisor")
    case = taken(agent)
    whole, row = photo(case, kind="kk", sha="b"), lost(photo(case))
    for by, evidence, why in [
        (agent, row, "Cukup."),
        (supervisor, row, " "),
        (supervisor, whole, "Cukup."),
    ]:
        with pytest.raises(NotAllowed):
            lifecycle.waive_file(case, evidence.pk, by=by, why=why, at=LATER)


def test_who_waived_a_file_does_not_decide_the_second_level() -> None:
    supervisor = builders.officer("supervisor")
    case = taken(builders.officer())
    lifecycle.waive_file(case, lost(photo(case)).pk, by=supervisor, why="Cukup.", at=LATER)
    higher = builders.appeal()
    Appeal.objects.filter(pk=higher.pk).update(previous=case, root=case, level=2)
    assert not Appeal.objects.filter(pk=higher.pk).untouched_by(supervisor).exists()


def test_a_proposal_waits_too_when_its_file_is_lost_before_the_signature() -> None:
    agent, supervisor = builders.officer(), builders.officer("supervisor")
    case = taken(agent, "G07")
    row = photo(case)
    decide(case, agent)
    lost(row)
    proposal = case.decisions.get()
    with pytest.raises(FileLost):
        lifecycle.approve(proposal, by=supervisor, at=LATER)
    lifecycle.waive_file(case, row.pk, by=supervisor, why="Cukup.", at=LATER)
    proposal = case.decisions.get()
    lifecycle.approve(proposal, by=supervisor, at=LATER)
    assert proposal.appeal.status == "decided"


def test_no_outcome_rests_on_a_lost_file() -> None:
    agent, supervisor = builders.officer(), builders.officer("supervisor")
    case = taken(agent)
    row = lost(photo(case))
    lifecycle.waive_file(case, row.pk, by=supervisor, why="Cukup.", at=LATER)
    block = Block.objects.get(contests__appeal=case)
    ruling = Ruling((OutcomeChosen(block.pk, "lifted", "source_wrong", "", (row.pk,)),), "Cek.")
    with pytest.raises(NotAllowed):
        lifecycle.decide(case, by=agent, ruling=ruling, at=LATER)


def test_the_officer_reads_why_the_decision_waits_and_the_supervisor_may_waive() -> None:
    agent, supervisor = builders.officer(), builders.officer("supervisor")
    case = taken(agent)
    row = lost(photo(case))
    page = reverse("admin:appeals_appeal_change", args=[case.pk])
    assert "Putusan menunggu berkas" in signed_in(agent).get(page).content.decode()
    assert "Nyatakan tidak diperlukan" not in signed_in(agent).get(page).content.decode()
    assert "Nyatakan tidak diperlukan" in signed_in(supervisor).get(page).content.decode()
    door = reverse("admin:appeals_appeal_step", args=[case.pk, "waive_file"])
    said = {"revision": case.revision, "evidence": row.pk, "why": "Data sumber cukup."}
    assert signed_in(agent).post(door, said).status_code in {403, 409}
    assert signed_in(supervisor).post(door, said).status_code == 302
    assert "Data sumber cukup." in signed_in(agent).get(page).content.decode()


def test_the_person_reads_that_the_file_is_lost_and_where_to_send_it(client: Client) -> None:
    case = taken(builders.officer())
    row = lost(photo(case))
    page = opened(client, case).get(reverse("case", args=[case.reference])).content.decode()
    assert "hilang atau rusak" in page
    assert f'name="evidence" value="{row.pk}"' in page


def test_nobody_is_told_of_a_lost_file_that_another_stands_for() -> None:
    case = builders.appeal(at=NOON)
    row = photo(case)
    photo(case, at=LATER, sha="b")
    before = OutgoingMessage.objects.count()
    lost(row)
    assert lifecycle.lost_in_the_way(case) == []
    assert OutgoingMessage.objects.count() == before
    assert AuditEntry.objects.filter(action="evidence.lost").count() == 1


def test_nobody_who_must_send_a_file_again_is_told_to_do_nothing(client: Client) -> None:
    case = builders.appeal_about(builders.block("G03"))
    lost(photo(case))
    lifecycle.take(case, by=builders.officer(), at=LATER)
    page = opened(client, case).get(reverse("case", args=[case.reference])).content.decode()
    letter = OutgoingMessage.objects.get(key__contains=":in_review:").body
    for words in (page, letter):
        assert "tidak perlu melakukan" not in words
        assert "Kirim lagi berkas" in words
    photo(case, at=LATER, sha="b")
    page = client.get(reverse("case", args=[case.reference])).content.decode()
    assert "tidak perlu melakukan" in page


def test_the_history_says_that_the_portal_found_a_file_lost() -> None:
    row = lost(photo(taken(builders.officer())))
    assert row.appeal is not None
    events = [event for event in history(row.appeal, [row]) if not event.is_step]
    assert [str(event.who) for event in events] == ["Portal"]
