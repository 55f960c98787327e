"""The codes that NIK and KK numbers begin with."""

import pytest

from portal import regions


def test_there_are_38_provinces_and_one_of_the_past() -> None:
    assert len(regions.PROVINCES) == 39
    assert regions.province_name("54").startswith("Timor Timur")
    assert set(regions.PROVINCES) - set(regions.PROVINCES_TODAY) == {"54"}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("11", "Aceh"),
        ("31", "DKI Jakarta"),
        ("65", "Kalimantan Utara"),
        ("91", "Papua"),
        ("92", "Papua Barat"),
        ("93", "Papua Selatan"),
        ("94", "Papua Tengah"),
        ("95", "Papua Pegunungan"),
        ("96", "Papua Barat Daya"),
    ],
)
def test_provinces_have_their_names(code: str, name: str) -> None:
    assert regions.province_name(code) == name
    assert regions.is_known_province(code)


@pytest.mark.parametrize("code", ["97", "00", "10", "20", "", "3", "311", "3171", "ab"])
def test_other_codes_are_no_province(code: str) -> None:
    assert not regions.is_known_province(code)
    assert regions.province_name(code) == ""


@pytest.mark.parametrize("code", ["3174", "6571", "9301", "9101", "9271", "6473", "6404"])
def test_regencies_of_today_and_of_before_a_split_are_known(code: str) -> None:
    assert regions.is_known_regency(code)


@pytest.mark.parametrize("code", ["31", "3199", "9701", "", "317405"])
def test_other_codes_are_no_regency(code: str) -> None:
    assert not regions.is_known_regency(code)


def test_all_514_regencies_of_today_are_there() -> None:
    names = regions._NAMES
    assert sum(len(code) == 4 and "(sampai" not in names[code] for code in names) == 514


@pytest.mark.parametrize(
    ("code", "is_possible"),
    [("317405", True), ("329999", True), ("317400", False), ("310005", False), ("970101", False)],
)
def test_a_numbers_region_is_judged_by_province_and_ranges(code: str, is_possible: bool) -> None:
    assert regions.is_possible(code) is is_possible
