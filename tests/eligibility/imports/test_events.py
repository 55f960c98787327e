"""Events, payout accounts, devices and refund demands: unknown stays unknown, known comes once."""

import pytest

from eligibility.models import Account, Grant, RefundDemand, RegistrationEvent, TrainingPurchase
from tests.eligibility import people
from tests.eligibility.imports.rows import award, batch_of, event, purchase, taken, wave

pytestmark = pytest.mark.django_db


def demand(on: Account, **over: str) -> dict[str, str]:
    return {
        "refund_id": "R1",
        "external_id": on.external_id,
        "ground": "g10",
        "amount": "600000",
        "demanded_at": "2026-10-05T10:00:00",
        **over,
    }


def test_an_event_is_taken_in_with_device_address_and_seconds() -> None:
    person = people.account()
    batch_of("events", event(person, address="2001:DB8::0:1"))
    told = RegistrationEvent.objects.get()
    assert (told.account, told.kind, told.device) == (person, "registered", "PERANGKAT-1")
    assert (told.address, told.form_seconds) == ("2001:db8::1", 40)


def test_what_an_event_does_not_say_is_unknown() -> None:
    batch_of("events", event(people.account(), device="", address=" ", form_seconds=""))
    told = RegistrationEvent.objects.get()
    assert (told.device, told.address, told.form_seconds) == (None, None, None)
    assert RegistrationEvent.objects.filter(device__isnull=True).exists()


def test_an_event_told_again_is_mended_not_doubled() -> None:
    person = people.account()
    batch_of("events", event(person))
    batch_of("events", event(person, form_seconds="0"))
    assert RegistrationEvent.objects.get().form_seconds == 0


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"external_id": "tidak ada"}, "Akun dengan external_id ini belum ada."),
        ({"kind": ""}, "Kolom kind kosong."),
        ({"kind": "bought"}, "Kolom kind harus salah satu dari: registered, joined."),
        ({"address": "rumah"}, "Kolom address bukan alamat jaringan (contoh: 203.0.113.7)."),
        ({"form_seconds": "-1"}, "Kolom form_seconds harus berisi angka."),
    ],
)
def test_an_event_that_makes_no_sense_is_refused(over: dict[str, str], reason: str) -> None:
    assert taken("events", event(people.account(), **over)) == [reason]


def test_an_event_cannot_move_to_another_account() -> None:
    mine, other = people.account(), people.account()
    batch_of("events", event(mine))
    words = "Nomor kejadian ini milik akun lain."
    assert taken("events", event(other)) == [words]
    assert taken("events", event(mine, event_id="E2"), event(other, event_id="E2")) == [words]
    assert set(RegistrationEvent.objects.values_list("account", flat=True)) == {mine.pk}


def test_a_payout_account_is_compared_without_its_spelling() -> None:
    header = {"nik": "3171011205980001", "kk": "1", "name": "Siti"}
    row = {**header, "registered_at": "2026-03-01T10:00:00"}
    batch_of("accounts", {**row, "external_id": "A1", "payout_account": "BNI 0012-345"})
    batch_of("accounts", {**row, "external_id": "A2", "nik": "2", "payout_account": " "})
    assert Account.objects.get(payout_account="bni0012345").external_id == "A1"
    assert Account.objects.get(external_id="A2").payout_account is None
    assert Account.objects.get(external_id="A2").citizenship == ""


def test_a_citizenship_is_wni_or_wna() -> None:
    row = {"external_id": "A1", "nik": "1", "kk": "1", "name": "Siti",
           "registered_at": "2026-03-01T10:00:00", "citizenship": "WNA"}  # fmt: skip
    batch_of("accounts", row)
    assert Account.objects.get().citizenship == "wna"
    assert taken("accounts", {**row, "citizenship": "x"}) == [
        "Kolom citizenship harus salah satu dari: wni, wna."
    ]


def test_a_purchase_keeps_its_device_when_a_later_line_leaves_it_out() -> None:
    wave()
    person = people.account()
    batch_of("grants", award(person))
    batch_of("training", purchase(person, device="PERANGKAT-1"))
    batch_of("training", purchase(person, completed_at="2026-11-01T10:00:00"))
    assert TrainingPurchase.objects.get().device == "PERANGKAT-1"


def test_a_demand_is_taken_in_once_and_stays_withdrawn() -> None:
    person = people.account()
    batch_of("refunds", demand(person))
    RefundDemand.objects.update(withdrawn_at="2026-10-06T10:00:00+07:00")
    batch_of("refunds", demand(person, amount="700000"))
    asked = RefundDemand.objects.get()
    assert (asked.ground, asked.amount, asked.account) == ("G10", 700_000, person)
    assert asked.withdrawn_at is not None


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"ground": ""}, "Kolom ground kosong."),
        ({"ground": "G99"}, "Kolom ground harus salah satu dari: g01"),
        ({"amount": "0"}, "Kolom amount harus berisi angka."),
    ],
)
def test_a_demand_that_makes_no_sense_is_refused(over: dict[str, str], reason: str) -> None:
    (said,) = taken("refunds", demand(people.account(), **over))
    assert said.startswith(reason)


def test_another_accounts_demand_is_refused() -> None:
    batch_of("refunds", demand(people.account()))
    assert taken("refunds", demand(people.account())) == ["Nomor tagihan ini milik akun lain."]
    assert Grant.objects.count() == 0
