"""Addresses for webhooks: who adds them, where they may lead, and that looking up is pinned."""

import ipaddress
import socket
import ssl
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from eligibility import partners, webhooks
from eligibility.models import Partner, WebhookEndpoint
from eligibility.webhooks import wire
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON
from tests.eligibility.receiver import receiver

pytestmark = pytest.mark.django_db


def partner() -> Partner:
    by = builders.officer("supervisor")
    return partners.add(f"Mitra {by.pk}", by=by, at=NOON)


def add(url: str = "https://mitra.example/hook", **over: Any) -> WebhookEndpoint:
    values: dict[str, Any] = {"events": ["account.blocked"], "by": builders.officer("supervisor")}
    endpoint, _ = webhooks.add(partner(), url=url, at=NOON, **{**values, **over})
    return endpoint


INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "255.255.255.255", "224.0.1.1", "[::1]", "[::]", "[fe80::1]", "[fd00::1]",
    "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[ff02::1]",
    "[::127.0.0.1]", "[::ffff:0:7f00:1]", "[64:ff9b:1::7f00:1]", "[fec0::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_an_inner_address_is_refused(host: str) -> None:
    with pytest.raises(webhooks.NotAllowed):
        add(f"https://{host}/")


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "[2606:4700::1111]", "mitra.example:8443", "mitra.example:443"]
)
def test_an_outer_address_is_taken(host: str) -> None:
    assert add(f"https://{host}/hook?a=1").is_active


@pytest.mark.parametrize(
    "url",
    [
        "http://mitra.example/", "ftp://mitra.example/", "https://", "mitra.example", "",
        "https://u:p@mitra.example/", "https://mitra.example/#x", "https://mitra.example:x/",
        "https://mitra.example:99999/", "https://mítra.example/", "https://mitra.example/a b",
        "https://mitra.example/\r\nX: y", "https://[::1/", "https://mitra.example/" + "x" * 300,
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    with pytest.raises(webhooks.NotAllowed):
        add(url)


@pytest.mark.parametrize("port", [0, 22, 25, 80, 5432, 6379, 8000, 8080, 65535])
def test_a_port_where_no_partner_listens_is_refused(port: int) -> None:
    with pytest.raises(webhooks.NotAllowed, match="443 or 8443"):
        add(f"https://mitra.example:{port}/")


def test_an_address_kept_from_before_the_limit_of_ports_hears_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolving_to(monkeypatch, "8.8.8.8")
    monkeypatch.setattr("socket.create_connection", refuse_to_connect)
    with wire.Line("https://mitra.example:5432/") as line, pytest.raises(wire.Refused):
        line.post(b"{}", {})


def refuse_to_connect(*_: Any, **__: Any) -> None:
    raise AssertionError("nothing should be connected to")


def test_the_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that leads inside at its second look-up is not looked up a second time."""
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    called: list[Any] = []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in next(answers)]

    def connect(address: Any, *_: Any, **__: Any) -> None:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    monkeypatch.setattr("socket.create_connection", connect)
    with wire.Line("https://mitra.example/") as line, pytest.raises(wire.Unanswered):
        line.post(b"{}", {})
    assert called == [("8.8.8.8", 443)]


@pytest.mark.parametrize("role", ["agent", "rule_officer", "auditor", "privacy_officer"])
def test_only_supervisors_add_addresses(role: str) -> None:
    with pytest.raises(webhooks.NotAllowed):
        add(by=builders.officer(role))


@pytest.mark.parametrize("events", [[], ["account.closed"]])
def test_an_address_hears_of_what_there_is(events: list[str]) -> None:
    with pytest.raises(webhooks.NotAllowed):
        add(events=events)


def test_a_secret_cannot_end_before_it_is_replaced() -> None:
    until = NOON - timedelta(seconds=1)
    with pytest.raises(webhooks.NotAllowed):
        webhooks.rotate_secret(add(), until=until, by=builders.officer("supervisor"), at=NOON)


def test_stopping_and_going_on_are_written_down_and_not_done_twice() -> None:
    endpoint, by = add(), builders.officer("supervisor")
    for step in (webhooks.deactivate, webhooks.activate):
        step(endpoint, by=by, at=NOON)
        with pytest.raises(webhooks.NotAllowed):
            step(endpoint, by=by, at=NOON)
    said = AuditEntry.objects.filter(action__startswith="webhook.").order_by("pk")
    assert [each.action.partition(".")[2] for each in said] == ["add", "deactivate", "activate"]


def resolving_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name lead to these addresses."""

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr("socket.getaddrinfo", look_up)


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("8.8.8.8", "10.0.0.1")])
def test_a_name_that_leads_inside_is_refused_when_sending(
    addresses: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving_to(monkeypatch, *addresses)
    with wire.Line("https://mitra.example/") as line, pytest.raises(wire.Refused):
        line.post(b"{}", {})


def test_a_name_that_is_not_known_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    with wire.Line("https://mitra.example/") as line, pytest.raises(wire.Unanswered):
        line.post(b"{}", {})


def test_a_name_is_looked_up_once_a_connection(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    looked: list[str] = []

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        looked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with receiver() as there:
        port = there.url.split(":")[2].split("/")[0]
        monkeypatch.setattr("eligibility.webhooks.wire.socket.getaddrinfo", look_up)
        with wire.Line(f"http://mitra.example:{port}/hook/") as line:
            assert [line.post(b"{}", {}) for _ in range(3)] == [200, 200, 200]
    assert there.got[0][0]["host"] == f"mitra.example:{port}"
    assert looked.count("mitra.example") == 1


def certificate(folder: Path, name: str) -> Path:
    """Make a certificate for `name` with its key in one file."""
    now = builders.now()
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(whose)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize(("named", "answered"), [("localhost", True), ("other.example", False)])
def test_the_certificate_is_the_names_though_the_address_is_pinned(
    named: str, answered: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    both = certificate(tmp_path, named)
    trusting = ssl.create_default_context(cafile=str(both))
    monkeypatch.setattr(wire, "tls_context", lambda: trusting)
    with receiver(certificate=both) as there, wire.Line(there.url) as line:
        if answered:
            assert line.post(b"{}", {}) == 200
        else:
            with pytest.raises(wire.Unanswered, match="certificate"):
                line.post(b"{}", {})


def test_an_unknown_authority_is_no_answer(tmp_path: Path, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    both = certificate(tmp_path, "localhost")
    refused = pytest.raises(wire.Unanswered, match="certificate")
    with receiver(certificate=both) as there, wire.Line(there.url) as line, refused:
        line.post(b"{}", {})


@pytest.mark.parametrize("host", INSIDE)
def test_an_inner_address_is_known_in_every_notation(host: str) -> None:
    assert not wire.is_outside(ipaddress.ip_address(host.strip("[]")))
