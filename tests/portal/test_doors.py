"""What every door does before it listens, whatever is sent to it."""

import uuid

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

DOORS = ["/pengaduan/", "/pengaduan/foto/", "/akun/", "/kasus/", "/bahasa/", "/pmo/login/"]
# Python knows all of them as codecs; the last makes text that no column can hold.
CHARSETS = ["zlib", "hex", "idna", "undefined", "utf-16", "unicode_escape"]


def multipart(**fields: str) -> bytes:
    """Return the fields as a form sends them, beside a token."""
    parts = [
        f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"token": str(uuid.uuid4()), **fields}.items()
    ]
    return "".join([*parts, "--B--\r\n"]).encode()


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("door", DOORS)
def test_a_strange_charset_is_no_fault_of_ours(client: Client, door: str, charset: str) -> None:
    kind = f"multipart/form-data; boundary=B; charset={charset}"
    body = multipart(name="\\ud800", chronology="\\ud800", nik="\\x00", reference="\\ud800")
    for answer in (
        client.generic("POST", door, body, content_type=kind),
        client.generic(
            "GET", f"{door}?nomor=%41%ff", content_type=f"text/plain; charset={charset}"
        ),
        client.get("/pengaduan/"),
    ):
        assert answer.status_code < 500
