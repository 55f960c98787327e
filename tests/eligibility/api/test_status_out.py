"""An account's status: what a partner may know of it, and nothing of whose it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eligibility import blocking, holds, partners
from eligibility.models import Account, Block, Grant, TrainingPurchase
from portal.calendar import civil_date
from tests import builders
from tests.eligibility import people
from tests.eligibility.api import calls

pytestmark = pytest.mark.django_db


def test_an_account_without_grounds_is_said_to_be_active() -> None:
    account = builders.account()
    answer = calls.status(account.external_id, calls.key())
    assert answer.json() == {
        "account": account.external_id,
        "status": "active",
        "blocked_since": None,
        "grounds": [],
    }


def test_a_blocked_account_is_told_with_its_grounds() -> None:
    block = builders.block("G03")
    said = calls.status(block.account.external_id, calls.key()).json()
    account = Account.objects.get(pk=block.account_id)
    [ground] = said["grounds"]
    assert said["status"] == "blocked"
    assert account.blocked_since is not None
    assert said["blocked_since"][:10] == account.blocked_since.date().isoformat()
    assert (ground["code"], ground["is_proposed"]) == ("G03", False)
    assert ground["title"]


def test_a_proposed_ground_is_marked() -> None:
    block = builders.block()
    Block.objects.update(status="proposed", confirmed_at=None)
    [ground] = calls.status(block.account.external_id, calls.key()).json()["grounds"]
    assert (ground["is_proposed"], ground["object_until"]) == (True, None)


def test_no_day_to_object_is_ahead_while_somebody_looks_and_the_next_one_is_once_it_was_kept() -> (
    None
):
    block, secret, at = builders.block("G03"), calls.key(), builders.now()
    Block.objects.update(confirmed_at=at)

    def until() -> str | None:
        [ground] = calls.status(block.account.external_id, secret).json()["grounds"]
        day: str | None = ground["object_until"]
        return day

    assert until() is not None
    holds.place(block.account, reference="PRK-1", at=at, blocks=[block])
    assert until() is None
    blocking.uphold([block], by=None, reason="rule_applies", at=at)
    tomorrow = civil_date(at) + timedelta(days=1)
    holds.answer(block.account, reference="PRK-1", further_until=tomorrow, at=at)
    assert until() == tomorrow.isoformat()


def test_nothing_of_the_person_is_said() -> None:
    account = builders.block("G03").account
    content = calls.status(account.external_id, calls.key()).content.decode()
    for value in (account.nik, account.kk, account.name, account.phone, account.email):
        assert value not in content
    assert "•" not in content


@pytest.mark.parametrize("unknown", ["T0", "%00", "x" * 41, "a%0Ab", "%E2%80%AE", "..%2F..", "%FF"])
def test_every_unknown_number_gets_the_same_answer(unknown: str) -> None:
    answer = calls.status(unknown, calls.key())
    assert answer.status_code == 404
    assert answer.json() == calls.status("T00", calls.key()).json()


def test_a_number_is_no_nik() -> None:
    assert calls.status(builders.account().nik, calls.key()).status_code == 404


def test_titles_are_said_in_the_language_asked_for() -> None:
    block = builders.block("G03")
    secret = calls.key()
    path = f"/api/v1/accounts/{block.account.external_id}"
    headers = {"Authorization": f"Bearer {secret}", "Accept-Language": "en"}
    english = Client().get(path, headers=headers).json()["grounds"][0]["title"]
    indonesian = calls.status(block.account.external_id, secret).json()["grounds"][0]["title"]
    assert english != indonesian


def test_a_status_costs_as_many_queries_for_four_grounds_as_for_one() -> None:
    one, many = builders.block("G03").account, builders.account()
    for ground in ("G02", "G03", "G04", "G06"):
        builders.block(ground, on=many)
    secret = calls.key()
    counts = []
    for account in (one, one, many):
        with CaptureQueriesContext(connection) as queries:
            calls.status(account.external_id, secret)
        counts.append(len(queries))
    assert counts[1] == counts[2]


def grant_row(account: Account) -> dict[str, Any]:
    return {
        "external_id": account.external_id,
        "gelombang": people.grant(builders.account()).gelombang.number,
        "granted_at": "2026-11-19T10:00:00+07:00",
    }


def bought(award: Grant, number: str = "B1") -> dict[str, Any]:
    return {
        "purchase_id": number,
        "external_id": award.account.external_id,
        "gelombang": award.gelombang.number,
        "bought_at": "2026-11-19T10:00:00+07:00",
        "complete_until": "2026-12-19T10:00:00+07:00",
    }


def _beside_the_clock(answer: HttpResponse) -> dict[str, str]:
    """Return the headers that do not tell the second in which they were written."""
    told = answer.headers.items()
    return {name: said for name, said in told if name not in {"Date", "Expires", "Last-Modified"}}


def test_an_account_of_somebody_else_is_as_unknown_as_none() -> None:
    account = builders.block("G03").account
    secret = calls.key(None, "status")
    answer, unknown = calls.status(account.external_id, secret), calls.status("T00", secret)
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert answer.headers.keys() == unknown.headers.keys()
    assert _beside_the_clock(answer) == _beside_the_clock(unknown)


def test_whoever_registered_an_account_reads_its_status() -> None:
    mine, row = calls.partner(), calls.registration()
    secret = calls.key(mine, "registrations", "status")
    calls.post("registrations", {"rows": [row]}, secret)
    assert calls.status(row["external_id"], secret).status_code == 200
    assert calls.status(row["external_id"], calls.key(None, "status")).status_code == 404


def test_whoever_sent_the_grant_reads_the_status() -> None:
    account, mine = builders.account(), calls.partner()
    secret = calls.key(mine, "grants", "status")
    calls.post("grants", {"rows": [grant_row(account)]}, secret)
    assert calls.status(account.external_id, secret).status_code == 200


def test_a_platform_reads_the_status_of_those_who_bought_there() -> None:
    here, elsewhere = people.grant(builders.account()), people.grant(builders.account())
    mine, other = calls.partner(), calls.partner()
    secret = calls.key(mine, "training", "status")
    calls.post("training", {"rows": [bought(here, "B1")]}, secret)
    calls.post("training", {"rows": [bought(elsewhere, "B2")]}, calls.key(other))
    assert TrainingPurchase.objects.count() == 2
    answers = [calls.status(each.account.external_id, secret) for each in (here, elsewhere)]
    assert [answer.status_code for answer in answers] == [200, 404]


def test_a_key_for_every_account_reads_them_without_having_sent_any() -> None:
    account = builders.account()
    secret = calls.key(None, "status_all")
    assert calls.status(account.external_id, secret).status_code == 200


def test_a_key_that_reads_no_status_sees_no_account() -> None:
    builders.account()
    secret = calls.key(None, "grants")
    key = partners.recognise(secret, at=builders.now() + timedelta(seconds=1))
    assert key is not None
    assert not partners.visible_to(key).exists()


def test_anothers_account_costs_as_many_queries_as_an_unknown_one() -> None:
    account, secret = builders.account(), calls.key(None, "status")
    counts = []
    for number in ("T00", "T00", account.external_id):
        with CaptureQueriesContext(connection) as queries:
            calls.status(number, secret)
        counts.append(len(queries))
    assert counts[1] == counts[2]
