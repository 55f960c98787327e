"""Where the monthly report is read: by everybody, from caches, and by those who order it anew."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from appeals import statistics
from appeals.models import StatisticsEdition, StatisticsFile, Tally
from tests import builders
from tests.appeals.exports import signed_in
from tests.appeals.statistics import ADDRESS, AT, MONTH

pytestmark = pytest.mark.django_db
DESK = "/pmo/laporan/statistik/"
ORDER = {"month": "2026-10", "reason": "Data satu provinsi terhitung dua kali."}


@pytest.fixture
def edition() -> StatisticsEdition:
    """An edition as a worker leaves it; what the file says is no page's concern."""
    return kept(1)


def kept(number: int, *, reason: str = "") -> StatisticsEdition:
    made = StatisticsEdition.objects.create(
        month=MONTH, number=number, reason=reason, ordered_at=AT, done_at=AT
    )
    for language in statistics.LANGUAGES:
        StatisticsFile.objects.create(
            edition=made, language=language, content=f"%PDF {number} {language}".encode(),
            sha256=f"{number}{language}".ljust(64, "0"), size=9,
        )  # fmt: skip
    return made


@pytest.fixture
def _without_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR = False


def test_everybody_downloads_it_from_one_address(
    client: Client, edition: StatisticsEdition
) -> None:
    answer = client.get(ADDRESS)
    assert (answer.content, answer["Content-Type"]) == (b"%PDF 1 id", "application/pdf")
    assert "statistik-pengaduan-2026-10-edisi-1-id.pdf" in answer["Content-Disposition"]
    assert "public" in answer["Cache-Control"]
    assert "max-age=600" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


def test_a_cache_asks_whether_it_is_the_same(client: Client, edition: StatisticsEdition) -> None:
    tag = client.get(ADDRESS)["ETag"]
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304
    kept(2, reason="Keliru.")
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).content == b"%PDF 2 id"


def test_an_edition_keeps_its_own_address(client: Client, edition: StatisticsEdition) -> None:
    kept(2, reason="Keliru.")
    answer = client.get("/angka/laporan/2026/10/edisi-1/en.pdf")
    assert answer.content == b"%PDF 1 en"
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["2026/11/id.pdf", "2026/13/id.pdf", "0/1/id.pdf", "2026/10/fr.pdf",
             "2026/10/edisi-9/id.pdf", "99999999999999999999/1/id.pdf", "2026/10/%00.pdf",
             "2026/10/edisi-1/%00.pdf"],
)  # fmt: skip
def test_what_there_is_not_is_not_found(
    client: Client, edition: StatisticsEdition, path: str
) -> None:
    assert client.get(f"/angka/laporan/{path}").status_code == 404


def test_the_figures_page_leads_to_the_reports_and_the_meanings(
    client: Client, edition: StatisticsEdition
) -> None:
    page = client.get("/angka/?bahasa=id").text
    for address in ("/angka/laporan/", "/angka/arti/"):
        assert f'href="{address}?bahasa=id"' in page
        answer = client.get(address)
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies
        assert client.post(address).status_code == 405
    assert ADDRESS in client.get("/angka/laporan/").text


def test_an_unfinished_edition_is_nobodys_to_read(
    client: Client, edition: StatisticsEdition
) -> None:
    StatisticsEdition.objects.create(month=MONTH, number=2, reason="Keliru.", ordered_at=AT)
    assert client.get(ADDRESS).content == b"%PDF 1 id"
    assert "Keliru." not in client.get("/angka/laporan/").text


def test_the_list_is_paged_by_month(client: Client, edition: StatisticsEdition) -> None:
    assert "Oktober 2026" in client.get("/angka/laporan/?sebelum=2026-11").text
    assert "Oktober 2026" not in client.get("/angka/laporan/?sebelum=2026-10").text
    assert client.get("/angka/laporan/?sebelum=oktober").status_code == 200


@pytest.mark.usefixtures("_without_second_factor")
def test_a_supervisor_orders_a_new_edition(edition: StatisticsEdition) -> None:
    desk = signed_in(builders.officer("supervisor"))
    page = desk.post(DESK, ORDER, follow=True).text
    assert "Edisi 2 dicatat" in page
    assert ORDER["reason"] in page
    assert StatisticsEdition.objects.get(number=2).done_at is None
    assert "sedang dibuat" in desk.post(DESK, ORDER, follow=True).text


