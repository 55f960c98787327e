"""The answer that promises an erasure: what it may say, who proposes and who signs it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from appeals import data_requests, erasure
from appeals.data_requests import Answer
from appeals.models import (
    Appeal,
    Erasure,
    ErasurePart,
    Evidence,
    Feedback,
)
from portal.models import AuditEntry
from tests import builders
from tests.appeals.erasures import EVERY, SAID, Result, decided, on, pdp, withdrawn
from tests.appeals.rights import asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def test_two_people_erase_files() -> None:
    at, first = builders.now(), pdp()
    request = asked(withdrawn(at), "erase", at=at)
    proposed = erasure.propose(request, SAID, kinds=EVERY, by=first, at=at)
    request.refresh_from_db()
    assert request.answered_at is None
    assert not ErasurePart.objects.exists()
    with pytest.raises(erasure.NotAllowed):
        erasure.sign(proposed, by=first, at=at)
    with pytest.raises(erasure.NotAllowed):
        erasure.sign(proposed, by=builders.officer("supervisor"), at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.update(signed_by=first, signed_at=at)
    second = pdp()
    erasure.sign(proposed, by=second, at=at)
    request.refresh_from_db()
    assert (request.answered_by, request.result) == (second, "partly")
    with pytest.raises(erasure.NotAllowed):
        erasure.sign(proposed, by=pdp(), at=at)


def test_one_person_erases_words() -> None:
    at, first = builders.now(), pdp()
    appeal = withdrawn(at)
    request = asked(appeal, "erase", at=at)
    erasure.propose(request, SAID, kinds=["contact"], by=first, at=at)
    request.refresh_from_db()
    assert request.answered_by == first
    on(at)
    assert Evidence.objects.get().state == "ready"
    assert Appeal.objects.get().email == ""


def test_a_proposal_that_is_sent_back_leaves_the_request_unanswered() -> None:
    at = builders.now()
    request = asked(withdrawn(at), "erase", at=at)
    proposed = erasure.propose(request, SAID, kinds=EVERY, by=pdp(), at=at)
    with pytest.raises(erasure.NotAllowed):
        erasure.propose(request, SAID, kinds=EVERY, by=pdp(), at=at)
    erasure.send_back(proposed, by=pdp(), at=at)
    request.refresh_from_db()
    assert request.answered_at is None
    assert AuditEntry.objects.filter(action="erasure.sent_back").count() == 1
    erasure.propose(request, SAID, kinds=EVERY, by=pdp(), at=at)


def test_done_is_no_answer_while_a_part_is_kept() -> None:
    at = builders.now()
    request = asked(withdrawn(at), "erase", at=at)
    with pytest.raises(erasure.StillKept):
        erasure.propose(request, Answer(Result.DONE, "Semua."), kinds=EVERY, by=pdp(), at=at)
    assert not Erasure.objects.exists()


def test_done_is_no_answer_while_a_part_is_not_chosen() -> None:
    at = builders.now()
    appeal, _block = decided(at - timedelta(days=6 * 366), result="lifted", rests=False)
    request = asked(appeal, "erase", at=at)
    assert not any(part.keeping for part in erasure.plan(request, at=at))
    done = Answer(Result.DONE, "Semua.")
    with pytest.raises(erasure.StillKept):
        erasure.propose(request, done, kinds=["contact"], by=pdp(), at=at)
    erasure.propose(request, done, kinds=EVERY, by=pdp(), at=at)


def test_done_is_not_signed_once_there_is_more_to_erase() -> None:
    at = builders.now()
    appeal, _block = decided(at - timedelta(days=6 * 366), result="lifted", rests=False)
    request = asked(appeal, "erase", at=at)
    proposed = erasure.propose(request, Answer(Result.DONE, "Ya."), kinds=EVERY, by=pdp(), at=at)
    Feedback.objects.create(appeal=appeal, score=4, text="Terima kasih", at=at)
    with pytest.raises(erasure.StillKept):
        erasure.sign(proposed, by=pdp(), at=at)


@pytest.mark.parametrize(
    ("result", "kinds"), [("partly", []), ("partly", ["drafts"]), ("refused", EVERY)]
)
def test_an_erasure_of_nothing_is_not_proposed(result: str, kinds: list[str]) -> None:
    at = builders.now()
    request = asked(withdrawn(at), "erase", at=at)
    said = Answer(Result(result), "Tidak.", "legal_hold")
    with pytest.raises(erasure.NothingToErase):
        erasure.propose(request, said, kinds=kinds, by=pdp(), at=at)
    assert not Erasure.objects.exists()


def test_nothing_else_is_answered_while_a_proposal_waits() -> None:
    at = builders.now()
    request = asked(withdrawn(at), "erase", at=at)
    proposed = erasure.propose(request, SAID, kinds=EVERY, by=pdp(), at=at)
    refusal = Answer(Result.REFUSED, "Tidak.", "not_proved")
    with pytest.raises(data_requests.ProposalWaits):
        data_requests.answer(request, refusal, by=pdp(), at=at)
    erasure.send_back(proposed, by=pdp(), at=at)
    data_requests.answer(request, refusal, by=pdp(), at=at)


def test_only_a_privacy_officer_proposes() -> None:
    at = builders.now()
    request = asked(withdrawn(at), "erase", at=at)
    with pytest.raises(erasure.NotAllowed):
        erasure.propose(request, SAID, kinds=EVERY, by=builders.officer("agent"), at=at)
