"""G08: a NIK against itself, against the person's own word, and against the civil registry."""

from datetime import date
from typing import Any

import pytest

from eligibility.models import Block, RegistryVerdict
from eligibility.rules.base import NoLimits
from eligibility.rules.false_data import BirthDate, OtherPerson
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db
BORN = date(1998, 5, 12)


def bases(**over: Any) -> list[str]:
    """Return which looks a person breaks."""
    people.account(**over)
    return sorted(facts["basis"] for facts in people.found("false_data"))


@pytest.mark.parametrize("is_well_formed", [True, False])
def test_a_malformed_number_is_looked_at(*, is_well_formed: bool) -> None:
    assert bases(is_nik_well_formed=is_well_formed) == ["nik_form"] * (not is_well_formed)


@pytest.mark.parametrize(
    ("in_nik", "days"),
    [(BORN, None), (date(1998, 5, 13), 1), (date(1998, 5, 11), 1), (date(1997, 5, 12), 365)],
)
def test_a_birth_date_that_differs_from_the_one_in_the_nik(in_nik: date, days: int | None) -> None:
    people.account(birth_date=BORN, nik_birth_date=in_nik)
    facts = {"basis": "nik_birth_date", "days_apart": days}
    assert people.found("false_data") == ([facts] if days else [])


def test_the_century_is_not_in_a_nik() -> None:
    assert bases(birth_date=date(1923, 5, 12), nik_birth_date=date(2023, 5, 12)) == []


@pytest.mark.parametrize(("in_nik", "declared"), [(None, BORN), (BORN, None), (None, None)])
def test_a_birth_date_that_is_not_known_differs_from_none(
    in_nik: date | None, declared: date | None
) -> None:
    person = people.account(nik_birth_date=in_nik)
    type(person).objects.update(birth_date=declared)
    assert people.found("false_data") == []


@pytest.mark.parametrize(
    ("in_nik", "declared", "is_broken"),
    [("m", "f", True), ("f", "m", True), ("m", "m", False), ("", "f", False), ("f", "", False)],
)
def test_a_sex_that_differs_from_the_one_in_the_nik(
    in_nik: str, declared: str, *, is_broken: bool
) -> None:
    assert bases(nik_sex=in_nik, sex=declared) == ["nik_sex"] * is_broken


@pytest.mark.parametrize("said", RegistryVerdict.Verdict.values)
def test_only_another_person_counts_of_what_the_registry_says(said: str) -> None:
    people.verdict(people.account(), said, register="dukcapil")
    facts = {"basis": "other_person", "register": "dukcapil", "since": "2026-03-03"}
    assert people.found("false_data") == [facts] * (said == "other_person")


@pytest.mark.parametrize("over", [{"register": "kemdikbud"}, {"superseded_at": NOON}])
def test_no_other_register_and_no_earlier_word_counts(over: dict[str, Any]) -> None:
    people.verdict(people.account(), "other_person", **{"register": "dukcapil", **over})
    assert people.found("false_data") == []


def test_everything_at_once_is_one_proposal() -> None:
    found = bases(
        is_nik_well_formed=False, nik_birth_date=date(1998, 5, 13), birth_date=BORN,
        nik_sex="f", sex="m",
    )  # fmt: skip
    assert found == ["nik_birth_date", "nik_form", "nik_sex"]
    assert Block.objects.get().status == "proposed"


def test_what_was_found_in_a_number_stays_so_under_any_policy() -> None:
    assert BirthDate().judge({"basis": "nik_birth_date", "days_apart": 1}, NoLimits()) is True
    assert BirthDate().judge({"register": "dukcapil"}, NoLimits()) is None
    assert OtherPerson().judge({"register": "dukcapil"}, NoLimits()) is True
    assert OtherPerson().judge({}, NoLimits()) is None
