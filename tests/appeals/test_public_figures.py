"""The figures' page: for everybody, for caches, small, in both languages, and its map and CSV."""

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from appeals.figures import map_picture
from appeals.figures.months import before, month_of
from appeals.models import Tally
from appeals.public import outline
from eligibility.grounds import Ground
from portal import calendar, regions

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted() -> None:
    """Last month's figures of three provinces, one of them small."""
    month = before(month_of(calendar.civil_date(timezone.now())))
    for province, count in (("31", 2500), ("32", 120), ("91", 40), ("93", 4)):
        for ground in (Ground.EDUCATION, Ground.HOUSEHOLD):
            Tally.objects.create(
                month=month, ground=ground, province_code=province, filed=count, decided=count,
                lifted=count // 2, upheld=count - count // 2, days={"4": count},
            )  # fmt: skip


def test_the_page_tells_what_came_in_and_what_became_of_it(client: Client, counted: None) -> None:
    page = client.get("/angka/").content.decode()
    assert "<strong>5.330</strong> blokir diadukan" in page
    assert "50 %" in page
    assert ">Jawa Barat</th>" in page


def test_small_provinces_are_named_without_a_number(client: Client, counted: None) -> None:
    page = client.get("/angka/").content.decode()
    rows = dict(re.findall(r'<th scope="row" [^>]*>(.*?)</th>\s*<td [^>]*>(.*?)</td>', page))
    assert rows["DKI Jakarta"] == "5.000"
    assert "tidak ditampilkan" in rows["Papua Selatan"]
    assert "tidak ditampilkan" in rows["Papua"]


@pytest.mark.parametrize("address", ["/angka/", "/angka/peta.svg", "/angka/angka.csv"])
def test_caches_may_keep_it_for_everybody(client: Client, counted: None, address: str) -> None:
    response = client.get(address)
    assert "public" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.parametrize("address", ["/angka/", "/angka/peta.svg", "/angka/angka.csv"])
def test_it_is_read_only(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/angka/", "/angka/?bahasa=en"])
def test_the_page_speaks_english_to_english_browsers(client: Client, address: str) -> None:
    response = client.get(address, headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert '<html lang="en' in response.content.decode()
    assert response["Content-Language"] == "en"


def test_the_address_overrules_the_browser(client: Client) -> None:
    page = client.get("/angka/?bahasa=id", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="id"' in page


def test_too_few_cases_are_said_to_be_too_few(client: Client) -> None:
    Tally.objects.create(
        month=before(month_of(calendar.civil_date(timezone.now()))), filed=3, decided=2, lifted=2
    )
    assert "masih terlalu sedikit" in client.get("/angka/").content.decode()


def test_the_file_holds_the_same_cells(client: Client, counted: None) -> None:
    lines = client.get("/angka/angka.csv").content.decode().splitlines()
    told = {(row["table"], row["code"]): row for row in csv.DictReader(lines)}
    assert told["total", ""]["filed"] == "5330"
    assert told["province", "93"]["filed"] == ""
    assert told["province", "91"]["lifted_percent"] == ""
    assert told["ground", "G03"]["median_working_days"] == "4"


def test_a_second_visit_counts_nothing(
    client: Client, counted: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/angka/")
    with django_assert_num_queries(0):
        client.get("/angka/")


def test_the_map_colours_what_is_told(client: Client, counted: None) -> None:
    response = client.get("/angka/peta.svg")
    assert response["Content-Type"] == "image/svg+xml"
    drawn = ET.fromstring(response.content)
    fills = [path.get("fill") for path in drawn.iter("{http://www.w3.org/2000/svg}path")]
    by_code = dict(zip(map_picture.outlines(), fills, strict=True))
    assert len(fills) == 34
    assert by_code["91"] == map_picture.HIDDEN
    assert by_code["11"] == map_picture.NONE
    assert by_code["31"] not in {map_picture.HIDDEN, map_picture.NONE}


def test_every_province_is_drawn_or_lies_in_one_that_is() -> None:
    drawn = set(map_picture.outlines())
    assert drawn == set(outline.CODES.values())
    today = set(regions.PROVINCES) - {"54"}
    assert today - drawn == set(map_picture.DRAWN_WITHIN)
    assert set(map_picture.DRAWN_WITHIN.values()) <= drawn


def test_outlines_are_rounded_and_specks_left_out(tmp_path: Path) -> None:
    source, to = tmp_path / "source.svg", tmp_path / "to.json"
    source.write_text(
        '<path\n id="id-ba"\n name="Bali"\n d="m 1.2,1.1 2,0 2,0.1 0,3 -4,0 z m 0.1,0.1 0.1,0 z"/>'
    )
    call_command("simplify_map", str(source), "--to", str(to), stdout=io.StringIO())
    assert to.read_text().strip() == '{\n"51": "M1 1l4 0 0 3-4 0z"\n}'


def test_english_chosen_there_is_remembered_elsewhere(client: Client) -> None:
    page = client.get("/angka/?bahasa=en")
    assert not page.cookies
    assert 'class="brand" href="/bahasa/en/?next=/"' in page.content.decode()
    answer = client.get("/bahasa/en/?next=/")
    assert answer["Location"] == "/"
    assert '<html lang="en">' in client.get("/").content.decode()


@pytest.mark.parametrize("hostile", ["https://evil.example/", "//evil.example/", ""])
def test_a_language_leads_to_no_other_site(client: Client, hostile: str) -> None:
    assert client.get("/bahasa/en/", {"next": hostile})["Location"] == "/"


def test_an_unknown_language_is_no_page(client: Client) -> None:
    assert client.get("/bahasa/xx/").status_code == 404