@pytest.mark.usefixtures("_without_second_factor")
def test_a_first_edition_that_was_given_up_is_ordered_from_the_page() -> None:
    StatisticsEdition.objects.create(month=MONTH, ordered_at=AT, dead_at=AT, deliveries=5)
    desk = signed_in(builders.officer("supervisor"))
    assert 'value="2026-10"' in desk.get(DESK).text
    assert "Edisi 1 dicatat" in desk.post(DESK, ORDER, follow=True).text
    [edition] = StatisticsEdition.objects.lease(seconds=60)
    assert (edition.number, edition.reason, edition.ordered_by) == (1, "", None)


@pytest.mark.usefixtures("_without_second_factor")
def test_a_correction_that_was_given_up_says_the_reason_typed_last(
    edition: StatisticsEdition,
) -> None:
    StatisticsEdition.objects.create(
        month=MONTH, number=2, reason="Keliru.", ordered_at=AT, dead_at=AT, deliveries=5
    )
    supervisor = builders.officer("supervisor")
    page = signed_in(supervisor).post(DESK, ORDER, follow=True).text
    assert ORDER["reason"] in page
    assert "Keliru." not in page
    [again] = StatisticsEdition.objects.lease(seconds=60)
    assert (again.number, again.ordered_by) == (2, supervisor)


@pytest.mark.usefixtures("_without_second_factor")
def test_a_faulty_order_is_refused_and_kept(edition: StatisticsEdition) -> None:
    desk = signed_in(builders.officer("supervisor"))
    for fault in (
        {"reason": "x"},
        {"reason": "Orang 3171015205980007 minta"},
        {"month": "2020-01"},
    ):
        answer = desk.post(DESK, {**ORDER, **fault})
        assert answer.status_code == 422
        assert fault.get("reason", ORDER["reason"]) in answer.text
    assert StatisticsEdition.objects.count() == 1


@pytest.mark.usefixtures("_without_second_factor")
def test_an_auditor_reads_the_editions_and_orders_none(edition: StatisticsEdition) -> None:
    desk = signed_in(builders.officer("auditor"))
    page = desk.get(DESK).text
    assert "/angka/laporan/2026/10/edisi-1/id.pdf" in page
    assert "Buat edisi baru" not in page
    assert desk.post(DESK, ORDER).status_code == 403
    assert signed_in(builders.officer("agent")).get(DESK).status_code == 403


@pytest.mark.usefixtures("_without_second_factor")
def test_editions_are_paged_by_key(edition: StatisticsEdition) -> None:
    desk = signed_in(builders.officer("supervisor"))
    assert "edisi 1" in desk.get(f"{DESK}?sebelum={edition.pk + 1}").text
    assert "edisi 1" not in desk.get(f"{DESK}?sebelum={edition.pk}").text


@pytest.mark.usefixtures("_without_second_factor")
def test_before_the_first_report_both_pages_say_what_it_will_be_about_and_when(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = signed_in(builders.officer("supervisor"))
    monkeypatch.setattr(timezone, "now", lambda: AT)
    for page in (client.get("/angka/laporan/"), desk.get(DESK)):
        assert "terbit sesudah bulan pertama yang ada pengaduannya" in page.text
        assert "terbit Selasa" not in page.text
    Tally.objects.create(month=date(2026, 11, 1), ground="G03", province_code="31", filed=20)
    told = client.get("/angka/laporan/").text
    assert "Laporan pertama, tentang November 2026, terbit Selasa, 1 Desember 2026." in told
    assert "berapa hari kerja sampai diputus" in told
    # Cases of a month that is not over owe no report about the month before them.
    assert statistics.owe_last_month(at=AT) is None
    Tally.objects.create(month=MONTH, ground="G03", province_code="31", filed=20)
    assert statistics.owe_last_month(at=AT)
    assert "tentang Oktober 2026, sedang dibuat" in client.get("/angka/laporan/").text
    StatisticsEdition.objects.update(dead_at=AT)
    told = client.get("/angka/laporan/").text
    assert "tentang Oktober 2026, belum berhasil dibuat." in told
    assert "beberapa menit lagi" not in told
    StatisticsEdition.objects.update(dead_at=None, done_at=AT)
    assert statistics.first_report(at=AT) is None
    older = client.get("/angka/laporan/?sebelum=2020-01").text
    assert "Tidak ada laporan yang lebih lama." in older
    StatisticsEdition.objects.all().delete()
    assert "tentang Oktober 2026, sedang dibuat" in desk.get(DESK).text
