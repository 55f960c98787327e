"""Whom the API refuses, and how: one shape of error, and never a server error."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from eligibility import partners
from eligibility.models import PartnerKey
from tests import builders
from tests.eligibility.api import calls

pytestmark = pytest.mark.django_db

BODY = {"rows": [{"external_id": "A", "gelombang": 70, "granted_at": "2026-11-19T10:00:00"}]}


def said(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json")
    error: dict[str, Any] = answer.json()
    assert error["error"] == code
    assert set(error) == {"error", "message", "details"}
    assert "no-store" in answer.headers["cache-control"]
    return error


def ended(secret: str, how: str) -> str:
    """Make a right secret wrong in one way."""
    at, by = builders.now(), builders.officer("supervisor")
    key = PartnerKey.objects.get(prefix=secret.split("_")[1])
    match how:
        case "revoked":
            partners.revoke(key, by=by, at=at)
        case "expired":
            PartnerKey.objects.filter(pk=key.pk).update(expires_at=at - timedelta(seconds=1))
        case "partner stopped":
            partners.deactivate(key.partner, by=by, at=at)
        case "other secret":
            return secret[:-1] + ("A" if secret[-1] != "A" else "B")
        case "other prefix":
            return secret.replace(key.prefix, "0" * 12)
        case "other mark":
            return "x" + secret[1:]
        case "no secret":
            return f"pk_{key.prefix}"
        case _:
            return how
    return secret


WAYS = ["revoked", "expired", "partner stopped", "other secret", "other prefix", "other mark",
        "no secret", "", "pk_", "pk__", "\x00", "é" * 40, "pk_'; --_x"]  # fmt: skip


@pytest.mark.parametrize("how", WAYS)
def test_every_wrong_key_gets_the_same_answer(how: str) -> None:
    answer = calls.post("grants", BODY, ended(calls.key(), how))
    missing = Client().post("/api/v1/grants", "{}", content_type="application/json")
    assert said(answer, 401, "unauthorized") == said(missing, 401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_session_of_staff_opens_nothing() -> None:
    client = Client()
    client.force_login(builders.officer("supervisor"))
    said(client.get("/api/v1/accounts/T1"), 401, "unauthorized")


@pytest.mark.parametrize("path", ["registrations", "grants", "training"])
def test_a_key_without_the_scope_sends_nothing(path: str) -> None:
    said(calls.post(path, {"rows": []}, calls.key(None, "status")), 403, "forbidden")


def test_a_key_that_only_sends_reads_no_status() -> None:
    account = builders.account()
    secret = calls.key(None, "registrations", "grants", "training")
    said(calls.status(account.external_id, secret), 403, "forbidden")


@pytest.mark.parametrize("body", ["{", "[" * 9000, '{"rows": NaN}', b"\xff\xfe", '"\\ud800"'])
def test_what_is_no_json_is_malformed(body: str | bytes) -> None:
    said(calls.post("grants", body, calls.key()), 400, "malformed")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_another_content_type_is_refused(kind: str) -> None:
    said(calls.post("grants", "{}", calls.key(), content_type=kind), 415, "unsupported_type")


@pytest.mark.parametrize("size", [2 * 1024 * 1024 + 1, 160 * 1024 * 1024])
def test_a_body_over_the_limit_is_refused(size: int) -> None:
    said(calls.post("grants", b" " * size, calls.key()), 413, "too_large")


def test_a_body_at_the_limit_is_read() -> None:
    said(calls.post("grants", b" " * (2 * 1024 * 1024), calls.key()), 400, "malformed")


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ({"nomor": "1"}, "body.rows.0.nomor"),
        ({"gelombang": "70"}, "body.rows.0.gelombang"),
        ({"gelombang": 0}, "body.rows.0.gelombang"),
        ({"gelombang": 40_000}, "body.rows.0.gelombang"),
        ({"gelombang": True}, "body.rows.0.gelombang"),
        ({"granted_at": None}, "body.rows.0.granted_at"),
        ({"external_id": {}}, "body.rows.0.external_id"),
    ],
)
def test_a_wrong_shape_is_refused_and_says_where(row: dict[str, Any], where: str) -> None:
    answer = calls.post("grants", {"rows": [{**BODY["rows"][0], **row}]}, calls.key())
    assert [each["where"] for each in said(answer, 422, "invalid")["details"]] == [where]


@pytest.mark.parametrize("body", [{"rows": []}, {"rows": None}, {}, [], '"x"', {**BODY, "more": 1}])
def test_a_batch_of_another_shape_is_refused(body: Any) -> None:
    said(calls.post("grants", body, calls.key()), 422, "invalid")


@pytest.mark.parametrize(("count", "status"), [(1000, 201), (1001, 422)])
def test_a_batch_holds_a_thousand_rows(count: int, status: int) -> None:
    body = {"rows": BODY["rows"] * count}
    assert calls.post("grants", body, calls.key()).status_code == status


def test_a_refused_value_is_not_repeated() -> None:
    row = calls.registration(nik=1234567890123456)
    answer = calls.post("registrations", {"rows": [row]}, calls.key())
    said(answer, 422, "invalid")
    assert b"1234567890123456" not in answer.content


def test_more_faults_than_anybody_reads_are_cut() -> None:
    answer = calls.post("grants", {"rows": [{}] * 100}, calls.key())
    assert len(said(answer, 422, "invalid")["details"]) == 50


@pytest.mark.parametrize("once", ["", "x" * 65, "a b", "ü"])
def test_an_idempotency_key_of_another_shape_is_refused(once: str) -> None:
    answer = calls.post("grants", BODY, calls.key(), once=once)
    [fault] = said(answer, 422, "invalid")["details"]
    assert fault["where"] == "header.Idempotency-Key"


def test_without_an_idempotency_key_nothing_is_taken_in() -> None:
    headers = {"Authorization": f"Bearer {calls.key()}"}
    answer = Client().post("/api/v1/grants", "{}", content_type="application/json", headers=headers)
    assert said(answer, 422, "invalid")["details"][-1]["where"] == "header.Idempotency-Key"


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v2/grants", "/api/v1/grants/", "/api/v1/docs"]
)
def test_an_address_that_does_not_exist_answers_in_json(path: str) -> None:
    said(Client().get(path), 404, "not_found")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_another_method_is_refused_with_the_right_one(method: str) -> None:
    answer = Client().generic(method, "/api/v1/grants")
    said(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


def test_calls_beyond_the_partners_rate_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_700_000_025.0)
    busy = calls.partner(calls_per_minute=2)
    keys = [calls.key(busy), calls.key(busy)]
    answers = [calls.status("T1", secret) for secret in [*keys, keys[0]]]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    said(answers[2], 429, "too_many")
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert calls.status("T1", calls.key()).status_code == 404


def test_an_address_that_tries_keys_has_to_wait() -> None:
    answers = [calls.status("T1", "pk_x_y") for _ in range(61)]
    assert answers[59].status_code == 401
    said(answers[60], 429, "too_many")
    assert calls.status("T1", calls.key()).status_code == 404


def test_no_call_begins_a_session() -> None:
    answer = calls.status("T1", calls.key())
    assert not answer.cookies
