"""Counting in the cache, and what happens without one."""

import logging
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from pytest_django import Settings
from redis.exceptions import ConnectionError as NoConnection

from portal import throttle
from portal.outage import Outage
from portal.throttle import allow, client_address


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(throttle, "_outage", Outage())
    monkeypatch.setattr("portal.throttle.time.time", lambda: 1_800_000_000.0)
    cache.clear()
    yield
    cache.clear()


def tries(count: int, key: str = "0812", scope: str = "code") -> list[bool]:
    return [allow(scope, key, limit=3, seconds=60) for _ in range(count)]


def test_as_many_as_the_limit_pass() -> None:
    assert tries(5) == [True, True, True, False, False]


def test_keys_and_scopes_are_counted_apart() -> None:
    tries(4)
    assert tries(1, key="0813") == [True]
    assert tries(1, scope="filing") == [True]


def test_the_next_window_counts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    tries(4)
    monkeypatch.setattr("portal.throttle.time.time", lambda: 1_800_000_060.0)
    assert tries(1) == [True]


def test_the_cache_never_sees_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(cache, "add", lambda name, *_, **__: seen.append(name))
    tries(1, key="budi@example.id")
    assert seen
    assert "budi" not in seen[0]


def test_without_a_cache_everybody_passes_and_the_log_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def broken(*_: object, **__: object) -> None:
        asked.append(1)
        raise NoConnection

    monkeypatch.setattr(cache, "add", broken)
    with caplog.at_level(logging.WARNING):
        assert tries(5) == [True] * 5
        throttle._outage.rest_until = 0
        assert tries(1) == [True]
    assert len(asked) == 2
    assert len(caplog.records) == 1


def test_an_evicted_count_lets_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *_, **__: False)
    assert tries(1) == [True]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first is the sender's own claim
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "not an address", "10.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_only_trusted_proxies_are_believed(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded}
    )
    assert client_address(request) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_a_subscriber_is_counted_once_however_many_addresses_they_hold(
    address: str, network: str
) -> None:
    assert throttle.client_network(RequestFactory().get("/", REMOTE_ADDR=address)) == network


@pytest.mark.parametrize(
    ("address", "neighbours"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("", ""),
    ],
)
def test_neighbours_share_a_range(address: str, neighbours: str) -> None:
    assert throttle.client_range(RequestFactory().get("/", REMOTE_ADDR=address)) == neighbours


def test_looking_at_a_count_counts_nothing() -> None:
    tries(2)
    for _ in range(2):
        seen = throttle.counted(
            throttle.Counter("code", "0812", 60), throttle.Counter("code", "0813", 60)
        )
        assert seen == [2, 0]
    assert throttle.count("code", "0812", seconds=60, by=5) == 7
