"""The case number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeals import reference

_signs = st.sampled_from(reference.ALPHABET)


def test_a_new_number_reads_back() -> None:
    number = reference.new()
    assert number.startswith("PRK-")
    assert len(number) == 14
    assert reference.parse(number) == number


@pytest.mark.parametrize("typed", ["{0}", " {1} ", "prk{2}", "PRK {3}", "{2}"])
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    number = reference.new()
    bare = number.removeprefix("PRK-")
    spelled = typed.format(number.lower(), number, bare, f"{bare[:5]} {bare[5:]}")
    assert reference.parse(spelled) == number


@pytest.mark.parametrize(
    "typed", ["", "PRK-", "PRK-123", "PRK-0000000000", "halo", "PRK-" + "A" * 11]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(reference.Malformed):
        reference.parse(typed)


@given(place=st.integers(4, 13), sign=_signs)
def test_one_wrong_character_is_found(place: int, sign: str) -> None:
    number = reference.new()
    wrong = number[:place] + sign + number[place + 1 :]
    if wrong != number:
        with pytest.raises(reference.Malformed):
            reference.parse(wrong)


@given(one=st.integers(4, 13), other=st.integers(4, 13))
def test_two_swapped_characters_are_found(one: int, other: int) -> None:
    signs = list(reference.new())
    swapped = signs.copy()
    swapped[one], swapped[other] = signs[other], signs[one]
    if swapped != signs:
        with pytest.raises(reference.Malformed):
            reference.parse("".join(swapped))
