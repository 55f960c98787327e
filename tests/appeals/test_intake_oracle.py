"""Nobody learns from the forms whether a number has an account, a block or a complaint."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeals.intake.consent import SHOWN
from appeals.models import Appeal
from eligibility.models import Block
from tests import builders
from tests.appeals.test_intake import answers
from tests.appeals.walking import STORY, YOU

pytestmark = pytest.mark.django_db


def appealed(file: Callable[[Block], Appeal]) -> str:
    """Return a number with a block and an open complaint about it."""
    return str(file(builders.block("G03")).nik)


NUMBERS: list[Callable[[], str]] = [
    lambda: builders.account().nik,
    lambda: builders.block("G03").account.nik,
    lambda: appealed(builders.appeal_about),
    lambda: appealed(lambda on: builders.appeal(nik=on.account.nik)),
    lambda: appealed(builders.rival_about),
]


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody outside sees of one request, and how much work it was."""

    request: str
    code: int
    leads_to: str
    page: str
    statements: int


def masked(text: str, nik: str) -> str:
    """Return the page without what differs from form to form."""
    parted = " ".join(nik[place : place + 4] for place in range(0, 16, 4))
    text = text.replace(nik, "NIK").replace(parted, "NIK")
    text = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", text)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "TOKEN", text)
    text = re.sub(r'(name="remove" value="|data-held="|"id": )\d+', r"\1", text)
    text = re.sub(r"pukul \d\d\.\d\d", "MOMENT", text)
    return re.sub(r"PRK-\w+", "NUMBER", text)


def seen(client: Client, nik: str, path: str, sent: dict[str, Any] | None = None) -> Seen:
    """Ask for a page, or send it a form, and note what came of it."""
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path) if sent is None else client.post(path, sent)
    place = masked(response.get("Location", ""), nik)
    page = masked(response.content.decode(), nik)
    request = f"{response.request['REQUEST_METHOD']} {path}"
    return Seen(request, response.status_code, place, page, len(asked))


def by_steps(nik: str) -> Iterator[Seen]:
    """Write and send a complaint step by step."""
    client, step = Client(), "/pengaduan/langkah/"
    pages: list[tuple[str, dict[str, Any]]] = [
        (f"{step}cocok/", {"purpose": "blocked"}),
        (f"{step}siapa/", {**YOU, "nik": nik}),
        (f"{step}siapa/", {**YOU, "nik": nik, "email": ""}),
        (f"{step}siapa/", {**YOU, "nik": nik, "for_whom": "somebody"}),
        (f"{step}siapa/", {**YOU, "nik": nik}),
        (f"{step}akun/", {"grounds": ["", "G03", "G10"]}),
        (f"{step}alasan/1/", {"reason_G03": "graduated", "statement_G03": "Lulus."}),
        (f"{step}cerita/", dict(STORY)),
        (f"{step}foto/ektp/", {"photo_ektp": builders.photo_file()}),
        (f"{step}terlambat/", {"late_reason": "Sakit."}),
        ("/pengaduan/tautan/", {"to": "orang@example.id"}),
    ]
    yield seen(client, nik, "/pengaduan/mulai/")
    for path, sent in pages:
        yield seen(client, nik, path)
        yield seen(client, nik, path, sent)
    for path in (f"{step}siapa/", "/pengaduan/", "/pengaduan/cek/", "/pengaduan/kirim/",
                 "/pengaduan/mulai/"):  # fmt: skip
        yield seen(client, nik, path)
    yield seen(client, nik, "/pengaduan/kirim/", {"send": "1", "consent_version": SHOWN})
    for path in ("/pengaduan/terkirim/", "/pengaduan/", "/pengaduan/mulai/", "/"):
        yield seen(client, nik, path)


def by_misuse(nik: str) -> Iterator[Seen]:
    """Write that somebody used the number."""
    client, step = Client(), "/pengaduan/langkah/"
    for path, sent in (
        (f"{step}cocok/", {"purpose": "nik_misused"}),
        (f"{step}siapa/", {**YOU, "nik": nik}),
        (f"{step}cerita/", dict(STORY)),
    ):
        yield seen(client, nik, path, sent)
        yield seen(client, nik, "/pengaduan/cek/")


def on_one_page(nik: str) -> Iterator[Seen]:
    """Write and send a complaint on the plain page, with an error first, and look back."""
    client, token = Client(), str(uuid.uuid4())
    form = answers(nik=nik, token=token)
    yield seen(client, nik, "/pengaduan/")
    yield seen(client, nik, "/pengaduan/simpan/", {"token": token, "nik": nik})
    photo = {"token": token, "field": "photo_ektp", "photo": builders.photo_file()}
    yield seen(client, nik, "/pengaduan/foto/", photo)
    yield seen(client, nik, "/pengaduan/", {**form, "email": ""})
    yield seen(client, nik, "/pengaduan/")
    yield seen(client, nik, "/pengaduan/", form)
    yield seen(client, nik, "/pengaduan/terkirim/")
    yield seen(client, nik, "/pengaduan/", form)
    yield seen(client, nik, "/pengaduan/foto/", photo)
    yield seen(client, nik, "/pengaduan/simpan/", {"token": token, "nik": nik})


def at_the_account_check(nik: str) -> Iterator[Seen]:
    """Ask how the account stands, with a wrong code."""
    client = Client()
    yield seen(client, nik, "/akun/")
    yield seen(client, nik, "/akun/", {"nik": nik})
    yield seen(client, nik, "/akun/kode/")
    yield seen(client, nik, "/akun/kode/", {"code": "000000"})
    yield seen(client, nik, "/akun/status/")


def is_a_filing(one: Seen) -> bool:
    return one.request.startswith("POST") and one.leads_to == "/pengaduan/terkirim/"


@pytest.mark.parametrize("way", [by_steps, by_misuse, on_one_page, at_the_account_check])
def test_every_answer_and_all_work_is_the_same_as_for_an_unknown_number(
    way: Callable[[str], Iterator[Seen]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.office._SECONDS", 3600)  # or the hours are read anew midway
    list(way(builders.nik()))  # what is rendered once per process
    cache.clear()
    for_unknown = list(way(builders.nik()))
    for number in NUMBERS:
        cache.clear()
        for one, other in zip(way(number()), for_unknown, strict=True):
            # The filing itself is more work for an account: docs/threat-model.md says so.
            work = 0 if is_a_filing(one) else one.statements - other.statements
            assert replace(one, statements=0) == replace(other, statements=0)
            assert work == 0, one.request
