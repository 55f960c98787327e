"""The same NIK on another person's card: when it is a match for eligibility, and when it is not."""

import pytest
from pytest_django import Settings

from appeals.evidence.reading import elsewhere
from appeals.models import Appeal
from appeals.review.hints import hints
from eligibility import photos
from eligibility.models import Account, PhotoMatch
from eligibility.rules.base import NoLimits
from tests import builders
from tests.appeals import cards
from tests.eligibility import people
from tests.eligibility.rules.crowds import broken_by, keys, neighbours

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _with_a_reader(settings: Settings) -> None:
    settings.READER = True


def person(nik: str, **over: str) -> Account:
    """Return an account with this NIK, of a family of its own."""
    return builders.account(nik=nik, **over)


def case_of(account: Account, **over: str) -> Appeal:
    """Return a case from the account's own contact, or from another."""
    values = {"nik": account.nik, "kk": account.kk, "email": account.email}
    return builders.appeal(**{**values, **over})


def gives(
    monkeypatch: pytest.MonkeyPatch, case: Appeal, nik: str, *, kind: str = "ektp", sure: int = 97
) -> None:
    """Let a card with this number be read in the case."""
    head = ["KARTU KELUARGA", f"No. {nik}"] if kind == "kk" else ["PROVINSI CONTOH"]
    cards.reads(monkeypatch, *head, f"NIK : {nik}", percent=sure)
    cards.read(cards.ready_photo(case, kind=kind))


ONE, OTHER = "3171011205980001", "3273062307910044"
NEAR = "3171011205980010"


def pairs() -> set[tuple[int, int]]:
    """Return the pairs that were noted."""
    noted = PhotoMatch.objects.filter(kind="number")
    return set(noted.values_list("account_id", "other_id"))


def test_who_holds_the_number_and_sent_nothing_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = person(ONE), person(OTHER)
    gives(monkeypatch, case_of(one), OTHER)
    assert pairs() == {(one.pk, other.pk)}
    assert broken_by("reused_card", NoLimits()) == keys([one])


def test_one_card_in_two_peoples_cases_is_a_match(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = person(ONE), person(OTHER)
    card = "1271014101850007"  # of somebody who has no account
    gives(monkeypatch, case_of(one), card)
    assert pairs() == set()
    gives(monkeypatch, case_of(other), card)
    assert pairs() == {(one.pk, other.pk), (other.pk, one.pk)}


def test_ones_own_card_is_no_match(monkeypatch: pytest.MonkeyPatch) -> None:
    one = person(ONE)
    gives(monkeypatch, case_of(one), ONE)
    gives(monkeypatch, case_of(one, subject="Lagi"), ONE)
    assert pairs() == set()


def test_the_owners_own_card_later_finds_who_used_it(monkeypatch: pytest.MonkeyPatch) -> None:
    thief = person(OTHER)
    gives(monkeypatch, case_of(thief), ONE)
    owner = person(ONE)
    gives(monkeypatch, case_of(owner), ONE)
    assert pairs() == {(thief.pk, owner.pk)}


def test_any_number_of_strangers_filings_hides_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "MOST_OTHERS", 2)
    one, other = person(ONE), person(OTHER)
    card = "1271014101850007"
    for number in range(3):
        strange = person(f"12710141018600{number:02}")
        gives(monkeypatch, case_of(strange, email=f"lain{number}@example.id"), card)
    gives(monkeypatch, case_of(one), card)
    gives(monkeypatch, case_of(other), card)
    assert pairs() == {(one.pk, other.pk), (other.pk, one.pk)}


def test_a_case_from_the_own_telephone_counts_where_there_is_no_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = person(ONE, email=""), person(OTHER, email="")
    card = "1271014101850007"
    for account in (one, other):
        gives(monkeypatch, case_of(account, phone=account.phone), card)
    assert pairs() == {(one.pk, other.pk), (other.pk, one.pk)}


def test_a_family_card_in_the_place_of_an_ektp_is_no_match(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, _other = person(ONE), person(OTHER)
    cards.reads(monkeypatch, "KARTU KELUARGA", f"NIK : {OTHER}")
    reading = cards.read(cards.ready_photo(case_of(one)))
    assert (reading.nik, pairs()) == (None, set())


def test_a_slip_of_two_digits_is_no_match(monkeypatch: pytest.MonkeyPatch) -> None:
    one, _neighbour = person(ONE), person(NEAR)
    gives(monkeypatch, case_of(one), NEAR)
    assert pairs() == set()


@pytest.mark.parametrize("nik", [OTHER.replace("0", "O", 1)])
def test_a_repaired_number_is_no_match(monkeypatch: pytest.MonkeyPatch, nik: str) -> None:
    one, _other = person(ONE), person(OTHER)
    gives(monkeypatch, case_of(one), nik)
    assert pairs() == set()


@pytest.mark.parametrize(("sure", "count"), [(90, 1), (89, 0)])
def test_only_what_was_read_surely_is_a_match(
    monkeypatch: pytest.MonkeyPatch, sure: int, count: int
) -> None:
    one, _other = person(ONE), person(OTHER)
    gives(monkeypatch, case_of(one), OTHER, sure=sure)
    assert len(pairs()) == count


def test_a_family_cards_number_never_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = person(ONE, kk=OTHER), person(NEAR, kk=OTHER)
    for account in (one, other):
        gives(monkeypatch, case_of(account), OTHER, kind="kk")
    assert pairs() == set()


def test_within_a_family_a_match_breaks_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    family = "3171010101150001"
    one, _other = person(ONE, kk=family), person(OTHER, kk=family)
    gives(monkeypatch, case_of(one), OTHER)
    assert len(pairs()) == 1
    assert broken_by("reused_card", NoLimits()) == []


def test_a_case_from_another_contact_says_nothing_of_the_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, _other = person(ONE), person(OTHER)
    gives(monkeypatch, case_of(one, email="lain@example.id"), OTHER)
    assert pairs() == set()


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [(ONE, ONE, False), (ONE, NEAR, False), (ONE, OTHER, True), (ONE, ONE[:-3], True)],
)
def test_numbers_are_apart_from_the_third_digit_on(one: str, other: str, apart: bool) -> None:
    assert elsewhere.are_apart(one, other) == apart


def test_the_reference_names_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    one, _other = person(ONE), person(OTHER)
    gives(monkeypatch, case_of(one), OTHER)
    assert all(row.reference.startswith("reading ") for row in PhotoMatch.objects.all())


def test_the_rule_reads_a_number_as_it_reads_a_photo() -> None:
    two = [people.account(), people.account()]
    assert broken_by("reused_card", NoLimits()) == []
    photos.note_number(two[0], two[1], reference="reading 1", at=builders.NOON)
    assert broken_by("reused_card", NoLimits()) == keys(two[:1])


def test_who_gave_the_card_is_judged_anew_with_who_holds_the_number() -> None:
    giver, holder = people.account(), people.account()
    photos.note_number(giver, holder, reference="reading 1", at=builders.NOON)
    assert neighbours("reused_card", holder, limits=NoLimits(), basis="number") == {giver.pk}
    assert neighbours("reused_card", giver, limits=NoLimits(), basis="number") == set()


def test_officers_read_on_either_case_whose_number_was_read() -> None:
    giver, holder = person(ONE), person(OTHER)
    photos.note_number(giver, holder, reference="reading 1", at=builders.NOON)
    gave, holds = ([str(hint) for hint in hints(case_of(one))] for one in (giver, holder))
    assert any("terbaca NIK orang lain" in hint for hint in gave)
    assert any("dikirim pemilik akun lain" in hint for hint in holds)
