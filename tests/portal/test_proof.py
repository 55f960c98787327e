"""Work asked of browsers while a form is flooded: when, what counts, and each thing once."""

import base64
import hashlib
import json
import logging
import time
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings
from redis.exceptions import ConnectionError as NoConnection

from portal import proof, throttle
from portal.outage import Outage
from tests import builders

SUBJECT = str(uuid.uuid4())


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[None]:
    monkeypatch.setattr(throttle, "_outage", Outage())
    clock = SimpleNamespace(time=lambda: 1_800_000_000.0, monotonic=time.monotonic)
    monkeypatch.setattr(throttle, "time", clock)
    settings.PROOF_OF_WORK = "auto"
    settings.PROOF_AFTER_ADDRESS = 3
    settings.PROOF_AFTER_ALL = 40
    settings.PROOF_BITS = 6
    cache.clear()
    yield
    cache.clear()


def request(address: str = "203.0.113.7", **fields: str) -> HttpRequest:
    return RequestFactory().post("/", fields, REMOTE_ADDR=address)


def solution(challenge: Mapping[str, Any], **over: Any) -> str:
    """Return what a browser sends once it has found the number."""
    number = next(
        number
        for number in range(challenge["maxNumber"] + 1)
        if hashlib.sha256(f"{challenge['salt']}{number}".encode()).hexdigest()
        == challenge["challenge"]
    )
    said = {key: challenge[key] for key in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**said, "number": number, **over}).encode()).decode()


def solved(given: str = "", *, ticket: str = "", at: datetime | None = None) -> bool:
    fields = {proof.SOLUTION: given, proof.TICKET: ticket}
    return proof.solved(request(**fields), subject=SUBJECT, at=at or builders.now())


def test_nobody_is_asked_before_the_figure_and_its_address_alone_after() -> None:
    for _ in range(2):
        proof.count(request())
    assert not proof.is_asked(request())
    proof.count(request())
    assert proof.is_asked(request())
    assert not proof.is_asked(request("203.0.113.8"))


def test_the_neighbours_of_a_flood_are_asked_others_are_not() -> None:
    for host in range(12):
        proof.count(request(f"203.0.113.{host}"))
    assert proof.is_asked(request("203.0.113.200"))
    assert not proof.is_asked(request("198.51.100.1"))


def test_a_flood_from_everywhere_asks_everybody() -> None:
    for host in range(40):
        proof.count(request(f"10.{host}.0.1"))
    assert proof.is_asked(request("198.51.100.1"))


@pytest.mark.parametrize(("setting", "is_asked"), [("on", True), ("off", False)])
def test_the_setting_decides_for_everybody(
    settings: Settings, setting: str, is_asked: bool
) -> None:
    settings.PROOF_OF_WORK = setting
    for _ in range(4):
        proof.count(request())
    assert proof.is_asked(request()) is is_asked


def test_a_solution_counts_once_however_it_is_written() -> None:
    made = proof.challenge(at=builders.now())
    assert solved(solution(made))
    assert not solved(solution(made))
    assert not solved(solution(made, more="spaces"))


def test_a_wrong_number_and_another_key_are_no_solution(settings: Settings) -> None:
    made = proof.challenge(at=builders.now())
    assert not solved(solution(made, number=64))
    assert not solved(solution(made, signature="0" * 64))
    settings.MASTER_KEYS = ["other:" + base64.b64encode(b"x" * 32).decode()]
    assert not solved(solution(made))


def test_a_solution_outlives_a_new_key(settings: Settings) -> None:
    made = proof.challenge(at=builders.now())
    new = "new:" + base64.b64encode(b"y" * 32).decode()
    settings.MASTER_KEYS = [new, *settings.MASTER_KEYS]
    assert solved(solution(made))


def test_a_challenge_lives_an_hour() -> None:
    old = builders.now() - timedelta(seconds=proof.LIFETIME_SECONDS + 2)
    assert not solved(solution(proof.challenge(at=old)))
    assert solved(solution(proof.challenge(at=old + timedelta(seconds=60))))


@pytest.mark.parametrize(
    "given",
    [
        "", "x", "é", "[]", "W10=", "bnVsbA==", "eyJhIjoxfQ==",
        base64.b64encode(b"[" * 700).decode(),
        base64.b64encode(b"[" * 7000).decode(),
        base64.b64encode(json.dumps({"algorithm": "SHA-256", "challenge": 1, "salt": [],
                                     "signature": None, "number": "1"}).encode()).decode(),
        base64.b64encode(json.dumps({"algorithm": "SHA-1", "challenge": "a", "salt": "b",
                                     "signature": "c", "number": 1}).encode()).decode(),
        base64.b64encode(json.dumps({"algorithm": "SHA-256", "challenge": "a", "salt": "?expires=x",
                                     "signature": "c", "number": 10**30}).encode()).decode(),
        base64.b64encode(json.dumps({"algorithm": "SHA-256", "challenge": "a", "salt": "?expires=x",
                                     "signature": "c", "number": True}).encode()).decode(),
    ],
)  # fmt: skip
def test_whatever_is_sent_as_a_solution_is_refused_quietly(given: str) -> None:
    assert not solved(given)
    assert not solved(ticket=given)


def test_a_ticket_opens_after_half_a_minute_once_and_for_an_hour() -> None:
    at = builders.NOON
    given = proof.ticket(SUBJECT, at=at)
    assert not solved(ticket=given, at=at + timedelta(seconds=29))
    assert proof.is_good(given, subject=SUBJECT, at=at)
    assert not proof.is_good(given, subject=SUBJECT, at=at + timedelta(seconds=3601))
    assert not solved(ticket=given, at=at + timedelta(seconds=3601))
    assert solved(ticket=given, at=at + timedelta(seconds=30))
    assert not solved(ticket=given, at=at + timedelta(seconds=31))


def test_a_ticket_is_for_one_form() -> None:
    given = proof.ticket("another", at=builders.NOON)
    assert not solved(ticket=given, at=builders.NOON + timedelta(minutes=1))
    assert not proof.is_good(given, subject=SUBJECT, at=builders.NOON)


def test_without_a_cache_nobody_is_asked_and_solutions_pass(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(4):
        proof.count(request())
    given = solution(proof.challenge(at=builders.now()))

    def broken(*_: object, **__: object) -> None:
        raise NoConnection

    for name in ("add", "get_many", "incr"):
        monkeypatch.setattr(cache, name, broken)
    with caplog.at_level(logging.WARNING):
        assert not proof.is_asked(request())
        assert not proof.is_asked(request())
        proof.count(request())
        assert [solved(given), solved(given)] == [True, True]


def test_the_door_gives_every_script_its_own_challenge(client: Client) -> None:
    first, second = (client.get("/tantangan/") for _ in range(2))
    assert first.json().keys() == {"algorithm", "challenge", "maxNumber", "salt", "signature"}
    assert first.json()["challenge"] != second.json()["challenge"]
    assert "no-store" in first["Cache-Control"]
    assert not first.cookies
    assert solved(solution(first.json()))
    assert client.post("/tantangan/").status_code == 405


def test_challenges_are_counted_by_address(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.proof_pages._PER_ADDRESS", 1)
    assert [client.get("/tantangan/").status_code for _ in range(2)] == [200, 429]
