"""Batches of facts: taken in once, checked as files are, refused row by row."""

import threading
from typing import Any

import pytest
from django.db import OperationalError, connection
from ninja import Schema
from psycopg.errors import DeadlockDetected

from eligibility import imports
from eligibility.api.schemas import GrantRow, Registration, TrainingRow
from eligibility.imports import files
from eligibility.models import (
    Account,
    Grant,
    ImportBatch,
    PartnerCall,
    RegistrationEvent,
    TrainingPurchase,
)
from tests import builders
from tests.eligibility import people
from tests.eligibility.api import calls

pytestmark = pytest.mark.django_db


def test_a_registration_is_taken_in() -> None:
    row = calls.registration(phone="0812-0000-9999", education="none")
    answer = calls.post("registrations", {"rows": [row]}, calls.key())
    assert answer.status_code == 201, answer.content
    account = Account.objects.get(external_id=row["external_id"])
    assert (account.nik, account.batch_id) == (row["nik"], answer.json()["batch"])
    assert (answer.json()["taken"], answer.json()["refused"]) == (1, [])


def test_a_batch_is_named_after_its_partner() -> None:
    secret = calls.key(calls.partner(name="Platform  Belajar"))
    batch = calls.post("registrations", {"rows": [calls.registration()]}, secret).json()["batch"]
    assert ImportBatch.objects.get(pk=batch).source == "platform-belajar"


def test_a_grant_is_taken_in() -> None:
    people.grant(builders.account())
    account = builders.account()
    row = {"external_id": account.external_id, "gelombang": 70, "granted_at": "2026-11-19T10:00:00"}
    answer = calls.post("grants", {"rows": [row]}, calls.key())
    assert answer.status_code == 201
    assert Grant.objects.get(account=account).batch_id == answer.json()["batch"]


def test_training_is_taken_in() -> None:
    award = people.grant(builders.account())
    row = {
        "purchase_id": "B1",
        "external_id": award.account.external_id,
        "gelombang": award.gelombang.number,
        "bought_at": "2026-11-19T10:00:00+07:00",
        "complete_until": "2026-12-19T10:00:00+07:00",
        "completed_at": None,
    }
    assert calls.post("training", {"rows": [row]}, calls.key()).status_code == 201
    assert TrainingPurchase.objects.get(external_id="B1").grant == award


def test_good_rows_go_on_where_others_are_refused() -> None:
    bad = calls.registration(registered_at="kemarin")
    rows = [bad, calls.registration(), calls.registration(kk="")]
    said = calls.post("registrations", {"rows": rows}, calls.key()).json()
    assert (said["taken"], [each["index"] for each in said["refused"]]) == (1, [0, 2])
    assert {each["part"] for each in said["refused"]} == {"row"}


@pytest.mark.parametrize(
    "nik", ["317101550590", "31710155O5900001", "9971015505900001", "3171013202900001"]
)
def test_an_odd_nik_is_taken_in_and_marked_as_from_files(nik: str) -> None:
    row = calls.registration(nik=nik, birth_date=None)
    said = calls.post("registrations", {"rows": [row]}, calls.key()).json()
    assert (said["taken"], said["refused"]) == (1, [])
    account = Account.objects.get(external_id=row["external_id"])
    assert (account.nik, account.is_nik_well_formed) == (nik, False)


def test_a_nik_of_digits_and_dashes_is_not_odd() -> None:
    row = calls.registration()
    nik = row["nik"]
    calls.post(
        "registrations",
        {"rows": [{**row, "nik": f"{nik[:6]} {nik[6:12]}-{nik[12:]}"}]},
        calls.key(),
    )
    account = Account.objects.get(external_id=row["external_id"])
    assert (account.nik, account.is_nik_well_formed) == (nik, True)


def test_a_reason_never_repeats_the_value() -> None:
    taken = builders.account()
    row = calls.registration(nik=taken.nik, name="Rahasia")
    content = calls.post("registrations", {"rows": [row]}, calls.key()).content.decode()
    assert "NIK" in content
    assert taken.nik not in content
    assert "Rahasia" not in content


def test_how_the_form_was_filled_in_is_taken_in_with_the_registration() -> None:
    row = calls.registration(device="hp-1", address="203.0.113.9", form_seconds=41)
    answer = calls.post("registrations", {"rows": [calls.registration(), row]}, calls.key())
    assert answer.json()["refused"] == []
    [event] = RegistrationEvent.objects.select_related("account")
    assert event.account.external_id == row["external_id"]
    assert (event.device, event.address, event.form_seconds) == ("hp-1", "203.0.113.9", 41)
    assert event.at.isoformat() == "2026-11-01T02:00:00+00:00"


def test_a_registration_sent_again_is_one_event() -> None:
    secret, row = calls.key(), calls.registration(device="hp-1")
    for seconds in (41, 42):
        calls.post("registrations", {"rows": [{**row, "form_seconds": seconds}]}, secret)
    assert RegistrationEvent.objects.get().form_seconds == 42


