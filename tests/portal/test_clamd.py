"""The virus scanner's protocol, against a server that speaks it."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from portal import checks, clamd
from tests import scanner
from tests.scanner import Scanner


@pytest.fixture
def running(settings: Settings) -> Iterator[Scanner]:
    """Return a scanner that CLAMD_URL leads to."""
    with scanner.listening() as (one, url):
        settings.CLAMD_URL = url
        yield one


def test_a_clean_file_has_no_virus(running: Scanner) -> None:
    content = bytes(range(256)) * 1_000
    assert clamd.virus_in(content) == ""
    assert running.scanned == [content]


def test_a_virus_is_named(running: Scanner) -> None:
    assert clamd.virus_in(b"before " + scanner.VIRUS) == scanner.NAME


def test_a_local_socket_serves_as_well(settings: Settings, tmp_path: Path) -> None:
    with scanner.listening(tmp_path / "clamd.sock") as (_, url):
        settings.CLAMD_URL = url
        assert clamd.answers()
        assert clamd.virus_in(scanner.VIRUS) == scanner.NAME


def test_an_empty_file_is_asked_about_too(running: Scanner) -> None:
    assert clamd.virus_in(b"") == ""


@pytest.mark.parametrize("says", [b"stream: Some error. ERROR\0", b"", b"\0", b"UNKNOWN COMMAND\0"])
def test_an_answer_that_is_none_leaves_the_file_undecided(running: Scanner, says: bytes) -> None:
    running.says = says
    with pytest.raises(clamd.Undecided):
        clamd.virus_in(b"photo")


def test_a_file_larger_than_the_scanner_takes_is_undecided(running: Scanner) -> None:
    running.takes_at_most = 1_000
    with pytest.raises(clamd.Undecided):
        clamd.virus_in(bytes(8 * 1024 * 1024))


def test_a_name_keeps_nothing_that_looks_like_a_person(running: Scanner) -> None:
    running.says = b"stream: Odd@Name 3174011205980001 FOUND\0"
    assert clamd.virus_in(b"photo") == "Odd_Name__"


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:9", "unix:///nowhere/clamd.sock"])
def test_nobody_there_is_away(settings: Settings, url: str) -> None:
    settings.CLAMD_URL = url
    assert not clamd.answers()
    with pytest.raises(clamd.Away):
        clamd.virus_in(b"photo")


def test_a_scanner_that_hangs_is_away_within_its_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clamd, "SCAN_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{frozen.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(clamd.Away):
            clamd.virus_in(b"photo")
    assert time.monotonic() - began < 10


def test_without_an_address_nothing_is_scanned(settings: Settings) -> None:
    settings.CLAMD_URL = ""
    assert not clamd.is_on()
    assert checks.scanner_can_be_called() == []


@pytest.mark.parametrize("url", ["tcp://scanner:3310", "tcp://scanner", "unix:///run/clamd.sock"])
def test_an_address_is_taken(settings: Settings, url: str) -> None:
    settings.CLAMD_URL = url
    assert checks.scanner_can_be_called() == []


@pytest.mark.parametrize(
    "url", ["scanner:3310", "http://scanner", "tcp://", "tcp://host:none", "unix://run/clamd.sock"]
)
def test_what_is_no_address_is_a_fault_of_the_settings(settings: Settings, url: str) -> None:
    settings.CLAMD_URL = url
    assert [fault.id for fault in checks.scanner_can_be_called()] == ["portal.E011"]
