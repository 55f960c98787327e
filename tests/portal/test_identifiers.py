"""NIK, KK, phone and e-mail: reading, masking, and hints that never refuse."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.identifiers import (
    KK,
    NIK,
    Email,
    Hint,
    Malformed,
    Phone,
    clean_digits,
    clean_email,
    clean_phone,
    hints,
    mask_email,
    mask_name,
    mask_nik,
    mask_phone,
)

TODAY = date(2026, 11, 22)
WOMAN = "3174055504850001"  # 15 April 1985
MAN = "3273010103040002"  # 1 March 2004

sixteen_digits = st.text("0123456789", min_size=16, max_size=16)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def codes(*args: object, **kwargs: object) -> list[str]:
    return [hint.code for hint in hints(*args, **kwargs)]  # type: ignore[arg-type]


@given(sixteen_digits, st.lists(st.sampled_from([" ", ".", "-", "–", "\u200b", "\u00a0", "\t"])))
def test_a_nik_is_read_through_any_spaces_dots_and_dashes(digits: str, between: list[str]) -> None:
    typed = "".join(
        digit + (between[place] if place < len(between) else "")
        for place, digit in enumerate(digits)
    )
    assert NIK.parse(typed).value == digits


@given(sixteen_digits)
def test_a_nik_is_read_from_full_width_digits(digits: str) -> None:
    assert NIK.parse(digits.translate(FULL_WIDTH)).value == digits


def test_a_nik_is_read_from_arabic_digits() -> None:
    assert clean_digits("٣١٧٤") == "3174"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    for clean in (clean_digits, clean_phone):
        assert clean(clean(text)) == clean(text)


@given(st.from_regex(r"[\sA-Z]{1,9}@[A-Z0-9]{1,9}\.(ID|com)\s*", fullmatch=True))
def test_a_kept_address_is_read_as_itself(text: str) -> None:
    with suppress(Malformed):
        kept = Email.parse(text)
        assert Email.parse(kept.value) == kept
        assert kept.value == clean_email(kept.value).lower()


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (NIK.parse, KK.parse, Phone.parse, Email.parse):
        with suppress(Malformed):
            assert str(parse(text)) != text


def test_a_refusal_does_not_repeat_the_text() -> None:
    with pytest.raises(Malformed) as refusal:
        NIK.parse("317405550485 budi")
    assert "budi" not in f"{refusal.value} {refusal.value.message} {refusal.value!r}"


@given(st.text(max_size=40), st.dates(), st.sampled_from(["", "f", "m"]))
def test_hints_are_given_for_any_text_and_never_refuse(text: str, day: date, sex: str) -> None:
    for hint in hints(text, kk_text=text, birth_date=day, sex=sex):
        assert hint.field in {"nik", "kk"}


@given(sixteen_digits, st.dates(min_value=date(2000, 1, 1)))
def test_a_birth_date_is_never_after_the_day_it_is_asked_for(digits: str, day: date) -> None:
    born = NIK(digits).birth_date(day)
    assert born is None or (born <= day and day.year - born.year <= 200)


@pytest.mark.parametrize("text", ["", "317405", "3174055504850001 2", "31740555O4850001", "tidak"])
def test_a_number_without_sixteen_digits_is_no_nik_and_no_kk(text: str) -> None:
    for kind, code in ((NIK, "nik_length"), (KK, "kk_length")):
        with pytest.raises(Malformed) as refusal:
            kind.parse(text)
        assert refusal.value.code == code


def test_a_nik_tells_region_sex_and_birth_date() -> None:
    nik = NIK.parse(WOMAN)
    assert (nik.province_code, nik.regency_code, nik.sex) == ("31", "3174", "f")
    assert nik.birth_date(TODAY) == date(1985, 4, 15)
    assert NIK.parse(MAN).sex == "m"
    assert NIK.parse(MAN).birth_date(TODAY) == date(2004, 3, 1)


@pytest.mark.parametrize(
    ("day", "sex"),
    [
        ("00", None),
        ("01", "m"),
        ("31", "m"),
        ("32", None),
        ("40", None),
        ("41", "f"),
        ("71", "f"),
        ("72", None),
        ("99", None),
    ],
)
def test_a_womans_day_lies_between_41_and_71(day: str, sex: str | None) -> None:
    assert NIK(f"317405{day}01900001").sex == sex


@pytest.mark.parametrize(
    ("written", "born"),
    [
        ("221126", date(2026, 11, 22)),  # born today
        ("231126", date(1926, 11, 23)),  # tomorrow would lie in the future
        ("290200", date(2000, 2, 29)),
        ("290201", None),
        ("311199", None),
        ("011399", None),
        ("000199", None),
    ],
)
def test_the_century_is_the_latest_that_has_passed(written: str, born: date | None) -> None:
    assert NIK(f"317405{written}0001").birth_date(TODAY) == born


def test_the_29th_of_february_1900_did_not_exist() -> None:
    assert NIK("3174052902000001").birth_date(date(1999, 1, 1)) is None


def test_a_good_pair_of_numbers_gives_no_hint() -> None:
    found = hints(WOMAN, kk_text="3174051203150004", birth_date=date(1985, 4, 15), sex="f")
    assert found == ()


@pytest.mark.parametrize(
    ("nik", "code"),
    [
        ("31740555048500", "nik_length"),
        ("9774055504850001", "nik_region"),
        ("3100055504850001", "nik_region"),
        ("3174007104850001", "nik_region"),
        ("3174053002850001", "nik_date"),
        ("3174057202850001", "nik_date"),
        ("3174050013850001", "nik_date"),
        ("3174055504850000", "nik_serial"),
    ],
)
def test_an_odd_nik_gets_its_hint(nik: str, code: str) -> None:
    assert Hint(code, "nik") in hints(nik)


def test_a_nik_that_contradicts_the_person_gets_hints() -> None:
    found = codes(WOMAN, birth_date=date(1985, 4, 16), sex="m")
    assert found == ["nik_birth_date_differs", "nik_sex_differs"]


def test_an_impossible_date_is_not_called_different_as_well() -> None:
    assert codes("3174053002850001", birth_date=date(1985, 4, 15), sex="f") == [
        "nik_date",
        "nik_sex_differs",
    ]


def test_the_stated_century_is_taken_as_said() -> None:
    assert codes("3174051504250001", birth_date=date(1925, 4, 15)) == []


def test_an_odd_kk_gets_its_hint() -> None:
    assert codes("", kk_text="123") == ["kk_length"]
    assert codes("", kk_text="9774055504850001") == ["kk_region"]


def test_the_same_number_typed_twice_gets_a_hint() -> None:
    assert Hint("nik_is_kk", "kk") in hints(WOMAN, kk_text=f" {WOMAN} ")


def test_two_empty_fields_get_no_hint() -> None:
    assert hints("", kk_text="") == ()


@pytest.mark.parametrize(
    "typed",
    [
        "0812-3456-789",
        "+62 812 3456 789",
        "62812.3456.789",
        "8123456789",
        "0062 812 3456 789",
        "+62 (0)812 3456 789",
        "０８１２３４５６７８９",
    ],
)
def test_every_way_to_write_a_phone_number_gives_one_value(typed: str) -> None:
    assert Phone.parse(typed).value == "08123456789"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0812abc6789", "phone_digits"),
        ("", "phone_digits"),
        ("1415926535", "phone_prefix"),
        ("001415926535", "phone_prefix"),
        ("08123456", "phone_length"),
        ("081234567890123", "phone_length"),
    ],
)
def test_another_number_is_no_indonesian_phone(typed: str, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        Phone.parse(typed)
    assert refusal.value.code == code


@pytest.mark.parametrize("digits", ["081234567", "08123456789012"])
def test_a_phone_number_has_nine_to_fourteen_digits(digits: str) -> None:
    assert Phone.parse(digits).value == digits


def test_an_address_is_kept_in_lower_case_without_spaces() -> None:
    assert Email.parse(" Budi.Santoso@Example.ID \u200b").value == "budi.santoso@example.id"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "budi",
        "budi@",
        "@example.id",
        "budi@example",
        "budi@@example.id",
        "a@b..id",
        ".budi@example.id",
        "budi.@example.id",
        "budi@-example.id",
        "budi@example.id\r\nBcc: x@y.id",
        "budi@example.i",
        f"{'a' * 65}@example.id",
        f"a@{'b.' * 130}id",
        "budi,ani@example.id",
    ],
)
def test_other_text_is_no_address(typed: str) -> None:
    with pytest.raises(Malformed):
        Email.parse(typed)


def test_values_print_masked() -> None:
    assert f"{NIK(WOMAN)} {KK(MAN)}" == "3174••••••••0001 3273••••••••0002"
    assert f"{Phone('08123456789')}" == "0812••••789"
    assert f"{Email('budi@example.id')}" == "b•••@example.id"


def test_values_are_masked_in_repr_too() -> None:
    values = [NIK(WOMAN), KK(MAN), Phone("08123456789"), Email("budi@example.id")]
    assert repr(values) == (
        "[NIK(3174••••••••0001), KK(3273••••••••0002), Phone(0812••••789), Email(b•••@example.id)]"
    )


@given(st.text(min_size=1, max_size=20))
def test_a_mask_never_shows_most_of_what_it_hides(text: str) -> None:
    for mask in (mask_nik, mask_phone):
        shown = sum(char != "•" for char in mask(text))
        assert shown <= 8
        assert shown <= max(0, len(text) - 2)


def test_a_mask_of_something_else_shows_nothing() -> None:
    assert mask_email("not an address") == "•••"
    assert mask_nik("31740") == "•••••"


def test_a_name_keeps_its_first_letters() -> None:
    assert mask_name("Siti  Aminah") == "S••• A•••••"
    assert mask_name("") == ""
