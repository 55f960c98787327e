"""Browsers of people who ask about their data, and what they are given."""

import io
import json
import uuid
from typing import Any
from zipfile import ZipFile

from django.test import Client

from appeals import access, data_requests
from appeals.data_requests import Ask, Subject
from appeals.models import Appeal, DataRequest
from eligibility.models import Account
from tests import builders


def path_of(link: str) -> str:
    return link.split("localhost:8000", 1)[1]


def opened(appeal: Appeal, client: Client | None = None) -> Client:
    """Return a browser that followed the case's secret link."""
    client = client or Client()
    client.get(path_of(access.secret_link(appeal)))
    return client


def proved(account: Account, client: Client | None = None) -> Client:
    """Return a browser that proved the account; the code is fixed to 123456 by the test."""
    client = client or Client()
    client.post("/akun/", {"nik": account.nik})
    client.post("/akun/kode/", {"code": "123456"})
    return client


def asked(subject: Subject, kind: str = "rectify", at: Any = None, **said: str) -> DataRequest:
    """Ask about `subject`."""
    wanted = Ask(uuid.uuid4(), DataRequest.Kind(kind), "id", said)
    return data_requests.ask(subject, wanted, at=at or builders.now())


def copy_of(client: Client, **named: str) -> dict[str, bytes]:
    """Return the files of the copy that this browser is given."""
    token = str(uuid.uuid4())
    answer = client.post("/data-saya/unduh/", {"token": token, **named})
    packed = b"".join(answer.streaming_content)  # type: ignore[attr-defined] # a FileResponse
    with ZipFile(io.BytesIO(packed)) as archive:
        return {name.removeprefix("data-saya/"): archive.read(name) for name in archive.namelist()}


def parts_of(files: dict[str, bytes]) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = json.loads(files["data.json"])["parts"]
    return parts
