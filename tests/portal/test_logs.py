"""What an address holds stays out of the logs."""

import io
import logging

import pytest
from django.test import Client

from appeals import access
from tests import builders
from tests.desk import signed_in


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the console's handler writes, which the settings made."""
    out = io.StringIO()
    for handler in logging.getLogger().handlers:
        if handler.name == "console":
            monkeypatch.setattr(handler, "stream", out)
    return out


@pytest.mark.django_db
def test_a_refused_secret_link_is_not_written_down(
    client: Client, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appeals.cases.find.is_too_often", lambda *_, **__: True)
    link = access.secret_link(builders.appeal())
    assert client.get(link.removeprefix("http://localhost:8000")).status_code == 429
    assert "Too Many Requests: /k/PRK-" in written.getvalue()
    assert link.split("/")[-2] not in written.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["3171011205980001", "3171 0112 0598 0001", "0812-3456-789", "siti@example.id"]
)
def test_what_people_type_into_an_address_is_not_written_down(
    client: Client, written: io.StringIO, typed: str
) -> None:
    assert client.get(f"/kasus/nomor/{typed}/").status_code == 404
    assert "Not Found: /kasus/nomor/•••/" in written.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/pmo/eligibility/block/add/", "/pmo/portal/auditentry/"])
def test_a_refused_permission_is_one_line_without_a_traceback(
    written: io.StringIO, path: str
) -> None:
    assert signed_in(builders.officer()).get(path).status_code == 403
    assert written.getvalue().count("\n") == 1
    assert f"Forbidden (Permission denied): {path}" in written.getvalue()


def test_what_failed_keeps_its_traceback(written: io.StringIO) -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("django.request").exception("", extra={"status_code": 500})
    assert "ValueError: broken" in written.getvalue()
