"""Every figure has its definition, one tap away, and it tells what is in force."""

import re
from dataclasses import fields

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from appeals import clocks
from appeals.figures import Line, published
from appeals.figures.definitions import PUBLISHED
from appeals.reports import definitions
from appeals.reports.urls import urlpatterns
from tests import builders
from tests.appeals.exports import signed_in

PAGE = "/pmo/laporan/arti/"
_LINK = re.compile(rf'href="{PAGE}#([\w-]+)"')
_SECTION = re.compile(r'<section class="report".*?</section>', re.DOTALL)


@pytest.fixture
def desk(db: None, settings: Settings) -> Client:
    settings.SECOND_FACTOR = False
    return signed_in(builders.officer("supervisor"))


def of(key: str) -> str:
    """Return the words of one definition."""
    (found,) = (
        one for chapter in definitions.CHAPTERS for one in chapter.definitions if one.key == key
    )
    return " ".join(found.sentences())


def test_every_figure_of_the_reports_leads_to_its_definition(desk: Client) -> None:
    builders.appeal()
    # One export or plan, which an address names, has no figure; nor have the definitions.
    shown = [one.name for one in urlpatterns if "<" not in str(one.pattern)]
    shown.remove("report_definitions")
    told = set(re.findall(r'<div class="meaning" id="([\w-]+)"', desk.get(PAGE).text))
    for name in shown:
        page = desk.get(reverse(str(name))).text
        bare = [one[:120] for one in _SECTION.findall(page) if not _LINK.search(one)]
        assert (name, bare) == (name, [])
        assert (name, 'class="figure"' in _SECTION.sub("", page)) == (name, False)
        assert (name, set(_LINK.findall(page)) - told) == (name, set())


def test_every_figure_for_everybody_has_a_definition() -> None:
    told = {one.key for chapter in PUBLISHED for one in chapter.definitions}
    assert {one.name for one in fields(Line)} - {"code"} <= told


def test_an_anchor_names_one_definition() -> None:
    keys = [one.key for chapter in definitions.CHAPTERS for one in chapter.definitions]
    assert len(keys) == len(set(keys))
    assert not {chapter.key for chapter in definitions.CHAPTERS} & set(keys)


def test_a_definition_tells_the_limit_in_force(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(published, "LEAST", 25)
    monkeypatch.setattr(clocks, "DECISION_WORKING_DAYS", 17)
    settings.QUALITY_REFUSALS_PERCENT = 41
    settings.FUSE_LEAST_DECIDED = 77
    assert "Jumlah 25 atau lebih" in of("hidden")
    assert "17 hari kerja" in of("decision_day")
    assert "17 hari kerja" in of("overdue")
    assert "penolakan 41" in of("quality")
    assert "77 putusan" in of("interval")


@pytest.mark.parametrize(("is_on", "said"), [(True, "menyala"), (False, "mati")])
def test_it_tells_whether_silence_grants(settings: Settings, is_on: bool, said: str) -> None:
    settings.SILENCE_GRANTS = is_on
    assert f"sekarang {said}" in of("silence")


def test_it_names_the_statuses_that_the_count_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "“Menunggu peserta”" in of("overdue")
    monkeypatch.setattr(definitions, "PAUSED", ("waiting_source",))
    assert "“Menunggu peserta”" not in of("overdue")
