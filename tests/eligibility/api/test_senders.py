"""A partner goes on reading the accounts it sent, whoever sends them after it."""

import pytest

from eligibility import announcements, webhooks
from eligibility.models import Account, AccountSender, ImportBatch, WebhookDelivery
from tests import builders
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.api import calls

pytestmark = pytest.mark.django_db


def send(row: dict[str, object], secret: str, to: str = "registrations") -> None:
    answer = calls.post(to, {"rows": [row]}, secret)
    assert answer.json()["refused"] == []


def reads(secret: str, row: dict[str, object]) -> bool:
    return bool(calls.status(str(row["external_id"]), secret).status_code == 200)


def test_an_account_updated_by_another_partner_is_not_lost_to_the_first() -> None:
    first, second = calls.key(None, "registrations", "status"), calls.key()
    row = calls.registration()
    send(row, first)
    send({**row, "name": "Budi Baru"}, second)
    assert reads(first, row)


def test_it_is_not_lost_after_many_changes_of_hands_and_noted_once() -> None:
    keys = [calls.key(None, "registrations", "status") for _ in range(3)]
    row = calls.registration()
    for turn in range(6):
        send({**row, "name": f"Budi {'I' * (turn + 1)}"}, keys[turn % 3])
    assert all(reads(secret, row) for secret in keys)
    assert AccountSender.objects.count() == 3


def test_who_sends_what_is_known_word_by_word_reads_it_too() -> None:
    first, second = calls.key(), calls.key(None, "registrations", "status")
    row = calls.registration()
    send(row, first)
    send(row, second)
    assert reads(second, row)


def test_who_sends_a_known_grant_or_purchase_again_reads_the_account() -> None:
    granted = people.grant(builders.account())
    said: dict[str, object] = {"external_id": granted.account.external_id}
    grant = {
        **said, "gelombang": granted.gelombang.number, "granted_at": granted.granted_at.isoformat()
    }  # fmt: skip
    bought = {
        **said, "gelombang": granted.gelombang.number, "purchase_id": "B1",
        "bought_at": "2026-03-01T09:00:00+07:00", "complete_until": "2026-04-01T09:00:00+07:00",
    }  # fmt: skip
    grants = calls.key(None, "grants", "status")
    send(grant, grants, "grants")
    sold, copied = (calls.key(None, "training", "status") for _ in range(2))
    send(bought, sold, "training")
    send({**bought, "completed_at": "2026-03-20T09:00:00+07:00"}, copied, "training")
    assert [reads(secret, said) for secret in (grants, sold, copied)] == [True, True, True]


def test_a_refused_row_opens_no_account() -> None:
    row = calls.registration()
    send(row, calls.key())
    nosy = calls.key(None, "registrations", "status")
    answer = calls.post("registrations", {"rows": [{**row, "nik": ""}]}, nosy)
    assert answer.json()["refused"]
    assert not reads(nosy, row)


def test_a_batch_taken_back_opens_nothing_any_more() -> None:
    granted = people.grant(builders.account())
    said: dict[str, object] = {"external_id": granted.account.external_id}
    secret = calls.key(None, "grants", "status")
    send(
        {**said, "gelombang": granted.gelombang.number,
         "granted_at": granted.granted_at.isoformat()},
        secret, "grants",
    )  # fmt: skip
    assert reads(secret, said)
    ImportBatch.objects.filter(kind="grants").update(withdrawn_at=NOON)
    assert not reads(secret, said)


def test_the_first_partner_goes_on_hearing_of_blocks() -> None:
    by = builders.officer("supervisor")
    mine = calls.partner()
    webhooks.add(mine, url="https://a.example/", events=["account.blocked"], by=by, at=NOON)
    row = calls.registration()
    send(row, calls.key(mine, "registrations"))
    send({**row, "name": "Budi Baru"}, calls.key())
    block = builders.block(on=Account.objects.get(external_id=row["external_id"]))
    WebhookDelivery.objects.all().delete()
    announcements.blocked([block.pk], at=NOON)
    assert WebhookDelivery.objects.filter(block=block).count() == 1


def test_a_file_of_nobodys_notes_no_sender() -> None:
    people.account()
    assert not AccountSender.objects.exists()
