"""The steps of the case page: each button, refusals that keep the text, and who was faster."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from appeals import access, lifecycle
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.lifecycle.decision import LINK_LEFT_OUT
from appeals.models import Appeal, Decision, Evidence, Message
from appeals.review.history import history
from eligibility import blocking
from eligibility.models import Block
from portal.models import OutgoingMessage, User
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def step(user: User, appeal: Appeal, verb: str, **fields: Any) -> Any:
    client = signed_in(user)
    url = reverse("admin:appeals_appeal_step", args=[appeal.pk, verb])
    seen = ",".join(lifecycle.names_on_file(appeal))
    return client.post(url, {"revision": appeal.revision, "seen": seen, **fields})


def taken(officer: User, ground: str = "G03", days_ago: int = 0) -> Appeal:
    at = builders.now() - timedelta(days=days_ago)
    appeal = builders.appeal_about(builders.block(ground), at=at)
    lifecycle.take(appeal, by=officer, at=at)
    return appeal


def ruling_fields(appeal: Appeal, **over: str) -> dict[str, str]:
    chosen = {"result": "lifted", "reason": "proof_convinces", "explanation": "Lulus.", **over}
    fields = {"explanation": chosen["explanation"]}
    for block in lifecycle.open_contested_blocks(appeal):
        fields |= {
            f"result_{block.pk}": chosen["result"],
            f"reason_{block.pk}": chosen["reason"],
        }
    return fields


def status_of(appeal: Appeal) -> str:
    return Appeal.objects.get(pk=appeal.pk).status


def test_taking_a_case_leads_back_to_its_page() -> None:
    officer, appeal = builders.officer(), builders.appeal()
    response = step(officer, appeal, "take")
    assert response.url == reverse("admin:appeals_appeal_change", args=[appeal.pk])
    assert Appeal.objects.get(pk=appeal.pk).officer == officer


@pytest.mark.parametrize(
    ("verb", "typed", "becomes"),
    [
        ("hand_back", {}, "submitted"),
        ("wait_for_source", {"institution": "bkn", "wanted": "Masih ASN?"}, "waiting_source"),
    ],
)
def test_a_step_moves_the_case(verb: str, typed: dict[str, str], becomes: str) -> None:
    officer = builders.officer()
    appeal = taken(officer)
    assert step(officer, appeal, verb, **typed).status_code == 302
    assert status_of(appeal) == becomes
    last = history(appeal, [])[-1].did
    assert (verb == "wait_for_source") == (last == "menunggu lembaga lain: BKN")


def test_going_on_after_the_source_answered() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    lifecycle.wait_for_source(appeal, by=officer, at=builders.NOON)
    step(officer, appeal, "resume")
    assert status_of(appeal) == "in_review"


def test_asking_sends_each_item_with_what_is_missing() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    step(officer, appeal, "ask", kinds=["ektp", "kk"], detail="buram.", question="Kapan lulus?")
    questions = list(appeal.questions.order_by("pk"))
    assert [question.kind for question in questions] == ["ektp", "kk", ""]
    assert questions[0].text.endswith(" Buram.")
    assert questions[2].text == "Kapan lulus?"


def test_every_kind_of_file_may_be_asked_for() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    assert step(officer, appeal, "ask", kinds=Evidence.Kind.values).status_code == 302
    assert [row.kind for row in appeal.questions.order_by("pk")] == Evidence.Kind.values


def test_asking_for_nothing_is_refused_beside_the_form() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    response = step(officer, appeal, "ask", detail="Buram sekali.")
    assert response.status_code == 422
    assert "Buram sekali." in response.content.decode()
    assert status_of(appeal) == "in_review"


def test_asking_is_refused_when_nobody_could_answer_before_the_outer_limit() -> None:
    officer = builders.officer()
    appeal = taken(officer, days_ago=53)
    page = signed_in(officer).get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    assert "ask" not in page.context["forms"]
    assert "peserta tidak sempat menjawab" in page.content.decode()
    response = step(officer, appeal, "ask", question="Kapan lulus?")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Putuskan dengan berkas yang ada" in page
    assert "Kapan lulus?" in page
    assert status_of(appeal) == "in_review"


def test_deciding_lifts_the_block() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    assert step(officer, appeal, "decide", **ruling_fields(appeal)).status_code == 302
    assert status_of(appeal) == "decided"
    assert Block.objects.get(contests__appeal=appeal).status == "lifted"


def test_a_ruling_without_explanation_keeps_what_was_chosen() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    response = step(officer, appeal, "decide", **ruling_fields(appeal, explanation=""))
    assert response.status_code == 422
    assert 'value="lifted"' in response.content.decode()
    assert not Decision.objects.exists()


def test_a_reason_for_the_opposite_result_is_refused() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    response = step(officer, appeal, "decide", **ruling_fields(appeal, reason="rule_applies"))
    assert "Alasan ini tidak cocok" in response.content.decode()


def test_the_slower_officer_is_told_who_decided_and_keeps_the_text() -> None:
    fast = builders.officer(first_name="Siti", last_name="Cepat")
    appeal = taken(fast)
    block = lifecycle.open_contested_blocks(appeal)[0]
    fields = ruling_fields(appeal, explanation="Kata-kata yang tidak boleh hilang.")
    seen = Appeal.objects.get(pk=appeal.pk)
    ruling = Ruling((OutcomeChosen(block.pk, "lifted", "proof_convinces"),), "Cepat.")
    lifecycle.decide(appeal, by=fast, ruling=ruling, at=builders.NOON)
    response = step(builders.officer(), seen, "decide", **fields)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Siti Cepat lebih dulu" in html
    assert "Kata-kata yang tidak boleh hilang." in html
    assert Decision.objects.count() == 1


def test_another_officers_case_says_who_holds_it() -> None:
    appeal = taken(builders.officer(first_name="Rini"))
    response = step(builders.officer(), appeal, "hand_back")
    assert response.status_code == 409
    assert "Kasus ini dipegang Rini" in response.content.decode()


def proposed(officer: User) -> Appeal:
    appeal = taken(officer, ground="G07")
    step(officer, appeal, "decide", **ruling_fields(appeal))
    return Appeal.objects.get(pk=appeal.pk)


def test_a_ground_for_two_people_waits_for_the_supervisor() -> None:
    appeal = proposed(builders.officer())
    assert appeal.status == "for_approval"
    assert step(builders.officer("supervisor"), appeal, "approve").status_code == 302
    assert status_of(appeal) == "decided"


def test_nobody_approves_through_the_page_what_they_proposed() -> None:
    officer = builders.officer("supervisor")
    appeal = taken(officer, ground="G08")
    step(officer, appeal, "decide", **ruling_fields(appeal))
    appeal.refresh_from_db()
    response = step(officer, appeal, "approve")
    assert response.status_code == 409
    assert "Usulan ini milik Anda sendiri" in response.content.decode()
    assert status_of(appeal) == "for_approval"


def test_an_officer_who_approves_is_told_that_it_needs_a_supervisor() -> None:
    appeal = proposed(builders.officer())
    response = step(builders.officer(), appeal, "approve")
    assert response.status_code == 409
    assert "Hanya penyelia yang boleh menyetujuinya" in response.content.decode()


def test_a_supervisor_is_told_that_a_proposal_speaks_of_a_block_that_is_over() -> None:
    appeal = proposed(builders.officer())
    contested = Block.objects.filter(contests__appeal=appeal)
    blocking.supersede(contested, by=None, reason="source_corrected", at=builders.NOON)
    response = step(builders.officer("supervisor"), appeal, "approve")
    assert response.status_code == 409
    assert "Blokir dalam usulan ini sudah berakhir" in response.content.decode()
    assert status_of(appeal) == "for_approval"


def test_a_proposal_is_sent_back_with_a_note() -> None:
    appeal = proposed(builders.officer())
    step(builders.officer("supervisor"), appeal, "send_back", note="Bukti belum cukup.")
    assert status_of(appeal) == "in_review"
    assert Message.objects.get(is_internal=True).text == "Bukti belum cukup."


def test_an_officer_mends_a_proposal_sent_back_without_typing_it_again() -> None:
    officer = builders.officer()
    appeal = proposed(officer)
    step(builders.officer("supervisor"), appeal, "send_back", note="Bukti belum cukup.")
    page = signed_in(officer).get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    (block,) = lifecycle.open_contested_blocks(appeal)
    form = page.context["forms"]["decide"]
    assert form[f"result_{block.pk}"].value() == "lifted"
    assert form[f"reason_{block.pk}"].value() == "proof_convinces"
    assert form["explanation"].value() == Decision.objects.get().explanation


def test_a_proposal_sent_back_is_not_put_into_another_officers_mouth() -> None:
    appeal = proposed(builders.officer())
    step(builders.officer("supervisor"), appeal, "send_back", note="Bukti belum cukup.")
    other = builders.officer()
    Appeal.objects.filter(pk=appeal.pk).update(officer=other)
    page = signed_in(other).get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    assert page.context["forms"]["decide"]["explanation"].value() is None


def test_a_note_is_for_staff_only() -> None:
    officer, appeal = builders.officer(), builders.appeal()
    token = str(uuid4())
    for _sent in range(2):  # once more by going back: still one note
        step(officer, appeal, "note", text="Perlu dicek.", token=token)
    assert Message.objects.get().is_internal


def previewed(officer: User, appeal: Appeal, **over: str) -> Any:
    url = reverse("admin:appeals_appeal_preview", args=[appeal.pk])
    fields = {"revision": appeal.revision, **ruling_fields(appeal, **over)}
    return signed_in(officer).post(url, fields)


def test_the_preview_shows_the_letter_and_decides_nothing() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    sent_before = OutgoingMessage.objects.count()
    html = previewed(officer, appeal).content.decode()
    assert "Pratinjau surat: Dikabulkan" in html
    assert (
        "Halo {nama, apa kabar"
        in previewed(officer, appeal, explanation="Halo {nama, apa kabar")
        .context["typed"]
        .errors["explanation"][0]
    )
    assert "Blokir dicabut" in html
    assert status_of(appeal) == "in_review"
    assert not Decision.objects.exists()
    assert Block.objects.get().status == Block.Status.CONFIRMED
    assert OutgoingMessage.objects.count() == sent_before


@pytest.mark.parametrize("ground", ["G03", "G08"])
def test_the_preview_is_the_letter_that_goes_out_but_for_the_link(ground: str) -> None:
    officer = builders.officer()
    appeal = taken(officer, ground)
    shown = previewed(officer, appeal, result="upheld", reason="rule_applies").context["preview"]
    step(officer, appeal, "decide", **ruling_fields(appeal, result="upheld", reason="rule_applies"))
    if proposal := Decision.objects.filter(effective_at=None).first():
        lifecycle.approve(proposal, by=builders.officer("supervisor"), at=builders.now())
    sent = OutgoingMessage.objects.latest("pk")
    link = access.secret_link(appeal)
    assert link not in shown.body
    assert (shown.subject, shown.body) == (
        sent.subject,
        sent.body.replace(link, LINK_LEFT_OUT).strip(),
    )


def test_only_the_holder_sees_a_preview() -> None:
    appeal = taken(builders.officer())
    assert previewed(builders.officer(), appeal).status_code == 409


def test_an_unknown_step_does_not_exist() -> None:
    assert step(builders.officer(), builders.appeal(), "void").status_code == 404


def test_a_step_is_never_taken_by_a_link() -> None:
    officer, appeal = builders.officer(), builders.appeal()
    client = signed_in(officer)
    url = reverse("admin:appeals_appeal_step", args=[appeal.pk, "take"])
    assert client.get(url).status_code == 405
