"""A decision is taken on the file that the officer saw: what came meanwhile asks again."""

from typing import Any

import pytest

from appeals import conversation, lifecycle
from appeals.evidence import adding
from appeals.lifecycle import OutcomeChosen, Ruling, on_file
from appeals.models import Appeal, Decision, Evidence
from portal.models import User
from tests import builders
from tests.appeals.test_review_steps import ruling_fields, status_of, step, taken
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def photo_of(appeal: Appeal, sha256: str = "0" * 64) -> Evidence:
    return Evidence.objects.create(
        appeal=appeal, kind="ektp", original_name="a.jpg", original_sha256=sha256,
        original_bytes=10, uploaded_at=NOON, state="ready", image_name=f"i{sha256[:4]}",
    )  # fmt: skip


def proposed(officer: User, ground: str = "G08") -> tuple[Appeal, Decision]:
    appeal = taken(officer, ground)
    photo_of(appeal)
    step(officer, appeal, "decide", **ruling_fields(appeal, reason="source_wrong"))
    return Appeal.objects.get(pk=appeal.pk), Decision.objects.get()


def test_the_decision_keeps_what_was_on_file_and_a_digest_over_it() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    photo = photo_of(appeal)
    message = conversation.say(appeal, text="Ini ijazah saya.", at=NOON)
    before = on_file.digest(appeal)
    step(officer, appeal, "decide", **ruling_fields(appeal, reason="source_wrong"))
    decision = Decision.objects.get()
    assert decision.file_seen == [f"file-{photo.pk}", f"message-{message.pk}"]
    assert decision.file_digest == before
    Evidence.objects.filter(pk=photo.pk).update(original_sha256="1" * 64)
    assert on_file.digest(appeal) != before


@pytest.mark.parametrize("what", ["message", "file", "answer"])
def test_what_the_person_added_meanwhile_asks_the_officer_again(what: str) -> None:
    officer = builders.officer()
    appeal = taken(officer)
    fields = ruling_fields(appeal, reason="source_wrong", explanation="Sudah saya baca.")
    seen = ",".join(lifecycle.names_on_file(appeal))
    if what == "message":
        conversation.say(appeal, text="Ada surat baru.", at=NOON)
    elif what == "file":
        photo_of(appeal)
    else:
        appeal.questions.create(text="?", asked_by=officer, asked_at=NOON, answer="Ya",
                                answered_at=NOON)  # fmt: skip
    response = step(officer, appeal, "decide", **fields, seen=seen)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Peserta menambahkan sesuatu" in html
    assert {"message": "pesan, 20 Nov", "file": "berkas: Foto e-KTP", "answer": "jawaban, "}[
        what
    ] in html
    assert "Sudah saya baca." in html
    assert status_of(appeal) == "in_review"
    shown = response.context["forms"]["decide"]["seen"].value()
    assert step(officer, appeal, "decide", **fields, seen=shown).status_code == 302


def test_a_file_added_meanwhile_is_the_persons_and_no_colleagues_doing() -> None:
    officer = builders.officer(first_name="Rini")
    appeal = taken(officer)
    seen, read = ",".join(lifecycle.names_on_file(appeal)), Appeal.objects.get(pk=appeal.pk)
    adding.add(appeal, builders.photo_file(), kind="ektp", at=NOON)
    fields = ruling_fields(appeal, reason="source_wrong")
    html = step(officer, read, "decide", **fields, seen=seen).content.decode()
    assert "Peserta menambahkan sesuatu" in html
    assert "berkas: Foto e-KTP" in html
    html = step(officer, read, "ask", question="Kapan lulus?").content.decode()
    assert "Anda sendiri atau peserta lebih dulu" in html
    assert "Rini lebih dulu" not in html


def test_a_decision_without_words_about_the_file_takes_it_as_it_is() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    conversation.say(appeal, text="Ada?", at=NOON)
    block = lifecycle.open_contested_blocks(appeal)[0]
    ruling = Ruling((OutcomeChosen(block.pk, "upheld", "rule_applies"),), "Dibaca.")
    assert len(lifecycle.decide(appeal, by=officer, ruling=ruling, at=NOON).file_seen) == 1


def test_what_came_after_the_proposal_must_be_read_by_the_second_person() -> None:
    appeal, proposal = proposed(builders.officer())
    supervisor = builders.officer("supervisor")
    conversation.say(appeal, text="Masih ada bukti.", at=NOON)
    with pytest.raises(lifecycle.NewOnFile):
        lifecycle.approve(proposal, by=supervisor, at=NOON)
    response = step(supervisor, Appeal.objects.get(pk=appeal.pk), "approve")
    assert response.status_code == 422
    assert "Sesudah usulan ini, peserta menambahkan" in response.content.decode()
    step(supervisor, Appeal.objects.get(pk=appeal.pk), "approve", read_new="on")
    proposal.refresh_from_db()
    assert proposal.effective_at is not None
    assert proposal.approved_digest == on_file.digest(appeal) != proposal.file_digest


def test_who_was_shown_what_came_signs_with_one_tick() -> None:
    appeal, proposal = proposed(builders.officer())
    supervisor, stale = builders.officer("supervisor"), ",".join(lifecycle.names_on_file(appeal))
    conversation.say(appeal, text="Masih ada bukti.", at=NOON)
    appeal = Appeal.objects.get(pk=appeal.pk)
    shown = step(supervisor, appeal, "approve", seen=stale).context["forms"]["approve"]
    seen = shown["seen"].value()
    assert step(supervisor, appeal, "approve", seen=seen, read_new="on").status_code == 302
    proposal.refresh_from_db()
    assert proposal.effective_at is not None


def test_a_proposal_taken_back_to_change_it_is_signed_by_nobody() -> None:
    officer, supervisor = builders.officer(), builders.officer("supervisor")
    appeal, proposal = proposed(officer)
    assert step(officer, appeal, "retract").status_code == 302
    assert step(supervisor, appeal, "approve").status_code == 409
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.approve(Decision.objects.get(pk=proposal.pk), by=supervisor, at=NOON)
    assert status_of(appeal) == "in_review"


def test_only_the_proposer_takes_a_proposal_back() -> None:
    appeal, proposal = proposed(builders.officer())
    for other in (builders.officer(), builders.officer("supervisor")):
        assert step(other, appeal, "retract").status_code == 409
        with pytest.raises(lifecycle.NotAllowed):
            lifecycle.retract(proposal, by=other, at=NOON)


def test_a_form_that_names_what_it_never_saw_gains_nothing() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    conversation.say(appeal, text="Ada?", at=NOON)
    odd: dict[str, Any] = {"seen": "file-x,message-,answer-99999999999999999999,;"}
    assert step(officer, appeal, "decide", **ruling_fields(appeal), **odd).status_code == 409


def test_the_side_names_the_digest_and_the_page_is_the_same_for_auditors() -> None:
    appeal, proposal = proposed(builders.officer())
    url = f"/pmo/appeals/appeal/{appeal.pk}/change/"
    html = signed_in(builders.officer("auditor")).get(url).content.decode()
    assert proposal.file_digest[:12] in html
