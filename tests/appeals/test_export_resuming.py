"""Downloads that go on: parts over the sealed file, the same edition only, each written down."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from appeals.models import Export
from portal import ranges
from portal.models import AuditEntry, User
from portal.storage import CHUNK, export_store
from tests import builders
from tests.appeals.exports import PAGE, content, signed_in, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.SECOND_FACTOR = False


@pytest.fixture
def supervisor() -> User:
    return builders.officer("supervisor")


@pytest.fixture
def desk(supervisor: User) -> Client:
    return signed_in(supervisor)


@pytest.fixture
def export(supervisor: User) -> Export:
    """Return an export whose file takes three sealed chunks."""
    export = written(supervisor)
    whole = (b"0123456789abcdef" * (CHUNK // 4))[: 2 * CHUNK + 7]
    export.file_name, export.size = export_store().write(whole), len(whole)
    export.save()
    return export


def get(desk: Client, export: Export, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return desk.get(f"{PAGE}{export.pk}/unduh/", headers=named)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_whole_file_says_its_length_and_edition(desk: Client, export: Export) -> None:
    answer = get(desk, export)
    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "bytes")
    assert answer["Content-Length"] == str(export.size)
    assert answer["ETag"].startswith('"')
    assert export.file_name not in answer["ETag"]
    assert body(answer) == content(export)


def test_parts_across_chunks_are_the_bytes_asked_for(desk: Client, export: Export) -> None:
    whole = content(export)
    size = len(whole)
    for asked, first, last in (
        ("bytes=0-0", 0, 0),
        (f"bytes={CHUNK - 1}-{CHUNK}", CHUNK - 1, CHUNK),
        (f"bytes={CHUNK}-", CHUNK, size - 1),
        (f"bytes={2 * CHUNK + 6}-{9 * CHUNK}", 2 * CHUNK + 6, size - 1),
        ("bytes=-8", size - 8, size - 1),
        (f"bytes=-{9 * CHUNK}", 0, size - 1),
    ):
        answer = get(desk, export, Range=asked)
        assert (asked, answer.status_code) == (asked, 206)
        assert answer["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert body(answer) == whole[first : last + 1]
        assert answer["Content-Length"] == str(last - first + 1)


def test_a_download_manager_asks_what_there_is_and_takes_nothing(
    desk: Client, export: Export
) -> None:
    whole = get(desk, export)
    taken = AuditEntry.objects.count()
    answer = desk.head(f"{PAGE}{export.pk}/unduh/", headers={"Range": "bytes=5-"})
    assert (answer.status_code, body(answer)) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Accept-Ranges", "Content-Disposition"):
        assert answer[name] == whole[name], name
    assert AuditEntry.objects.count() == taken
    Export.objects.update(size=None)  # as an older version wrote it
    unknown = desk.head(f"{PAGE}{export.pk}/unduh/")
    assert (unknown.status_code, "Content-Length" in unknown) == (200, False)
    other = signed_in(builders.officer("supervisor"))
    assert other.head(f"{PAGE}{export.pk}/unduh/").status_code == 403
    export_store().delete(export.file_name)
    assert desk.head(f"{PAGE}{export.pk}/unduh/").status_code == 410
    assert "tidak ada lagi" not in desk.get(PAGE).text


def test_a_part_behind_the_end_is_refused(desk: Client, export: Export) -> None:
    for asked in (f"bytes={export.size}-", "bytes=-0"):
        answer = get(desk, export, Range=asked)
        assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{export.size}")


def test_what_makes_no_sense_or_names_another_edition_gets_the_whole_file(
    desk: Client, export: Export
) -> None:
    etag = get(desk, export)["ETag"]
    for asked in ("bytes=5-2", "bytes=0-1,4-5", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=٣-٤"):
        request = RequestFactory().get("/", headers={"Range": asked})
        assert (asked, ranges.asked(request, size=100, etag=etag)) == (asked, None)
    for edition in ('"another"', f"W/{etag}", "Sun, 22 Nov 2026 00:00:00 GMT"):
        assert get(desk, export, Range="bytes=5-", If_Range=edition).status_code == 200
    assert get(desk, export, Range="bytes=5-", If_Range=etag).status_code == 206


def test_each_part_is_written_down(desk: Client, export: Export) -> None:
    get(desk, export, Range="bytes=0-9")
    get(desk, export, Range="bytes=10-")
    entries = AuditEntry.objects.filter(action="export.resumed").order_by("pk")
    assert [entry.details["part"] for entry in entries] == [[0, 9], [10, 2 * CHUNK + 6]]


def test_what_was_begun_goes_on_without_the_password_for_a_while(
    desk: Client, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = get(desk, export)["ETag"]
    begun = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(minutes=20))
    assert get(desk, export).status_code == 403
    assert get(desk, export, Range="bytes=7-").status_code == 403
    assert get(desk, export, Range="bytes=7-", If_Range=etag).status_code == 206
    monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(minutes=40))
    assert get(desk, export, Range="bytes=9-", If_Range=etag).status_code == 206
    monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(minutes=65))
    assert get(desk, export, Range="bytes=9-", If_Range=etag).status_code == 403


def test_nobody_else_gets_a_part(export: Export) -> None:
    other = signed_in(builders.officer("supervisor"))
    assert get(other, export, Range="bytes=5-").status_code == 403
    assert get(other, export, Range="bytes=999999999-").status_code == 403


def test_who_asked_is_told_why_there_is_no_file_and_others_nothing(
    desk: Client, export: Export
) -> None:
    now = timezone.now()
    other = signed_in(builders.officer("supervisor"))
    for values, status, said in (
        ({"done_at": None}, 409, "Berkas ini belum ditulis."),
        ({"done_at": now, "expires_at": now}, 410, "Berkas sudah dihapus"),
        ({"cancelled_at": now}, 410, "Permintaan ini dibatalkan."),
        ({"cancelled_at": None, "dead_at": now}, 410, "Berkas ini tidak berhasil ditulis."),
    ):
        Export.objects.update(**values)
        answer = get(desk, export)
        assert (answer.status_code, said in answer.text) == (status, True), said
        assert f'href="{PAGE}"' in answer.text
        assert get(other, export).status_code == 403


def test_a_file_that_an_older_version_wrote_comes_whole(desk: Client, export: Export) -> None:
    Export.objects.update(size=None)
    answer = get(desk, export, Range="bytes=5-")
    assert (answer.status_code, body(answer)) == (200, content(export))
