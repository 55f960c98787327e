"""The files that a decision rests on, and the papers of the level below."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from appeals import lifecycle
from appeals.evidence import intake
from appeals.lifecycle import Again, OutcomeChosen, Ruling
from appeals.models import Appeal, Evidence, Outcome
from eligibility.models import Block
from portal.models import User
from tests import builders
from tests.appeals.test_review_steps import ruling_fields, step, taken
from tests.appeals.test_second_level import decided
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def _file(appeal: Appeal, *, state: str = "ready", width: int = 640) -> Evidence:
    row = intake.attach_to_case(appeal, builders.photo_file((width, 400)), kind="ektp", at=NOON)
    Evidence.objects.filter(pk=row.pk).update(state=state)
    return row


def _second(first: Appeal) -> Appeal:
    blocks = tuple(Block.objects.open().values_list("pk", flat=True))
    again = Again(token=uuid.uuid4(), text="Keliru.", block_ids=blocks)
    return lifecycle.appeal_again(first, again=again, at=NOON)


def _decide(officer: User, appeal: Appeal, *files: Evidence, **over: Any) -> Any:
    block = lifecycle.open_contested_blocks(appeal)[0]
    ticked = {f"evidence_{block.pk}": [str(row.pk) for row in files]}
    return step(officer, appeal, "decide", **ruling_fields(appeal), **ticked, **over)


def _ruling(block: Block, *files: Evidence) -> Ruling:
    ids = tuple(row.pk for row in files)
    chosen = OutcomeChosen(block.pk, "lifted", "proof_convinces", evidence_ids=ids)
    return Ruling((chosen,), "Terbukti.")


def test_ticked_files_are_what_the_outcome_rests_on() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    file, _other = _file(appeal), _file(appeal, width=650)
    assert _decide(officer, appeal, file).status_code == 302
    assert list(Outcome.objects.get().evidence.all()) == [file]


def test_naming_proof_without_a_tick_is_asked_about_once() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    _file(appeal)
    page = _decide(officer, appeal)
    assert page.status_code == 422
    assert "tidak ada berkas yang dicentang" in page.content.decode()
    assert 'name="warned" value="1"' in page.content.decode()
    assert _decide(officer, appeal, warned="1").status_code == 302
    assert not Outcome.objects.get().evidence.exists()


def test_a_case_without_files_is_decided_without_a_question() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    assert _decide(officer, appeal).status_code == 302


def test_a_file_of_another_case_is_no_choice_and_no_ground() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    strange = _file(builders.appeal(email="lain@example.id"))
    assert _decide(officer, appeal, strange).status_code == 422
    block = lifecycle.open_contested_blocks(appeal)[0]
    with pytest.raises(lifecycle.NotAllowed, match="rests on a file"):
        lifecycle.decide(appeal, by=officer, ruling=_ruling(block, strange), at=NOON)


def test_a_file_that_was_not_examined_carries_nothing() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    block = lifecycle.open_contested_blocks(appeal)[0]
    for state in ("waiting", "refused"):
        ruling = _ruling(block, _file(appeal, state=state))
        with pytest.raises(lifecycle.NotAllowed, match="rests on a file"):
            lifecycle.decide(appeal, by=officer, ruling=ruling, at=NOON)


def test_the_second_level_may_rest_on_the_files_of_the_first() -> None:
    block = builders.block()
    first = decided(block)
    file, officer = _file(first), builders.officer()
    second = _second(first)
    lifecycle.take(second, by=officer, at=NOON)
    assert _decide(officer, second, file).status_code == 302
    assert list(Outcome.objects.get(decision__appeal=second).evidence.all()) == [file]


def test_a_proposal_sent_back_comes_with_its_ticks() -> None:
    officer = builders.officer()
    appeal = taken(officer, "G08")
    file = _file(appeal)
    _decide(officer, appeal, file)
    appeal.refresh_from_db()
    proposal = appeal.decisions.get()
    lifecycle.send_back(proposal, by=builders.officer("supervisor"), note="Lihat lagi.", at=NOON)
    url = reverse("admin:appeals_appeal_change", args=[appeal.pk])
    page = signed_in(officer).get(url).content.decode()
    assert f'value="{file.pk}" id="decide-evidence_' in page
    assert page.count("checked") >= 2


def test_the_second_level_shows_what_the_first_said_and_decided() -> None:
    block = builders.block()
    first = decided(block)
    second = _second(first)
    url = reverse("admin:appeals_appeal_change", args=[second.pk])
    page = signed_in(builders.officer()).get(url).content.decode()
    assert "Tingkat sebelumnya" in page
    assert first.chronology in page
    assert "Sudah dibaca." in page


def test_auditors_read_the_first_level_without_numbers() -> None:
    block = builders.block()
    first = decided(block)
    first.chronology = f"NIK saya {block.account.nik}."
    first.save(update_fields=["chronology"])
    url = reverse("admin:appeals_appeal_change", args=[_second(first).pk])
    page = signed_in(builders.officer("auditor")).get(url).content.decode()
    assert "Tingkat sebelumnya" in page
    assert block.account.nik not in page
