"""Nonsense in every field: a page comes back, never a fault, and nothing odd is stored."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from appeals.intake import drafts
from appeals.models import Appeal, Evidence
from portal.forms import parse_day
from tests import builders
from tests.appeals.test_intake import answers

FIELDS = ("token", "name", "email", "phone", "nik", "kk", "birth_date", "membership", "subject",
          "chronology", "happened_on", "consent", "consent_version", "remove")  # fmt: skip
nonsense = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["\x00", "\ud800".encode("utf-8", "replace").decode(), "'; DROP TABLE", "٣١٧١",
                     "９" * 16, "-1", "1e9", "<script>", "{{ 1 }}", "0" * 200, "31-02-0000"]),
)  # fmt: skip
quiet = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.django_db
@quiet
@given(over=st.dictionaries(st.sampled_from(FIELDS), nonsense, max_size=6))
def test_any_text_in_any_field_gets_a_page(client: Client, over: dict[str, str]) -> None:
    response = client.post("/pengaduan/", {**answers(), **over})
    assert response.status_code in {200, 302, 429}


STEPS = ("langkah/cocok/", "langkah/siapa/", "langkah/penolong/", "langkah/akun/",
         "langkah/alasan/1/", "langkah/cerita/", "langkah/foto/ektp/", "langkah/terlambat/",
         "kirim/")  # fmt: skip
OWN = ("purpose", "for_whom", "grounds", "reason_G03", "statement_G03", "helper_name",
       "helper_relation", "helper_email", "late_reason", "consent_biometric")  # fmt: skip


@pytest.mark.django_db
@quiet
@given(
    step=st.sampled_from(STEPS),
    over=st.dictionaries(st.sampled_from((*FIELDS, *OWN)), nonsense, max_size=6),
)
def test_any_text_in_any_step_gets_a_page(client: Client, step: str, over: dict[str, str]) -> None:
    response = client.post(f"/pengaduan/{step}", {**answers(), **over})
    assert response.status_code in {200, 302, 303, 429}
    assert client.get("/pengaduan/cek/").status_code == 200


def multipart(fields: dict[str, str], *, name: str, content: bytes) -> bytes:
    """Return a body with a file of any name, which the test client would refuse to send."""
    parts = [
        f'--BATAS\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    head = f'--BATAS\r\nContent-Disposition: form-data; name="photo"; filename="{name}"\r\n\r\n'
    return b"".join([*parts, head.encode(), content, b"\r\n--BATAS--\r\n"])


@pytest.mark.django_db
@quiet
@given(content=st.binary(max_size=200), name=st.text(max_size=20))
@example(content=b"", name="/")
@example(content=b"x", name="../../etc/passwd")
@example(content=b"x", name="..")
@example(content=b"x", name="\x00.jpg")
def test_any_file_gets_an_answer_in_words(client: Client, content: bytes, name: str) -> None:
    fields = {"token": str(uuid.uuid4()), "field": "photo_ektp"}
    body = multipart(fields, name=name, content=content)
    kind = "multipart/form-data; boundary=BATAS"
    response = client.post("/pengaduan/foto/", body, content_type=kind)
    assert response.status_code in {400, 422, 429}
    assert response.json()["message"]
    assert not Evidence.objects.exists()


@pytest.mark.django_db
@quiet
@given(text=nonsense)
def test_any_text_gets_a_page_at_the_other_doors(client: Client, text: str) -> None:
    for path, field in (("/akun/", "nik"), ("/kasus/", "reference")):
        assert client.post(path, {field: text}).status_code in {200, 302, 429}
    assert client.get("/kasus/", {"nomor": text}).status_code == 200


@pytest.mark.parametrize(
    "typed", ["17-08-1995", "17/8/1995", "17 Agustus 1995", "17 Aug 1995", "1995-08-17", "17081995",
              " 17 . 08 . 1995 "],
)  # fmt: skip
def test_a_day_is_read_as_people_type_it(typed: str) -> None:
    assert parse_day(typed).isoformat() == "1995-08-17"


@pytest.mark.django_db(transaction=True)
def test_two_submissions_at_once_give_one_case_with_each_photo_once() -> None:
    form = answers()
    places: list[Any] = []

    def send() -> None:
        try:
            photo = builders.photo_file(size=(400, 300))
            sent = Client().post("/pengaduan/", {**form, "photo_supporting_1": photo})
            places.append((sent.status_code, sent["Location"]))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert places == [(302, "/pengaduan/terkirim/")] * 4
    assert Appeal.objects.get().evidence.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_token_can_choose_the_lock_that_every_audit_entry_waits_for() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT hashtextextended('portal_auditlink', 0)")
        audit_key = cursor.fetchone()[0]
    free: list[bool] = []

    def try_it() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [audit_key])
                free.append(cursor.fetchone()[0])
        finally:
            connection.close()

    with drafts.alone_with(uuid.UUID(int=audit_key)):
        other = threading.Thread(target=try_it)
        other.start()
        other.join()
    assert free == [True]
