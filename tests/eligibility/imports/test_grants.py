"""Grants: slots on the family card, deadlines of the wave, the draw."""

from datetime import UTC, datetime, timedelta

import pytest

from eligibility import imports
from eligibility.models import Gelombang, Grant
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.imports.rows import award, begun, taken, wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn_wave() -> None:
    wave()


@pytest.mark.usefixtures("drawn_wave")
def test_a_grant_makes_a_candidate_active_and_sets_the_deadline_of_its_wave() -> None:
    person = people.account(status="candidate")
    assert taken("grants", award(person)) == []
    grant = Grant.objects.get()
    person.refresh_from_db()
    assert (person.status, grant.slot, grant.kk) == ("active", 1, person.kk)
    assert grant.first_training_until == datetime(2026, 10, 31, 16, 59, 59, 999_999, tzinfo=UTC)


@pytest.mark.usefixtures("drawn_wave")
def test_recipients_of_one_card_take_slots_in_the_order_of_their_grants() -> None:
    family = [people.account(kk="3171010101150001") for _ in range(3)]
    taken("grants", award(family[0], day=3), award(family[1], day=1), award(family[2], day=2))
    by_account = dict(Grant.objects.values_list("account", "slot"))
    assert [by_account[person.pk] for person in family] == [3, 1, 2]


@pytest.mark.usefixtures("drawn_wave")
def test_grants_taken_in_twice_keep_their_slots() -> None:
    rows = [award(people.account(kk="3171010101150001"), day=day) for day in (1, 2)]
    for _ in range(2):
        assert taken("grants", *rows) == []
    assert sorted(Grant.objects.values_list("slot", flat=True)) == [1, 2]


@pytest.mark.usefixtures("drawn_wave")
def test_a_grant_may_name_the_card_as_of_the_wave() -> None:
    taken("grants", award(people.account(), kk="3171 0101 0115 9999"))
    assert Grant.objects.get().kk == "3171010101159999"


@pytest.mark.usefixtures("drawn_wave")
def test_grants_of_unknown_accounts_or_waves_are_refused() -> None:
    person = people.account()
    assert taken(
        "grants",
        award(person, external_id="tidak ada"),
        award(person, gelombang="46"),
        award(person, gelombang="empat"),
    ) == [
        "Akun dengan external_id ini belum ada.",
        "Gelombang ini belum ada.",
        "Kolom gelombang harus berisi angka.",
    ]


def test_deadlines_never_move_back_by_importing_again() -> None:
    wave()
    person = people.account()
    taken("grants", award(person))
    Grant.objects.update(first_training_until=NOON + timedelta(days=99))
    taken("grants", award(person))
    assert Grant.objects.get().first_training_until == NOON + timedelta(days=99)


@pytest.mark.usefixtures("drawn_wave")
def test_the_first_result_says_when_a_wave_was_drawn() -> None:
    taken("grants", award(people.account()))
    assert Gelombang.objects.get().drawn_at == NOON
    other = begun("grants")
    imports.take_in("grants", [award(people.account())], other, at=NOON + timedelta(days=1))
    assert Gelombang.objects.get().drawn_at == NOON
