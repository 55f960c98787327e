"""Training: purchases, their completion, and the first purchase of a grant."""

from datetime import UTC, datetime

import pytest

from eligibility.models import Grant, TrainingPurchase
from tests.eligibility import people
from tests.eligibility.imports.rows import award, purchase, taken, wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn_wave() -> None:
    wave()


@pytest.mark.usefixtures("drawn_wave")
def test_a_purchase_is_taken_in_and_later_completed() -> None:
    person = people.account()
    taken("grants", award(person))
    assert taken("training", purchase(person)) == []
    assert TrainingPurchase.objects.get().completed_at is None
    taken("training", purchase(person, completed_at="2026-11-01T10:00:00"))
    assert TrainingPurchase.objects.get().completed_at is not None


@pytest.mark.usefixtures("drawn_wave")
def test_a_purchase_without_a_grant_is_refused() -> None:
    assert taken("training", purchase(people.account())) == [
        "Akun ini bukan penerima pada gelombang itu."
    ]


@pytest.mark.usefixtures("drawn_wave")
def test_the_earliest_purchase_is_kept_with_the_grant_also_when_a_date_is_mended() -> None:
    person = people.account()
    taken("grants", award(person))
    assert Grant.objects.get().first_bought_at is None
    later = {"purchase_id": "P2", "bought_at": "2026-10-09T10:00:00+07:00"}
    taken("training", purchase(person, **later), purchase(person))
    assert Grant.objects.get().first_bought_at == datetime(2026, 10, 5, 3, tzinfo=UTC)
    taken("training", purchase(person, bought_at="2026-10-20T10:00:00+07:00"))
    assert Grant.objects.get().first_bought_at == datetime(2026, 10, 9, 3, tzinfo=UTC)


@pytest.mark.usefixtures("drawn_wave")
def test_a_purchase_cannot_move_to_another_recipient() -> None:
    mine, other = people.account(), people.account()
    taken("grants", award(mine), award(other))
    taken("training", purchase(mine))
    assert taken("training", purchase(other)) == ["Nomor pembelian ini milik penerima lain."]
    assert TrainingPurchase.objects.get().grant.account == mine
