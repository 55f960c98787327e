"""The pages of exports: who may ask, wait and download, and what is said when a file is gone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from appeals import tasks
from appeals.models import Export
from appeals.reports.exporting import _renew as renewed
from portal.models import AuditEntry, User
from portal.storage import export_store
from tests import builders
from tests.appeals.exports import PAGE, PURPOSE, content, requested, signed_in, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"


@pytest.fixture
def supervisor() -> User:
    return builders.officer("supervisor")


@pytest.fixture
def _without_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR = False


FORM = {
    "subject": "appeals",
    "format": "csv",
    "from_date": "2026-11-01",
    "until_date": "2026-11-30",
    "purpose": PURPOSE,
    "step": "order",
}


@pytest.mark.usefixtures("_without_second_factor")
def test_a_supervisor_asks_waits_and_downloads(supervisor: User) -> None:
    client = signed_in(supervisor)
    ordered = client.post(PAGE, FORM)
    export = Export.objects.get()
    assert (ordered.status_code, ordered["Location"]) == (302, f"{PAGE}{export.pk}/")
    for address in (PAGE, ordered["Location"]):
        assert "Menunggu giliran" in client.get(address).text
    tasks.write_owed_exports()
    assert f"{PAGE}{export.pk}/unduh/" in client.get(PAGE).text
    answer = client.get(f"{PAGE}{export.pk}/unduh/")
    assert answer["Content-Disposition"].startswith('attachment; filename="appeals-')
    export.refresh_from_db()
    assert b"".join(answer.streaming_content) == content(export)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_without_second_factor")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("purpose", "pendek"),
        ("purpose", "Untuk orang 3171015205980007 saja"),
        ("purpose", "Kirim ke siti@example.id segera"),
        ("until_date", "2026-10-01"),
        ("until_date", "2028-10-01"),
        ("subject", "everything"),
    ],
)
def test_a_faulty_request_is_refused_and_nothing_is_owed(
    supervisor: User, field: str, value: str
) -> None:
    answer = signed_in(supervisor).post(PAGE, {**FORM, field: value})
    assert answer.status_code == 422
    assert not Export.objects.exists()


@pytest.mark.usefixtures("_without_second_factor")
def test_only_the_button_that_orders_places_an_order(supervisor: User) -> None:
    client = signed_in(supervisor)
    for sent in ({"step": ""}, {"step": "Order"}, {"step": "pesan"}):
        answer = client.post(PAGE, {**FORM, **sent})
        assert (answer.status_code, PURPOSE in answer.text) == (200, True), sent
    assert not Export.objects.exists()
    one_day = {"until_date": FORM["from_date"]}
    backwards = client.post(PAGE, {**FORM, "until_date": "2026-10-01"})
    assert "Hari terakhir tidak boleh sebelum hari pertama." in backwards.text
    assert client.post(PAGE, {**FORM, **one_day}).status_code == 302


@pytest.mark.usefixtures("_without_second_factor")
def test_an_auditor_reads_the_log_and_neither_asks_nor_downloads(supervisor: User) -> None:
    export = written(supervisor)
    client = signed_in(builders.officer("auditor"))
    page = client.get(PAGE)
    assert PURPOSE in page.text
    assert f"{export.pk}/unduh/" not in page.text
    assert client.post(PAGE, FORM).status_code == 403
    assert client.get(f"{PAGE}{export.pk}/unduh/").status_code == 403


@pytest.mark.usefixtures("_without_second_factor")
@pytest.mark.parametrize("role", ["agent", "rule_officer", "privacy_officer"])
def test_other_roles_see_neither_page(role: str) -> None:
    client = signed_in(builders.officer(role))
    assert client.get(PAGE).status_code == 403
    assert client.get("/pmo/laporan/").status_code == 403


@pytest.mark.usefixtures("_without_second_factor")
def test_another_supervisor_cannot_download(supervisor: User) -> None:
    export = written(supervisor)
    client = signed_in(builders.officer("supervisor"))
    assert client.get(f"{PAGE}{export.pk}/unduh/").status_code == 403


def test_a_stranger_is_sent_to_the_sign_in() -> None:
    assert Client().get(PAGE).status_code == 302


@pytest.mark.usefixtures("_without_second_factor")
def test_each_moment_of_writing_is_said_in_words(
    supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.appeal()
    client, export, renew = signed_in(supervisor), requested(supervisor, fmt="xlsx"), renewed
    seen: list[str] = []

    def look(half: Export, **values: object) -> None:
        renew(half, **values)  # type: ignore[arg-type]
        seen.extend(re.findall("<progress.*?>", client.get(f"{PAGE}{export.pk}/").text))

    monkeypatch.setattr("appeals.reports.exporting._PROGRESS_EVERY", 1)
    monkeypatch.setattr("appeals.reports.exporting._renew", look)
    tasks.write_export(export_id=export.pk)
    packed = '<progress aria-label="Mengemas berkas, 1 baris">'  # it can't say how far it is
    assert seen[0] == '<progress aria-label="Menghitung baris">'
    assert 'max="1" value="1"' in seen[2]
    assert seen[3:] == [packed, packed]
    assert "Siap diunduh, 1 baris" in client.get(f"{PAGE}{export.pk}/").text


def vanish(export: Export) -> None:
    """Take the file away, as a wiped disk would."""
    export_store().delete(export.file_name)


def damage(export: Export) -> None:
    """Cut the file off within its header."""
    (path,) = (each for each in settings.EXPORT_DIR.rglob("*") if each.is_file())
    path.write_bytes(b"x")


@pytest.mark.parametrize("harm", [vanish, damage])
@pytest.mark.usefixtures("_without_second_factor")
def test_a_file_that_is_gone_is_said_to_be_and_offered_no_more(
    supervisor: User, harm: Callable[[Export], None]
) -> None:
    export = written(supervisor)
    harm(export)
    client = signed_in(supervisor)
    html = client.get(f"{PAGE}{export.pk}/unduh/", follow=True).content.decode()
    assert "Berkas ekspor itu tidak ada lagi. Silakan minta lagi." in html
    assert f"{PAGE}{export.pk}/unduh/" not in html
    assert AuditEntry.objects.filter(action="export.lost", actor=supervisor).count() == 1
    assert not AuditEntry.objects.filter(action="export.downloaded").exists()


@pytest.mark.usefixtures("_without_second_factor")
def test_the_list_looks_after_itself_while_something_is_awaited(supervisor: User) -> None:
    client = signed_in(supervisor)
    assert "data-fresh" not in client.get(PAGE).content.decode()
    export = requested(supervisor)
    awaited = client.get(PAGE).content.decode()
    assert "data-fresh" in awaited
    assert "js/fresh.js" in awaited
    tasks.write_export(export_id=export.pk)
    assert "data-fresh" not in client.get(PAGE).content.decode()
