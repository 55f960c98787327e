"""What is found among the lines that a machine read: tables of how cards come back."""

import math

import pytest

from appeals.evidence.reading import card, numbers
from appeals.evidence.reading.card import Value
from appeals.evidence.reading.numbers import Number
from appeals.evidence.reading.wire import Line

NIK = "3171015205980001"
ODD = "3171015299980001"  # no such date
KK = "3171010101150001"


def line(text: str, left: float, top: float, *, height: float = 30, percent: int = 97) -> Line:
    """Return a line as wide as its text, lying straight."""
    right, bottom = left + len(text) * height * 0.6, top + height
    return Line(text, percent, ((left, top), (right, top), (right, bottom), (left, bottom)))


def turned(lines: list[Line], degrees: float) -> list[Line]:
    """Return the lines as on a card that lies askew."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    return [
        Line(
            one.text,
            one.percent,
            tuple((x * cos - y * sin, x * sin + y * cos) for x, y in one.corners),
        )
        for one in lines
    ]


EKTP = [
    line("PROVINSI CONTOH", 300, 20),
    line("NIK", 34, 118, height=40),
    line(f": {NIK}", 210, 116, height=44),
    line("Nama", 34, 178),
    line(": SITI CONTOH", 246, 179, percent=93),
    line("Tempat/Tgl Lahir", 34, 212),
    line(": KOTA CONTOH, 12-05-1998", 246, 213, percent=91),
    line("Jenis Kelamin", 34, 246),
    line(": PEREMPUAN", 246, 247),
    line("01-06-2015", 800, 514),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (NIK, Number(NIK)),
        (f": {NIK}", Number(NIK)),
        (f"NIK : {NIK}", Number(NIK)),
        (f"NIK{NIK}", Number(NIK)),
        ("3171 0152 0598 0001", Number(NIK)),
        ("3171.0152.0598.0001", Number(NIK)),
        ("317I0I52O598OO0I", None),  # six letters are too many to believe
        ("3171O1520598000I", Number(NIK, is_repaired=True)),
        ("31710152OS980001", Number(NIK, is_repaired=True)),
        ("317101520S9B0001", Number(NIK, is_repaired=True)),
        (f"N1K: {NIK}", Number(NIK)),
        (ODD, Number(ODD)),  # odd, but read clearly
        ("31710152999B0001", None),  # odd, and with a letter: nobody knows
        ("317101520598000", None),
        ("31710152059800011", None),
        ("PROVINSI CONTOHX", None),
        ("", None),
    ],
)
def test_a_nik_is_found_in_a_line(text: str, found: Number | None) -> None:
    assert numbers.nik(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"No. {KK}", Number(KK)),
        (f"No.{KK}", Number(KK)),
        (f"Nomor {KK}", Number(KK)),
        ("No. 31710101O1150001", Number(KK, is_repaired=True)),
        ("No. 99710101O1150001", None),  # no such province
        ("KARTU KELUARGA", None),
    ],
)
def test_a_family_cards_number_is_found_in_a_line(text: str, found: Number | None) -> None:
    assert numbers.kk(text) == found


def test_an_ektp_gives_its_holders_values() -> None:
    found = card.found(EKTP, is_family_card=False)
    assert found.values == {
        "nik": Value(NIK, 97),
        "name": Value("SITI CONTOH", 93),
        "birth_date": Value("1998-05-12", 91),
    }


@pytest.mark.parametrize("degrees", [-9, -4, 4, 9])
def test_a_card_that_lies_askew_is_read_as_well(degrees: float) -> None:
    straight = card.found(EKTP, is_family_card=False)
    assert card.found(turned(EKTP, degrees), is_family_card=False) == straight


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ([line("Nama : BUDI CONTOH", 34, 178)], "BUDI CONTOH"),
        ([line("Nama", 34, 178), line(":BUDI", 246, 178), line("CONTOH", 400, 178)], "BUDI CONTOH"),
        ([line("Narna", 34, 178), line(": BUDI", 246, 178)], "BUDI"),
        ([line("Nama", 34, 178), line("CONTOH", 200, 120, height=120)], None),  # a mark across
        ([line("Alamat", 34, 178), line(": JL. CONTOH", 246, 178)], None),
        ([line("Nama", 34, 178), line(": R.A. D'ARC-CONTOH", 246, 178)], "R.A. D'ARC-CONTOH"),
    ],
)
def test_a_name_is_what_stands_beside_its_label(lines: list[Line], name: str | None) -> None:
    found = card.found(lines, is_family_card=False).name
    assert (found.text if found else None) == name


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (["Tempat/Tgl Lahir : KOTA, 12-05-1998"], "1998-05-12"),
        (["KOTA 12 - 05 - 1998", "Berlaku 01-06-2030"], "1998-05-12"),
        (["KOTA, 1Z-O5-1998"], "1998-05-12"),
        (["KOTA, 32-05-1998"], None),
        (["KOTA, 12-05-1098"], None),
    ],
)
def test_a_birth_date_is_the_one_beside_its_label_or_the_earliest(
    texts: list[str], day: str | None
) -> None:
    lines = [line(text, 34, 100 + 40 * row) for row, text in enumerate(texts)]
    found = card.found(lines, is_family_card=False).birth_date
    assert (found.text if found else None) == day


def family_card(head: list[Line]) -> list[Line]:
    """Return a family card with this head over a table of one member."""
    member = [line("1", 50, 400), line("SITI CONTOH", 100, 400), line(NIK, 400, 400)]
    return [line("KARTU KELUARGA", 500, 40, height=58), *head, line("Nama", 100, 310), *member]


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ([line(f"No. {KK}", 500, 120)], KK),
        ([line("No.", 450, 120), line(KK, 520, 120)], KK),
        ([], None),  # the one number there is is a member's
    ],
)
def test_a_family_card_gives_its_own_number_and_no_members(
    head: list[Line], number: str | None
) -> None:
    found = card.found(family_card(head), is_family_card=True)
    assert (found.kk.text if found.kk else None) == number
    assert (found.nik, found.name, found.birth_date) == (None, None, None)


@pytest.mark.parametrize("heading", ["KARTU KELUARGA", "KARTUKELUARCA", "KELUARGA"])
def test_of_a_family_card_sent_as_an_ektp_nothing_is_taken(heading: str) -> None:
    lines = [line(heading, 500, 40), line(f"No. {KK}", 500, 120), line(NIK, 400, 400)]
    assert card.found(lines, is_family_card=False).values == {}


def test_a_table_of_numbers_is_no_ektp() -> None:
    lines = [line(f"317102120598000{row}", 400, 100 + 40 * row) for row in range(3)]
    assert card.found(lines, is_family_card=False).nik is None


def test_a_clear_number_goes_before_one_that_was_repaired() -> None:
    lines = [line("3171O15205980002", 34, 100), line(NIK, 34, 200)]
    assert card.found(lines, is_family_card=False).nik == Value(NIK, 97)


def test_nothing_is_found_in_nothing() -> None:
    assert card.found([], is_family_card=False).values == {}
