"""What stands out in reports: rules, officers, opinions, photos and remedies, and who reads it."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from appeals import figures
from appeals.models import FeedbackDay, OfficerDay, PhotoDay, RuleDay
from appeals.reports import campaigns, filters, officer_rates, opinions, photo_flaws, rule_rates
from appeals.reports.filters import Filters
from appeals.reports.urls import urlpatterns
from eligibility.models import ImportBatch
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility.campaigns import approved, blocks_by, opened, work_off
from tests.eligibility.campaigns import batch as wrong_file

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
WEEK = Filters(TODAY - timedelta(days=6), TODAY)
PAGES = ("report_rules", "report_opinions", "report_photos", "report_remedies")


@pytest.fixture
def desk(settings: Settings) -> Client:
    settings.SECOND_FACTOR = False
    return signed_in(builders.officer("supervisor"))


def rule_day(rule: str, lifted: int, upheld: int, **over: object) -> None:
    values: dict[str, object] = {
        "day": TODAY, "level": 1, "ground": "G03", "rule": rule, "policy": builders.policy(rule),
        "source": "", "lifted": lifted, "upheld": upheld, "silent": 0,
    }  # fmt: skip
    RuleDay.objects.create(**{**values, **over})


def officer_day(officer: object, **over: object) -> None:
    OfficerDay.objects.create(**{"day": TODAY, "officer": officer, "level": 1, **over})


def test_the_most_certainly_wrong_rule_comes_first_and_is_named(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    batch = ImportBatch.objects.create(
        kind="verdicts", source="kemdikbud", source_date=date(2026, 3, 3), started_at=NOON
    )
    rule_day("age", 3, 0, ground="G02")
    rule_day("education", 60, 30, source="kemdikbud", batch=batch)
    rule_day("education", 20, 10, source="kemdikbud", batch=batch, level=2)
    rule_day("household", 5, 95, ground="G06")
    rule_day("household", 99, 0, ground="G06", day=TODAY - timedelta(days=30))
    with django_assert_num_queries(3):
        found = rule_rates.of(WEEK)
    versions, registers, files = found.parts
    assert [(one.decided, one.stands_out) for one in versions.rows] == [
        (120, True), (3, False), (100, False),
    ]  # fmt: skip
    assert found.headline.startswith("Versi 1 dari ")
    assert "67 % dari 120" in found.headline
    assert versions.rows[0].said == ("67 %", "58 %", "74 %")
    assert [one.part for one in registers.rows] == ["Kemdikbud"]
    assert f"batch={batch.pk}" in files.rows[0].remedy
    first_level = Filters(WEEK.first, WEEK.last, ground="G03", level="1")
    assert [one.decided for one in rule_rates.of(first_level).parts[0].rows] == [90]


def test_few_decisions_are_called_few() -> None:
    assert rule_rates.of(WEEK).headline == "Belum ada blokir yang diputus orang dalam hari-hari ini"
    rule_day("education", 9, 0)
    found = rule_rates.of(WEEK)
    assert (found.is_alarming, found.headline.split(":")[0]) == (False, "Baru 9 blokir diputus")


def test_only_the_worst_files_are_looked_up(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(40):
        batch = ImportBatch.objects.create(
            kind="verdicts", source="emis", source_date=TODAY, started_at=NOON
        )
        rule_day("education", number, 40 - number, source="emis", batch=batch)
    with django_assert_num_queries(3):
        files = rule_rates.of(WEEK).parts[2]
    assert (len(files.rows), files.count, files.rows[0].lifted) == (30, 40, 39)
    assert all("EMIS" in one.part for one in files.rows)


def test_officers_are_listed_by_key_with_their_median_and_never_ranked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(officer_rates, "PAGE", 2)
    people = [builders.officer() for _number in range(3)]
    for place, one in enumerate(people):
        officer_day(one, granted=place, refused=1, minutes={"10": 1, "300": place})
    officer_day(people[0], level=2, refused=4, appealed=0, agreed=2, wrong=1)
    first = officer_rates.of(WEEK)
    assert [(one.user, one.decided, one.took) for one in first.rows] == [
        (people[0], 5, "10 menit"), (people[1], 2, "10 menit"),
    ]  # fmt: skip
    assert (first.rows[0].judged, first.next) == (3, people[1].pk)
    assert first.headline == "3 petugas memutus 10 pengaduan"
    rest = officer_rates.of(WEEK, after=people[1].pk)
    assert ([one.took for one in rest.rows], rest.next) == (["5 jam"], None)


def test_opinions_stand_beside_how_many_were_asked() -> None:
    cell = {"day": TODAY, "level": 1, "channel": "web"}
    for conclusion, score, said, count in (
        ("granted", 5, "yes", 30), ("granted", 0, "", 50), ("refused", 1, "no", 10),
    ):  # fmt: skip
        FeedbackDay.objects.create(
            **cell, conclusion=conclusion, score=score, understood=said, count=count
        )
    found = opinions.of(WEEK)
    assert found.headline == "75 % memberi nilai 4 atau 5; yang menjawab 44 % dari 90 kasus"
    granted, refused = found.outcomes
    assert (granted.cases, granted.answers, granted.understood_said) == (80, 30, "100 %")
    assert refused.content_said == "0 % (0 % – 28 %)"
    assert opinions.of(Filters(WEEK.first, WEEK.last, channel="phone")).all.cases == 0


def test_photos_tell_the_usual_flaw_of_those_that_open() -> None:
    for kind, what, count in (
        ("ektp", "sent", 100), ("ektp", "flawed", 30), ("ektp", "blurred", 20),
        ("ektp", "glare", 15), ("ektp", "refused", 40), ("kk", "sent", 20),
    ):  # fmt: skip
        PhotoDay.objects.create(day=TODAY, channel="web", kind=kind, what=what, count=count)
    found = photo_flaws.of(WEEK)
    assert found.headline == "38 % dari 120 berkas tampak sulit dilihat, terbanyak: buram"
    assert [(one.title, one.share) for one in found.flaws[:2]] == [
        ("Buram", "25 %"), ("Pantulan cahaya", "19 %"),
    ]  # fmt: skip
    assert [(one.share, one.usual) for one in found.kinds] == [("50 %", "Buram"), ("0 %", "")]


def test_remedies_are_paged_by_key_with_whom_they_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    source, other = wrong_file(), wrong_file()
    blocks_by(source)
    work_off(approved(source))
    blocks_by(other, 1)
    opened(other)
    figures.count_campaigns(at=NOON)
    monkeypatch.setattr(campaigns, "PAGE", 1)
    newest = campaigns.of()
    assert newest.headline == "1 menunggu persetujuan, 0 berjalan"
    assert [(one.state, one.figure) for one in newest.rows] == [("Menunggu persetujuan", None)]
    [older] = campaigns.of(before=newest.next).rows
    assert older.figure is not None
    assert (older.lifted, older.figure.people, older.figure.free) == (3, 3, 3)


def test_tables_that_scroll_are_reached_by_keyboard_and_wide_ones_say_so_in_words() -> None:
    tables = 0
    for path in (settings.BASE_DIR / "templates" / "appeals" / "reports").glob("*.html"):
        text = path.read_text()
        for opened_by in re.findall(r'<div class="report-table[^>]*>', text):
            for said in ('role="group"', 'tabindex="0"', 'aria-labelledby="'):
                assert said in opened_by, path.name
            tables += 1
        assert text.count("report-wide") == text.count("/_scroll_hint.html"), path.name
    assert tables > 8


def test_supervisors_read_every_page_and_its_addresses_open(desk: Client) -> None:
    batch = wrong_file()
    rule_day("education", 60, 30, source="kemdikbud", batch=batch, day=builders.now().date())
    officer_day(builders.officer(), granted=1, day=builders.now().date())
    for name in (*PAGES, "report_officers"):
        page = desk.get(reverse(name), {"provinsi": "31", "kanal": "web"})
        assert page.status_code == 200
        if name != "report_remedies":
            assert "Saringan ini tidak berlaku di halaman ini: " in page.text
    for one in (row for part in rule_rates.of(_now()).parts for row in part.rows):
        assert desk.get(one.address).status_code == 200
        assert not one.remedy or desk.get(one.remedy).status_code == 200


def test_every_page_answers_head_and_leads_to_the_others(desk: Client) -> None:
    pages = [reverse(str(one.name)) for one in urlpatterns if "<" not in str(one.pattern)]
    assert len(pages) > 11
    for address in pages:
        answer = desk.head(address)
        assert (address, answer.status_code) == (address, 200)
        assert "appeals/reports/_tabs.html" in [one.name for one in answer.templates], address


def test_pages_of_days_say_as_of_when_and_what_is_owed(desk: Client) -> None:
    builders.appeal(at=builders.now())
    for name in ("report_rules", "report_officers", "report_opinions", "report_photos"):
        assert "1 hari belum dihitung" in desk.get(reverse(name)).text
    figures.refresh_slices(at=builders.now())
    for name in ("report_rules", "report_officers", "report_opinions", "report_photos"):
        page = desk.get(reverse(name)).text
        assert "belum dihitung" not in page
        assert "Dihitung " in page


def test_auditors_read_rates_without_officers_and_steps(settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    rule_day("education", 60, 30, day=builders.now().date())
    auditor = signed_in(builders.officer("auditor"))
    page = auditor.get(reverse("report_rules")).text
    assert "mencolok" in page
    assert reverse("report_officers") not in page
    assert reverse("admin:eligibility_remedy_add") not in page
    assert auditor.get(reverse("report_officers")).status_code == 403


def _now() -> Filters:
    return filters.read({}, today=builders.now().date()).filters
