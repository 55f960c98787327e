"""Explanations: the ground in plain words, its source and date, and what disproves it."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation
from pytest_django.fixtures import DjangoAssertNumQueries

from eligibility import blocking
from eligibility.explain import (
    differences,
    explain,
    explain_all,
    how_it_ended,
    in_words,
    waves_of,
)
from eligibility.models import Account, Block, Finding, RulePolicy
from portal.calendar import JAKARTA
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


def explained() -> str:
    """Screen everybody and return the sentence about the one block."""
    people.screen()
    with translation.override("id"):
        return explain(Block.objects.get()).why


def test_a_registers_word_names_the_register_and_its_day() -> None:
    people.verdict(people.account())
    people.screen()
    with translation.override("id"):
        explanation = explain(Block.objects.get())
    assert explanation.why == "Data Kemdikbud per 3 Maret 2026 mencatat Anda masih bersekolah."
    assert (explanation.ground, explanation.source) == ("G03", "Kemdikbud")
    assert (explanation.source_date, explanation.policy_version) == (date(2026, 3, 3), 1)
    assert "lulus" in explanation.disproved_by
    assert "Ijazah" in explanation.proof_kind


def test_the_latest_day_is_named_after_a_source_repeated_itself() -> None:
    people.verdict(people.account(), as_of=date(2026, 4, 3), since=date(2026, 3, 3))
    assert "per 3 April 2026" in explained()


def test_an_age_is_told_with_the_day_and_the_limits() -> None:
    at = datetime(2026, 3, 9, 12, 0, tzinfo=JAKARTA)
    people.account(birth_date=date(2008, 3, 10), registered_at=at)
    sentence = explained()
    assert "9 Maret 2026" in sentence
    assert "17 tahun" in sentence
    assert "18 sampai 64" in sentence


def test_a_list_names_the_list() -> None:
    people.entry(people.account())
    assert explained().startswith("Data BKN per 3 Maret 2026")


@pytest.mark.parametrize(
    "over", [{"education": "school"}, {"declared_office": "tni"}, {"employment": "other"}]
)
def test_an_own_word_is_told_with_its_day(over: dict[str, str]) -> None:
    people.account(registered_at=datetime(2026, 3, 9, 12, 0, tzinfo=JAKARTA), **over)
    assert explained().startswith("Saat mendaftar pada 9 Maret 2026 Anda")


def test_a_household_tells_the_place_and_nobody_elses_name() -> None:
    for days in (3, 2, 1):
        person = people.account(kk="3171010101150001")
        people.grant(person, granted_at=NOON - timedelta(days=days))
    sentence = explained()
    assert "penerima ke-3" in sentence
    assert "paling banyak 2" in sentence
    assert not any(account.name in sentence for account in Account.objects.all())


def test_an_earlier_grant_tells_both_waves() -> None:
    person = people.account()
    people.grant(person, wave=60)
    people.grant(person, wave=61)
    assert "gelombang 60 sebelum gelombang 61" in explained()


def test_a_late_purchase_tells_the_deadline_and_how_far_the_data_reaches() -> None:
    people.training_file(date(2026, 11, 17))
    granted_at = datetime(2026, 11, 1, 9, 0, tzinfo=JAKARTA)
    people.grant(people.account(), granted_at=granted_at)
    sentence = explained()
    assert "per 17 November 2026" in sentence
    assert "batas waktu 16 November 2026" in sentence


def test_a_rule_that_is_no_more_is_told_by_its_ground() -> None:
    block = builders.block("G08")
    block.rule = block.finding.rule = "palm_reading"
    explanation = explain(block)
    assert explanation.title == "Data pendaftaran tidak cocok"
    assert explanation.why == "Data pendaftaran tidak cocok."
    assert explanation.disproved_by


def test_facts_of_an_older_form_of_the_rule_are_told_by_its_title() -> None:
    block = builders.block("G02")
    Finding.objects.update(facts={"jahre": 17})
    assert explain(Block.objects.get(pk=block.pk)).why == "Umur di luar batas program."


def test_every_look_of_every_rule_has_its_sentence() -> None:
    block = builders.block("G03")
    Finding.objects.update(facts={"basis": "declared", "note": "not a day"})
    assert explain(Block.objects.get(pk=block.pk)).why


def settled_then_found_again() -> Block:
    """Lift a block, let the register say the same from a later day, and return the new block."""
    person = people.account()
    said = people.verdict(person)
    people.screen()
    blocking.lift(Block.objects.all(), by=None, reason="source_wrong", at=NOON)
    said.superseded_at = NOON
    said.save()
    people.verdict(person, as_of=date(2026, 11, 1))
    people.screen()
    return Block.objects.select_related("policy", "finding__policy").latest("pk")


def test_a_first_finding_has_nothing_new_to_tell() -> None:
    assert explain(builders.block()).whats_new == ()


def test_a_finding_after_a_settled_one_says_what_is_new() -> None:
    with translation.override("id"):
        news = explain(settled_then_found_again()).whats_new
    assert news == ("Tercatat sejak: 1 November 2026, sebelumnya 3 Maret 2026.",)


def test_the_settled_finding_itself_does_not_look_ahead() -> None:
    settled_then_found_again()
    assert explain(Block.objects.earliest("pk")).whats_new == ()


def test_another_combination_of_known_facts_is_said_to_be_one() -> None:
    block = settled_then_found_again()
    Finding.objects.filter(pk=block.finding_id).update(facts={"basis": "register"})
    assert len(explain(Block.objects.get(pk=block.pk)).whats_new) == 1


def test_the_policy_is_named_with_its_law_and_its_waves() -> None:
    block = builders.block()
    RulePolicy.objects.filter(pk=block.finding.policy_id).update(first_wave=48, last_wave=None)
    explanation = explain(Block.objects.get(pk=block.pk))
    assert explanation.legal_source == block.finding.policy.legal_source
    assert "48" in explanation.waves


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, ""),
        (None, 47, "sampai gelombang 47"),
        (48, None, "mulai gelombang 48"),
        (48, 48, "gelombang 48"),
        (48, 60, "gelombang 48 sampai 60"),
    ],
)
def test_waves_are_told_in_words(first: int | None, last: int | None, words: str) -> None:
    assert waves_of(RulePolicy(first_wave=first, last_wave=last)) == words


def test_facts_are_told_in_words_and_codes_by_their_names() -> None:
    facts = {"basis": "register", "register": "kemdikbud", "since": "2026-03-03", "cluster": 7}
    with translation.override("id"):
        words = [(fact.label, fact.text) for fact in in_words("education", facts)]
    assert words == [("Register", "Kemdikbud"), ("Tercatat sejak", "3 Maret 2026")]


def test_the_same_name_means_another_list_under_another_rule() -> None:
    declared = {"declared": "school"}
    assert in_words("education", declared)[0].text == "Bersekolah"
    assert in_words("office", {"declared": "Kepala desa"})[0].text == "Kepala desa"


def test_only_what_differs_is_told() -> None:
    then, now = {"age": 17, "oldest": 64}, {"age": 19, "oldest": 64, "since": None}
    assert [(each.then, each.now) for each in differences("age", then, now)] == [("17", "19")]


def test_many_blocks_are_explained_with_one_query_more_than_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person = people.account()
    made = [builders.block(ground, on=person).pk for ground in ("G02", "G03", "G04", "G06")]
    blocks = list(Block.objects.filter(pk__in=made).select_related("policy", "finding__policy"))
    with django_assert_num_queries(1):
        explain_all(blocks)


def test_what_is_new_names_no_other_account() -> None:
    block = settled_then_found_again()
    facts = {"basis": "card", "other": 4711, "reference": "case:9", "purchase": 5}
    Finding.objects.filter(pk=block.finding_id).update(facts=facts)
    news = explain(Block.objects.get(pk=block.pk)).whats_new
    assert len(news) == 1
    assert not any(key in news[0] for key in ("4711", "case:9", "5"))


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        ("confirmed", "", ""),
        ("lifted", "source_wrong", "Dicabut setelah diperiksa petugas"),
        ("lifted", "remedy-1", "Dicabut bersama semua yang terkena kekeliruan yang sama"),
        (
            "dismissed",
            "remedy-1",
            "Tidak diteruskan, bersama semua yang terkena kekeliruan yang sama",
        ),
        ("dismissed", "", "Tidak diteruskan setelah diperiksa petugas"),
        ("expired", "", "Masanya habis"),
        ("superseded", "facts_ceased", "Datanya sudah berubah atau dibetulkan"),
        ("superseded", "rule_changed", "Aturannya berubah, dan tidak mengenai akun ini lagi"),
        ("superseded", "run_rolled_back", "Pemeriksaan sistem keliru, lalu dibatalkan"),
        ("superseded", "source", "Sumber datanya diganti"),
    ],
)
def test_an_end_is_told_by_its_true_reason(status: str, reason: str, words: str) -> None:
    assert how_it_ended(Block(status=status, reason=reason)) == words
