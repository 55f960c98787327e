"""G04: on a list, by one's own word, removed from a list, on several."""

from datetime import date

import pytest

from eligibility.models import Finding, ReferenceListEntry
from eligibility.rules.base import NoLimits
from eligibility.rules.office import Declared, Listed
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db


def test_a_person_on_a_list_holds_an_office() -> None:
    people.entry(people.account())
    assert people.found("office") == [
        {"basis": "list", "source": "bkn", "office": "asn", "since": "2026-03-03"}
    ]
    finding = Finding.objects.get()
    assert (finding.source, finding.source_date) == ("bkn", date(2026, 3, 3))


def test_a_person_on_two_lists_is_found_once() -> None:
    person = people.account()
    people.entry(person, source="bumn", since=date(2026, 4, 3))
    people.entry(person)
    assert [facts["source"] for facts in people.found("office")] == ["bkn"]


def test_who_was_removed_from_a_list_holds_none() -> None:
    people.entry(people.account(), removed_at=NOON)
    assert people.found("office") == []


def test_who_was_removed_from_the_older_of_two_lists_is_on_the_other() -> None:
    person = people.account()
    people.entry(person, removed_at=NOON)
    people.entry(person, source="bumn", since=date(2026, 4, 3))
    assert [facts["source"] for facts in people.found("office")] == ["bumn"]


def test_a_namesake_without_the_same_nik_is_nobody() -> None:
    people.account()
    ReferenceListEntry.objects.create(
        source="bkn", nik=builders.nik(), office="asn", since=NOON.date(), as_of=NOON.date()
    )
    assert people.found("office") == []


@pytest.mark.parametrize(("declared", "is_broken"), [("tni", True), ("", False)])
def test_declared_office(declared: str, *, is_broken: bool) -> None:
    people.account(declared_office=declared)
    assert people.found("office") == [{"basis": "declared", "declared": declared}] * is_broken


@pytest.mark.parametrize(("facts", "is_broken"), [({"office": "asn"}, True), ({}, None)])
def test_an_entry_found_is_judged_again_by_itself(
    facts: dict[str, str], *, is_broken: bool | None
) -> None:
    assert Listed().judge(facts, NoLimits()) is is_broken


@pytest.mark.parametrize(("facts", "is_broken"), [({"declared": "tni"}, True), ({}, None)])
def test_an_own_word_found_is_judged_again_by_itself(
    facts: dict[str, str], *, is_broken: bool | None
) -> None:
    assert Declared().judge(facts, NoLimits()) is is_broken
