"""The search box: the shape of what was typed decides where it is looked for."""

from typing import Any

import pytest

from appeals.review.search import Unrecognised, search
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value", "typed", "shape"),
    [
        ("nik", "3171011205980001", "3171 0112 0598 0001", "number"),
        ("kk", "3171010101150001", "3171.0101.0115.0001", "number"),
        ("phone", "081200000001", "+62 812-0000-0001", "phone"),
        ("email", "siti@example.id", " Siti@Example.id ", "email"),
    ],
)
def test_a_person_is_found_by_exact_value(field: str, value: str, typed: str, shape: str) -> None:
    over: dict[str, Any] = {field: value}
    appeal = builders.appeal(**over)
    found = search(typed)
    assert (found.shape, list(found.rows)) == (shape, [appeal])


def test_a_case_is_found_by_its_number_however_typed() -> None:
    appeal = builders.appeal()
    builders.appeal()
    typed = appeal.reference.lower().replace("-", " ")
    assert list(search(typed).rows) == [appeal]


def test_part_of_a_number_finds_nobody() -> None:
    builders.appeal(nik="3171011205980001")
    with pytest.raises(Unrecognised):
        search("317101")


@pytest.mark.parametrize("typed", ["", "Siti", "@", "31710112059800019"])
def test_what_has_no_known_shape_is_not_searched(typed: str) -> None:
    with pytest.raises(Unrecognised):
        search(typed)
