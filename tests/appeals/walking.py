"""The complaint step by step, as a test fills it in: the answers, and the presses."""

from typing import Any

from django.test import Client

from appeals.intake.consent import SHOWN
from eligibility.models import Account
from tests import builders

STEP = "/pengaduan/langkah/"
CHECK = "/pengaduan/cek/"
SEND = "/pengaduan/kirim/"
SENT = "/pengaduan/terkirim/"

YOU = {
    "for_whom": "self",
    "name": "Siti Contoh",
    "email": "siti@example.id",
    "phone": "0812-0000-0001",
    "nik": "3171 0112 0598 0001",
    "kk": "3171010101150001",
    "birth_date": "12-05-1998",
    "membership": "participant",
}
STORY = {"subject": "Akun Terblokir", "chronology": "Saya lulus tahun lalu.", "happened_on": ""}


def answer(client: Client, slug: str, query: str = "", **typed: Any) -> Any:
    """Send one step and return the redirect."""
    return client.post(f"{STEP}{slug}/{query}", typed)


def write(client: Client, **about_you: str) -> None:
    """Answer all that is needed."""
    answer(client, "cocok", purpose="blocked")
    answer(client, "siapa", **{**YOU, **about_you})
    answer(client, "akun", grounds=["", "G03"])
    answer(client, "cerita", **STORY)


def file(client: Client, **typed: Any) -> Any:
    """Press Kirim Pesan."""
    return client.post(SEND, {"consent_version": SHOWN, "send": "1", **typed})


def prove(client: Client, account: Account) -> None:
    """Let the browser have proved that the account is its person's."""
    session = client.session
    session["checked_account"] = {"id": account.pk, "until": builders.now().timestamp() + 60}
    session.save()