def test_an_event_that_is_refused_leaves_its_account() -> None:
    rows = [calls.registration(kk=""), calls.registration(address="di rumah", event_id="E-1")]
    said = calls.post("registrations", {"rows": rows}, calls.key()).json()
    assert said["taken"] == 1
    assert [(each["index"], each["part"]) for each in said["refused"]] == [(0, "row"), (1, "event")]


def test_an_accounts_long_number_still_names_its_event() -> None:
    rows = [calls.registration(external_id="x" * 39 + end, device="hp") for end in "ab"]
    calls.post("registrations", {"rows": rows}, calls.key())
    assert RegistrationEvent.objects.count() == 2


@pytest.mark.parametrize("model", [Registration, GrantRow, TrainingRow])
def test_every_column_of_a_row_is_one_that_its_import_knows(model: type[Schema]) -> None:
    kind = {Registration: "accounts", GrantRow: "grants", TrainingRow: "training"}[model]
    known = {*files.INTAKES[kind].columns, *files.INTAKES[kind].optional}
    if model is Registration:
        known |= {"event_id", *files.INTAKES["events"].optional}
    assert set(model.model_fields) <= known
    assert known - set(model.model_fields) <= {"is_test"}


@pytest.mark.parametrize("name", ["external_id", "nik", "name", "phone", "declared_office"])
@pytest.mark.parametrize("value", ["\0", "x" * 5000, "\u202e\ufdfa", "  "])
def test_an_odd_value_refuses_its_row_at_most(name: str, value: str) -> None:
    answer = calls.post(
        "registrations", {"rows": [calls.registration(**{name: value})]}, calls.key()
    )
    assert answer.status_code == 201


def test_the_same_call_again_gets_the_same_answer_and_does_nothing() -> None:
    secret, body = calls.key(), {"rows": [calls.registration()]}
    first = calls.post("registrations", body, secret, once="batch-1")
    again = calls.post("registrations", body, secret, once="batch-1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize("path", ["registrations", "grants"])
def test_a_key_used_for_another_call_is_a_conflict(path: str) -> None:
    secret = calls.key()
    row = {"external_id": "A", "gelombang": 70, "granted_at": "2026-11-19T10:00:00"}
    calls.post("grants", {"rows": [row]}, secret, once="batch-1")
    other = {"rows": [calls.registration() if path == "registrations" else {**row, "kk": "1"}]}
    answer = calls.post(path, other, secret, once="batch-1")
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")


@pytest.mark.parametrize(
    "body",
    [
        {"rows": []},
        {},
        {"rows": [{"external_id": "A", "gelombang": "70"}]},
        "{",
        {"rows": [{"external_id": "B", "gelombang": 70, "granted_at": "2026-11-19T10:00:00"}]},
    ],
)
def test_a_used_key_is_a_conflict_before_anything_else_is_wrong(body: Any) -> None:
    secret = calls.key()
    row = {"external_id": "A", "gelombang": 70, "granted_at": "2026-11-19T10:00:00"}
    first = calls.post("grants", {"rows": [row]}, secret, once="batch-1").json()
    answer = calls.post("grants", body, secret, once="batch-1")
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    [fault] = answer.json()["details"]
    assert fault["where"] == "header.Idempotency-Key"
    assert "choose a new key" in fault["problem"]
    again = calls.post("grants", {"rows": [row]}, secret, once="batch-1")
    assert (again.status_code, again.json()) == (200, first)


def test_partners_do_not_meet_in_their_idempotency_keys() -> None:
    body = {"rows": [calls.registration()]}
    for _ in range(2):
        assert calls.post("registrations", body, calls.key(), once="batch-1").status_code == 201
    assert PartnerCall.objects.count() == 2


def test_a_refused_call_leaves_its_key_free() -> None:
    secret, row = calls.key(), calls.registration()
    wrong = calls.post("registrations", {"rows": [{**row, "nomor": 1}]}, secret, once="batch-1")
    assert wrong.status_code == 422
    right = calls.post("registrations", {"rows": [row]}, secret, once="batch-1")
    assert right.status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_once_are_taken_in_once() -> None:
    secret, body = calls.key(), {"rows": [calls.registration()]}
    answers: list[Any] = []

    def call() -> None:
        answers.append(calls.post("registrations", body, secret, once="batch-1"))
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.content for answer in answers}) == 1
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize("deadlocks", [1, 2])
def test_a_deadlock_is_tried_again(deadlocks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [DeadlockDetected()] * deadlocks
    really = imports.take_in

    def take_in(*args: Any, **options: Any) -> Any:
        if left:
            raise OperationalError from left.pop()
        return really(*args, **options)

    monkeypatch.setattr(imports, "take_in", take_in)
    answer = calls.post("registrations", {"rows": [calls.registration()]}, calls.key())
    assert (answer.status_code, ImportBatch.objects.count()) == (201, 1)
