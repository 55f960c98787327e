"""What officers see of what a machine read: hints, masked as the page masks the person."""

import re

import pytest
from pytest_django import Settings

from appeals.models import Appeal, Reading
from appeals.review.papers import papers
from appeals.review.readings import ReadPhoto, readings
from portal.models import User
from tests import builders
from tests.appeals import cards
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _with_a_reader(settings: Settings) -> None:
    settings.READER = True


@pytest.fixture
def officer() -> User:
    """Return an agent."""
    return builders.officer()


@pytest.fixture
def case() -> Appeal:
    """Return a case whose person has an account."""
    account = builders.account(nik="3171011205980001")
    return builders.appeal(nik=account.nik, kk=account.kk, email=account.email)


def page(case: Appeal, by: User) -> str:
    """Return the part of the case's page that says what was read, without markup but <mark>."""
    answer = signed_in(by).get(f"/pmo/appeals/appeal/{case.pk}/change/").content.decode()
    found = re.search(r'<section class="card readings".*?</section>', answer, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<(?!/?mark)[^>]*>", "", found[0])) if found else ""


def read(case: Appeal) -> ReadPhoto:
    """Return what the officer sees of the one card."""
    (photo,) = readings(papers(case))
    return photo


def ektp(nik: str, name: str = "SITI CONTOH", born: str = "12-05-1998") -> tuple[str, ...]:
    """Return the lines of a card."""
    return f"NIK : {nik}", f"Nama : {name}", f"Tempat/Tgl Lahir : KOTA, {born}"


def test_a_card_that_says_what_was_typed_is_said_so(
    case: Appeal, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, *ektp(case.nik), percent=95)
    cards.read(cards.ready_photo(case))
    text = page(case, officer)
    assert "Dibaca mesin, bisa salah." in text
    assert "3171••••••••0001" in text
    assert "sama dengan isian, sama dengan data akun, yakin 95 %" in text
    assert "<mark>" not in text
    assert case.nik not in text


def test_a_digit_that_differs_is_marked_and_shown_in_the_masked_number(
    case: Appeal, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, *ektp("3171011205960001"))
    cards.read(cards.ready_photo(case))
    text = page(case, officer)
    assert "3171•••••••<mark>6</mark>0001" in text
    assert "beda dengan isian" in text
    assert "beda dengan data akun" in text


def test_another_persons_number_stays_masked(
    case: Appeal, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "3273062307910044"
    cards.reads(monkeypatch, *ektp(other, name="BUDI UMPAMA"))
    cards.read(cards.ready_photo(case))
    text = page(case, officer)
    shown = re.sub(r"</?mark>", "", text)
    assert "3273••••••••0044" in shown
    assert "<mark>B•••</mark> <mark>U•••••</mark>" in text
    assert "BUDI" not in text


def test_a_revealed_number_is_shown_here_too(
    case: Appeal, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, *ektp(case.nik))
    cards.read(cards.ready_photo(case))
    answer = signed_in(officer).post(
        f"/pmo/appeals/appeal/{case.pk}/buka/", {"field": "nik", "reason": "compare"}
    )
    assert answer.content.decode().count(case.nik) >= 2


@pytest.mark.parametrize(
    ("name", "differs"),
    [("SITICONTOH", False), ("Siti  Contoh.", False), ("SITI CONTOR", True)],
)
def test_a_name_is_compared_by_its_letters(
    case: Appeal, monkeypatch: pytest.MonkeyPatch, name: str, differs: bool
) -> None:
    cards.reads(monkeypatch, *ektp(case.nik, name=name))
    cards.read(cards.ready_photo(case))
    (row,) = [row for row in read(case).rows if row.label == "Nama"]
    assert bool(row.unlike) == differs
    assert any(piece.differs for piece in row.pieces) == differs


def test_a_birth_date_that_differs_is_marked(
    case: Appeal, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, *ektp(case.nik, born="15-05-1998"))
    cards.read(cards.ready_photo(case))
    assert "<mark>15-05-1998</mark>" in page(case, officer)


def test_a_repaired_number_says_so(
    case: Appeal, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, *ektp("3171O11205980001"))
    cards.read(cards.ready_photo(case))
    assert "ada huruf yang dibaca sebagai angka" in page(case, officer)


def test_without_a_reading_the_page_says_not_read_yet(case: Appeal, officer: User) -> None:
    cards.ready_photo(case)
    cards.ready_photo(case, kind="screenshot")
    text = page(case, officer)
    assert text.count("belum dibaca") == 1


def test_where_nothing_was_found_and_where_it_was_given_up_the_page_says_so(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, "a cat")
    reading = cards.read(cards.ready_photo(case))
    assert "tidak ada nomor" in str(read(case).instead)
    Reading.objects.filter(pk=reading.pk).update(done_at=None, dead_at=builders.NOON)
    assert str(read(case).instead) == "tidak bisa dibaca mesin"


def test_who_may_see_no_photos_sees_no_readings(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, *ektp(case.nik))
    cards.read(cards.ready_photo(case))
    assert page(case, builders.officer("auditor")) == ""


def test_a_case_without_cards_says_nothing_of_readings(case: Appeal, officer: User) -> None:
    assert page(case, officer) == ""
