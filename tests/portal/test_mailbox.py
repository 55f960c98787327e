"""The demonstration's mailbox: server, files and pages."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from portal import mailbox
from tests import builders

LETTER = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: =?utf-8?q?Halo_=C3=A9?=\r\n\r\nIsi\r\n"


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    """Keep the messages of this test to itself."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def staff(client: Client, settings: Settings, db: None) -> Client:
    """A client signed in as an agent of the demonstration."""
    settings.DEMONSTRATION, settings.SECOND_FACTOR = True, False
    client.force_login(builders.officer("agent"))
    return client


def test_a_message_is_kept_and_read_back() -> None:
    mail = mailbox.find(mailbox.store(LETTER))
    assert mail is not None
    assert (mail.subject, mail.recipient, mail.body.strip()) == ("Halo é", "c@d.example", "Isi")


def test_the_newest_message_comes_first() -> None:
    names = [mailbox.store(LETTER) for _ in range(3)]
    assert [mail.name for mail in mailbox.newest()] == names[::-1]


def test_half_a_message_is_never_listed(tmp_path: Path) -> None:
    mailbox.store(LETTER)
    (tmp_path / "mailbox" / "x.incoming").write_bytes(b"Subj")
    assert len(list(mailbox.newest())) == 1


@pytest.mark.parametrize("name", ["../../settings", "x", "", "0" * 20 + "-abcdef01"])
def test_only_names_of_messages_are_found(name: str) -> None:
    assert mailbox.find(name) is None


def test_staff_list_and_read_messages(staff: Client) -> None:
    name = mailbox.store(LETTER)
    assert "Halo é" in staff.get("/pmo/kotak-surat/").content.decode()
    assert "Isi" in staff.get(f"/pmo/kotak-surat/{name}/").content.decode()


def test_links_can_be_followed_and_nothing_else_works(staff: Client) -> None:
    letter = LETTER + b"https://portal.example/k/PRK-1/abc/ <script>x</script>\r\n"
    html = staff.get(f"/pmo/kotak-surat/{mailbox.store(letter)}/").content.decode()
    assert '<a href="https://portal.example/k/PRK-1/abc/"' in html
    assert "<script>x" not in html


def test_an_unknown_message_is_not_found(staff: Client) -> None:
    assert staff.get("/pmo/kotak-surat/nothing/").status_code == 404


def test_there_is_no_mailbox_outside_the_demonstration(staff: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    assert staff.get("/pmo/kotak-surat/").status_code == 404


@pytest.mark.django_db
def test_strangers_are_led_to_the_sign_in(client: Client, settings: Settings) -> None:
    settings.DEMONSTRATION = True
    assert client.get("/pmo/kotak-surat/")["Location"].startswith("/pmo/login/")


def test_the_server_listens_on_the_loopback_only(settings: Settings) -> None:
    settings.EMAIL_HOST = "0.0.0.0"
    with pytest.raises(CommandError, match="loopback"):
        call_command("mailbox")


def test_production_has_no_mailbox(settings: Settings) -> None:
    settings.IN_PRODUCTION = True
    with pytest.raises(CommandError, match="demonstration"):
        call_command("mailbox")


def test_the_server_keeps_what_it_takes_and_stops_when_told(
    tmp_path: Path, settings: Settings
) -> None:
    environment = os.environ | {"PORTAL_VAR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        [sys.executable, "manage.py", "mailbox", "--port", "0"],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    try:
        [port] = re.findall(r":(\d+)\.", server.stdout.readline())
        _send(int(port))
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0
        server.stdout.close()
    assert [mail.subject for mail in mailbox.newest()] == ["Halo"]


def _send(port: int) -> None:
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    connection = get_connection(smtp, host="127.0.0.1", port=port, use_tls=False, timeout=5)
    connection.send_messages([EmailMessage("Halo", "Isi", "a@b.example", ["c@d.example"])])
