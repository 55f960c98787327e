"""G01: by the person's own word or the civil registry's, and by nobody else's."""

import pytest
from django.utils import translation

from eligibility.explain import explain
from eligibility.models import Block, Finding, RegistryVerdict
from eligibility.rules import catalogue
from eligibility.rules.base import NoLimits
from eligibility.rules.citizenship import Declared, NotFound
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("said", "is_broken"), [("wna", True), ("wni", False), ("", False)])
def test_declared_citizenship(said: str, *, is_broken: bool) -> None:
    people.account(citizenship=said)
    assert people.found("citizenship") == [{"basis": "declared", "declared": "wna"}] * is_broken


@pytest.mark.parametrize("said", RegistryVerdict.Verdict.values)
def test_only_not_found_and_deceased_count_of_what_the_registry_says(said: str) -> None:
    people.verdict(people.account(), said, register="dukcapil")
    facts = {"basis": said, "verdict": said, "register": "dukcapil", "since": "2026-03-03"}
    assert people.found("citizenship") == [facts] * (said in {"not_found", "deceased"})


def test_a_person_unknown_to_a_school_register_may_be_a_citizen() -> None:
    people.verdict(people.account(), "not_found", register="kemdikbud")
    assert people.found("citizenship") == []


def test_a_superseded_verdict_says_nothing() -> None:
    people.verdict(people.account(), "deceased", register="dukcapil", superseded_at=NOON)
    assert people.found("citizenship") == []


def test_the_registrys_word_only_asks_somebody_to_look() -> None:
    people.verdict(people.account(), "not_found", register="dukcapil")
    people.screen()
    assert Block.objects.get().status == "proposed"
    finding = Finding.objects.get()
    assert (finding.source, str(finding.source_date)) == ("dukcapil", "2026-03-03")


@pytest.mark.parametrize(
    ("said", "words"), [("not_found", "belum ditemukan"), ("deceased", "sudah meninggal")]
)
def test_each_verdict_has_a_sentence_of_its_own(said: str, words: str) -> None:
    people.verdict(people.account(), said, register="dukcapil")
    people.screen()
    with translation.override("id"):
        why = explain(Block.objects.get()).why
    assert words in why
    assert "data dukcapil per 3 maret 2026" in why.lower()


def test_an_answer_found_is_judged_again_by_itself() -> None:
    assert Declared().judge({"declared": "wna"}, NoLimits()) is True
    assert Declared().judge({"declared": "wni"}, NoLimits()) is False
    assert Declared().judge({}, NoLimits()) is None


def test_a_verdict_found_is_judged_again_by_itself() -> None:
    assert NotFound().judge({"verdict": "not_found"}, NoLimits()) is True
    assert NotFound().judge({"verdict": "matches"}, NoLimits()) is False
    assert NotFound().judge({"register": "dukcapil"}, NoLimits()) is None


def test_nobody_is_blamed() -> None:
    rule = catalogue.rule("citizenship")
    assert rule is not None
    with translation.override("id"):
        assert not any("palsu" in str(look.why) for look in rule.looks)
