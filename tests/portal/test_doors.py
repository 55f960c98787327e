"""What every door does before it listens, whatever is sent to it."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appeals import reference
from portal.models import OutgoingMessage
from portal.wsgi import application
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

DOORS = ["/pengaduan/", "/pengaduan/foto/", "/akun/", "/kasus/", "/bahasa/", "/pmo/login/"]
# Python knows all of them as codecs; the last makes text that no column can hold.
CHARSETS = ["zlib", "idna", "undefined", "punycode", "utf-16", "no-such", "unicode_escape"]


def multipart(**fields: str) -> bytes:
    """Return the fields as a form sends them, beside a token."""
    parts = [
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"token": str(uuid.uuid4()), **fields}.items()
    ]
    return "".join([*parts, "--B--\r\n"]).encode()


def answered(door: str, kind: str, *, body: bytes = b"", query: str = "") -> int:
    """Return the status of what the web server would be told to answer."""
    given = {"CONTENT_TYPE": kind, "QUERY_STRING": query}
    environ = RequestFactory().post(door, body, content_type="text/plain").environ | given
    return application.get_response(application.request_class(environ)).status_code


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("door", DOORS)
def test_a_strange_charset_is_no_fault_of_ours(door: str, charset: str) -> None:
    body = multipart(name="\\ud800", chronology="\\ud800", nik="\\x00", reference="\\ud800")
    for kind in (
        f"multipart/form-data; boundary=B; charset={charset}",
        f"multipart/form-data; boundary=B; charset*={charset}''%41",
        f"text/plain; charset={charset}",
    ):
        assert answered(door, kind, body=body, query="nomor=%41%ff") < 500


def _statements(door: str, field: str, value: str) -> list[str]:
    """Return the first words of what the database is told when `value` asks for a code."""
    with CaptureQueriesContext(connection) as asked:
        assert Client().post(door, {field: value}).status_code == 302
    told = (query["sql"] for query in asked.captured_queries)
    return [re.match(r"\w+( TO)?( \"?[a-z_]+)?", words)[0] for words in told]  # type: ignore[index]


@pytest.mark.parametrize(
    ("door", "field", "known", "unknown"),
    [
        ("/akun/", "nik", lambda: builders.account().nik, builders.nik),
        ("/kasus/", "reference", lambda: builders.appeal().reference, reference.new),
    ],
)
def test_asking_for_a_code_is_the_same_work_for_known_and_unknown_people(
    door: str, field: str, known: Callable[[], str], unknown: Callable[[], str]
) -> None:
    for_known, for_unknown = known(), unknown()
    before = OutgoingMessage.objects.count()
    assert _statements(door, field, for_known) == _statements(door, field, for_unknown)
    assert OutgoingMessage.objects.count() == before + 1


def test_a_broken_body_to_nowhere_is_answered_that_there_is_nothing(client: Client) -> None:
    kind = "multipart/form-data; boundary=B"
    broken = b'--B\r\nContent-Disposition: form-data; name="' + b"x" * 3_000
    for path in ("/tidak-ada/", "/kasus/a/b/c/d/"):
        assert client.post(path, broken, content_type=kind).status_code == 404


def test_an_address_for_forms_says_so_to_who_opens_it(client: Client) -> None:
    strangers = client.get("/pengaduan/foto/")
    assert (strangers.status_code, "POST" in strangers["Allow"]) == (405, True)
    assert "hanya menerima kiriman formulir" in strangers.content.decode()
    step = reverse("admin:appeals_appeal_step", args=[1, "decide"])
    officers = signed_in(builders.officer()).get(step)
    assert officers.status_code == 405
    assert "Ke ruang petugas" in officers.content.decode()
