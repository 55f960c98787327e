"""Ready texts: who writes them, what they may leave open, versions, and inserting one."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from appeals import decision_texts, lifecycle
from appeals.decision_texts import Wording
from appeals.models import Appeal, DecisionText, Letter
from appeals.review.decision_form import keys_in
from appeals.review.text_form import TextForm
from portal.models import AuditEntry, OutgoingMessage, User
from tests import builders
from tests.appeals.test_review_steps import ruling_fields, step, taken
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

_FIELDS: dict[str, Any] = {
    "title": "Lulus", "grounds": ["G03"], "result": "lifted",
    "words": "{nama}, data {sumber} sudah lama.", "words_en": "{nama}, {sumber} is out of date.",
}  # fmt: skip


def text(by: User | None = None, **over: Any) -> DecisionText:
    values = {**_FIELDS, "grounds": ("G03",), **over}
    return decision_texts.write(Wording(**values), by=by or builders.officer("supervisor"), at=NOON)


def inserted(officer: User, appeal: Appeal, chosen: DecisionText, **over: Any) -> Any:
    url = reverse("admin:appeals_appeal_insert_text", args=[appeal.pk])
    fields = {**ruling_fields(appeal), "revision": appeal.revision, "ready": chosen.pk, **over}
    return signed_in(officer).post(url, fields)


def written(user: User, **over: Any) -> Any:
    url = reverse("admin:appeals_decisiontext_write")
    return signed_in(user).post(url, {**_FIELDS, **over})


def test_a_supervisor_writes_a_text_and_it_is_written_down() -> None:
    supervisor = builders.officer("supervisor")
    assert written(supervisor).status_code == 302
    row = DecisionText.objects.get()
    assert (row.version, row.grounds, row.written_by) == (1, ["G03"], supervisor)
    assert AuditEntry.objects.filter(action="text.written", actor=supervisor).exists()


@pytest.mark.parametrize("role", ["agent", "auditor"])
def test_others_read_texts_and_write_none(role: str) -> None:
    row, user = text(), builders.officer(role)
    assert written(user).status_code == 403
    for name in ("follow", "end"):
        url = reverse(f"admin:appeals_decisiontext_{name}", args=[row.pk])
        assert signed_in(user).post(url, _FIELDS).status_code == 403
    page = signed_in(user).get(reverse("admin:appeals_decisiontext_change", args=[row.pk]))
    assert "sudah lama" in page.content.decode()
    with pytest.raises(decision_texts.NotAllowed):
        text(by=user)


def test_unknown_and_one_sided_placeholders_are_refused_beside_their_field() -> None:
    supervisor = builders.officer("supervisor")
    for words, said in (("{nma}, ya.", "{nma}"), ("Ya {", "{ }"), ("Tanpa apa-apa.", "{nama}")):
        page = written(supervisor, words=words)
        assert page.status_code == 422
        assert said in page.content.decode()
    with pytest.raises(ValueError, match="unknown"):
        text(words="{x}", words_en="{x}")
    assert not DecisionText.objects.exists()


def test_a_brace_without_its_other_is_shown_where_it_stands() -> None:
    supervisor = builders.officer("supervisor")
    for words in (
        "{nama}, tulis { di sini.",
        "{nama}, tulis } di sini.",
        "{nama}, tulis {} di sini.",
    ):
        html = written(supervisor, words=words).content.decode()
        assert "Kurung { } tidak lengkap di “" in html
        assert "Tidak dikenal" not in html
    with pytest.raises(ValueError, match="brace"):
        text(words="Ya {", words_en="Yes {")


def test_the_preview_fills_a_sample_and_keeps_nothing() -> None:
    html = written(builders.officer("supervisor"), preview="1").content.decode()
    # A real source may begin with the word that stood before it: who writes the text sees it.
    assert "Siti Contoh, data data pembelian pelatihan sudah lama." in html
    assert "Siti Contoh, training purchase data is out of date." in html
    assert not DecisionText.objects.exists()


def test_a_new_version_follows_and_only_one_officer_wins() -> None:
    supervisor, old = builders.officer("supervisor"), text()
    url = reverse("admin:appeals_decisiontext_follow", args=[old.pk])
    client = signed_in(supervisor)
    assert client.post(url, {**_FIELDS, "title": "Lulus SMA"}).status_code == 302
    late = client.post(url, {**_FIELDS, "title": "Kedua"})
    html = late.content.decode()
    assert (late.status_code, "Kedua" in html, "Buka versi terbaru" in html) == (409, True, True)
    assert "Simpan versi baru" not in html
    assert "Jangan tawarkan lagi" not in html
    assert [row.title for row in decision_texts.offered({"G03"})] == ["Lulus SMA"]
    assert [row.version for row in decision_texts.versions(old)] == [2, 1]


def test_inserting_a_text_fills_it_and_keeps_what_was_typed() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    page = inserted(officer, appeal, text(), explanation="Halo.")
    form = page.context["forms"]["decide"]
    assert form["explanation"].value() == "Halo.\n\n{nama}, data Kemdikbud sudah lama."
    block = lifecycle.open_contested_blocks(appeal)[0]
    assert form[f"result_{block.pk}"].value() == "lifted"


def test_a_repeated_key_takes_no_other_text_s_place() -> None:
    assert keys_in("7,07," * 40 + "8,x") == [7, 8]
    assert len(keys_in(",".join(map(str, range(99))))) == 30


def test_the_version_of_a_text_is_kept_with_the_decision_and_stands_in_its_history() -> None:
    officer, by = builders.officer(), builders.officer("supervisor")
    appeal, old = taken(officer), text(by)
    form = inserted(officer, appeal, old, explanation="Halo.").context["forms"]["decide"]
    decision_texts.follow(old, Wording(**{**_FIELDS, "grounds": ("G03",)}), by=by, at=NOON)
    form = inserted(officer, appeal, old, texts=str(old.pk)).context["forms"]["decide"]
    assert "Pilih dulu teksnya." in form.text_refusal
    page = signed_in(officer).get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    form = page.context["forms"]["decide"]
    assert form["texts"].value() == str(old.pk)
    said = "Halo.\n\n{nama}, data Kemdikbud sudah lama."
    step(officer, appeal, "decide", **ruling_fields(appeal, explanation=said), texts=old.pk)
    assert appeal.decisions.get().text_uses.get().text == old
    page = signed_in(officer).get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    assert "memakai teks siap pakai “Lulus”, versi 1" in page.content.decode()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Data Kemdikbud sudah lama. Ijazah Anda sah.", [True]),
        ("Ijazah Anda sah. Selamat belajar.", [False]),
        ("Selamat belajar.", []),
    ],
)
def test_a_text_counts_as_used_as_far_as_its_words_still_stand(said: str, kept: list[bool]) -> None:
    officer, by = builders.officer(), builders.officer("supervisor")
    appeal = taken(officer)
    words = "Data {sumber} sudah lama. Ijazah Anda sah."
    used = text(by, words=words, words_en="{sumber} is out of date.")
    fields = ruling_fields(appeal, explanation=said)
    step(officer, appeal, "decide", **fields, texts=f"{used.pk},x,{used.pk},99")
    assert [use.is_as_written for use in appeal.decisions.get().text_uses.all()] == kept


def test_a_text_whose_value_the_case_has_not_is_refused() -> None:
    officer = builders.officer()
    appeal = builders.appeal_about(builders.block("G10", deadline="2026-09-01"))
    lifecycle.take(appeal, by=officer, at=NOON)
    chosen = text(grounds=(), words="Data per {tanggal_sumber}.", words_en="{tanggal_sumber}")
    page = inserted(officer, appeal, chosen, explanation="Halo.")
    assert page.status_code == 422
    assert "Kasus ini tidak punya isi untuk: tanggal data sumber." in page.content.decode()
    assert page.context["forms"]["decide"]["explanation"].value() == "Halo."


def test_a_placeholder_left_in_the_explanation_is_refused_by_page_and_lifecycle() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    fields = ruling_fields(appeal, explanation="Kepada {lembaga}.")
    page = step(officer, appeal, "decide", **fields)
    assert page.status_code == 422
    assert "{lembaga}" in page.content.decode()
    block = lifecycle.open_contested_blocks(appeal)[0]
    chosen = lifecycle.OutcomeChosen(block.pk, "lifted", "source_wrong")
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.decide(
            appeal, by=officer, ruling=lifecycle.Ruling((chosen,), "{sumber}"), at=NOON
        )


def test_the_name_stands_in_the_letter_and_nowhere_else() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    step(officer, appeal, "decide", **ruling_fields(appeal, explanation="{nama}, selamat."))
    assert "Siti Contoh, selamat." in str(Letter.objects.get(kind="ruling").content)
    assert "Bapak/Ibu, selamat." in OutgoingMessage.objects.latest("pk").body
    page = signed_in(officer).get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    assert "S••• C•••••, selamat." in page.content.decode()


def test_a_reason_for_the_opposite_result_is_refused_whichever_door() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    block = lifecycle.open_contested_blocks(appeal)[0]
    chosen = lifecycle.OutcomeChosen(block.pk, "lifted", "rule_applies")
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.decide(appeal, by=officer, ruling=lifecycle.Ruling((chosen,), "Ya."), at=NOON)


def test_what_was_ticked_as_looked_at_stands_in_the_record() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    block = lifecycle.open_contested_blocks(appeal)[0]
    ticked = {f"looked_{block.pk}": ["left_on", "namesake"]}
    step(officer, appeal, "decide", **ruling_fields(appeal), **ticked)
    assert appeal.decisions.get().outcomes.get().looked_at == ["left_on", "namesake"]
    page = signed_in(officer).get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    assert "2 hal dicentang sudah dilihat" in page.content.decode()


def test_the_household_is_named_masked() -> None:
    officer = builders.officer()
    person = builders.account()
    relative = builders.appeal(kk=person.kk, name="Budi Tetangga")
    appeal = builders.appeal_about(builders.block("G03", on=person))
    page = signed_in(officer).get(reverse("admin:appeals_appeal_change", args=[appeal.pk]))
    html = page.content.decode()
    assert relative.reference in html
    assert "B••• T•••••••" in html
    assert relative.nik not in html


def test_the_grounds_of_a_text_are_named_in_the_readers_language() -> None:
    with translation.override("en"):
        named = dict(TextForm().fields["grounds"].choices)  # type: ignore[attr-defined]
    assert named["G11"].startswith("G11 ")
    assert "Pelatihan" not in named["G11"]
