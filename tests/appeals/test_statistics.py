"""The monthly report: the published figures and no other, made once, corrected by new editions."""

import io
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import pypdf
import pypdfium2
import pytest
from django.utils import translation

from appeals import figures, statistics, tasks
from appeals.figures import LEAST, Line, Published, naming, publish
from appeals.figures.months import before
from appeals.models import StatisticsEdition, StatisticsFile, Tally
from appeals.statistics import charts, pdf, report
from portal import jobs
from portal.models import AuditEntry, User
from tests import builders
from tests.appeals.statistics import AT, MONTH, counted

pytestmark = pytest.mark.django_db
REASON = "Data satu provinsi terhitung dua kali."


@pytest.fixture
def published() -> Published:
    counted()
    return publish(on=before(MONTH, by=-1))


@pytest.fixture
def supervisor() -> User:
    return builders.officer("supervisor")


@pytest.fixture
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing: what is told of an edition does not hang on its picture."""

    def words(said: report.Report, *, language: str, at: datetime) -> bytes:
        return f"{language} {said.facts} {at}".encode()

    monkeypatch.setattr(pdf, "draw", words)


@lru_cache
def drawing(published: Published, language: str) -> bytes:
    """Return the report as it is drawn."""
    edition = StatisticsEdition(month=MONTH, reason=REASON)
    with translation.override(language):
        said = report.of(published, edition, at=AT)
        return pdf.draw(said, language=language, at=AT)


def made() -> StatisticsEdition:
    """Owe the month its report and draw it."""
    edition = statistics.owe_last_month(at=AT)
    assert edition
    return drawn()


def drawn() -> StatisticsEdition:
    """Draw the edition that is owed."""
    (leased,) = StatisticsEdition.objects.lease(seconds=60)
    statistics.make(leased, at=AT)
    leased.refresh_from_db()
    return leased


def content(edition: StatisticsEdition, language: str = "id") -> bytes:
    return bytes(edition.files.get(language=language).content)


def text(file: bytes) -> str:
    """Return the words of all pages, spaces and lines alike."""
    document = pypdfium2.PdfDocument(file)
    found = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(found.split())


def printed(line: Line) -> list[str]:
    """Return the figures of a line as the page shows them."""
    return [report.number(getattr(line, one.name)) for one in fields(Line) if one.name != "code"]


def rows(published: Published) -> Iterator[tuple[str, Line]]:
    for row in (*naming.by_ground(published), *naming.by_province(published)):
        yield row.name, row.line
    yield "Semua bulan", published.total


def test_the_report_tells_the_published_figures(published: Published) -> None:
    said = text(drawing(published, "id"))
    for name, line in rows(published):
        assert " ".join([name, *printed(line)]) in said
    for row in naming.by_month(published):
        assert row.month
        assert " ".join([str(row.month.year), *printed(row.line)]) in said


def test_its_tables_and_charts_know_no_other_figure(published: Published) -> None:
    told = {figure for _name, line in rows(published) for figure in printed(line)}
    told |= {figure for line in published.months for figure in printed(line)}
    parts = report.of(published, StatisticsEdition(month=MONTH), at=AT).parts
    cells = {
        cell for part in parts for table in part.tables for row in table.rows for cell in row[1:]
    }
    assert cells <= told
    pairs = [one for part in parts if isinstance(part.picture, report.Chart)
             for one in part.picture.pairs]  # fmt: skip
    assert {report.number(one) for pair in pairs for one in (pair.first, pair.second)} <= told


def test_what_is_withheld_cannot_be_computed_from_its_tables(published: Published) -> None:
    names = ("filed", "decided", "lifted", "upheld")
    for lines in (published.months, published.grounds, published.provinces):
        for place in names:
            whole = getattr(published.total, place)
            cells = [getattr(line, place) for line in lines]
            left = whole - sum(cell for cell in cells if cell is not None)
            hidden = cells.count(None)
            assert hidden != 1
            assert hidden == 0 or left >= LEAST
    said = text(drawing(published, "id"))
    assert "Papua Selatan – – – – – –" in said
    assert "Papua – – – – – –" in said


def test_a_chart_draws_nothing_withheld(published: Published) -> None:
    hidden = report.Pair("Papua", None, None)
    assert charts.levels([hidden, report.Pair("Bali", 60, 12)]) == (0, 30, 60)
    shape = next(
        one for part in report.of(published, StatisticsEdition(month=MONTH), at=AT).parts
        if isinstance(part.picture, report.Map) for one in part.picture.shapes if one.code == "91"
    )  # fmt: skip
    assert shape.fill == "#d5dbe1"


def test_too_few_cases_are_said_to_be_too_few(published: Published) -> None:
    said = report.of(publish(on=before(MONTH, by=9)), StatisticsEdition(month=MONTH), at=AT)
    assert said.summary
    counted_none = Published(MONTH, MONTH, Line("", *[None] * 6), (), (), ())
    few = report.of(counted_none, StatisticsEdition(month=MONTH), at=AT)
    assert (few.parts, len(few.summary)) == ((), 1)
    assert "terlalu sedikit" in few.summary[0]


def test_it_is_small_has_a_language_an_outline_and_tags(published: Published) -> None:
    for language, title in (("id", "Statistik"), ("en", "")):
        drawn = drawing(published, language)
        assert len(drawn) < 300_000
        document = pypdf.PdfReader(io.BytesIO(drawn))
        root: Any = document.root_object
        assert root["/Lang"] == language
        assert document.metadata
        assert title in str(document.metadata.title)
        assert len(document.outline) >= 1
        assert root["/MarkInfo"]["/Marked"]
        kinds = list(_kinds(root["/StructTreeRoot"]["/K"][0].get_object()))
        assert {"/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= set(kinds)
        said = text(drawn)
        with translation.override(language):
            parts = report.of(published, StatisticsEdition(month=MONTH), at=AT).parts
        heads = {
            word for part in parts for one in part.tables for word in " ".join(one.head).split()
        }
        assert not [word for word in heads if f"{word[:-1]} {word[-1]}" in said]


def _kinds(element: Any) -> Iterator[str]:
    """Yield the kind of each element below; what holds drawn content names its page."""
    yield element["/S"]
    for below in element.get("/K", []):
        if isinstance(below, int):
            assert element["/Pg"].get_object()["/Type"] == "/Page"
        else:
            yield from _kinds(below.get_object())


def test_every_picture_is_told_in_words(published: Published) -> None:
    for part in report.of(published, StatisticsEdition(month=MONTH), at=AT).parts:
        assert part.picture.words
        assert part.tables


@pytest.mark.usefixtures("_quickly")
def test_the_month_gets_its_report_once(published: Published) -> None:
    first = made()
    assert statistics.owe_last_month(at=AT + timedelta(days=2)) is None
    tasks.make_owed_statistics()
    assert StatisticsEdition.objects.filter(month=MONTH).count() == 1
    assert first.done_at
    assert StatisticsFile.objects.filter(edition=first).count() == 2


@pytest.mark.usefixtures("_quickly")
def test_a_job_that_ran_out_of_time_gives_the_edition_back(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = statistics.owe_last_month(at=AT)
    assert edition

    def forever(*, on: date) -> None:
        raise jobs.OutOfTime

    monkeypatch.setattr(figures, "tally_lately", forever)
    with pytest.raises(jobs.OutOfTime):
        tasks.make_owed_statistics()
    edition.refresh_from_db()
    assert (edition.done_at, edition.last_fault) == (None, jobs.OUT_OF_TIME)


def test_nothing_is_owed_where_nothing_was_ever_counted() -> None:
    assert statistics.owe_last_month(at=AT) is None


@pytest.mark.usefixtures("_quickly")
def test_a_correction_is_a_new_edition_with_its_reason(
    published: Published, supervisor: User
) -> None:
    first = made()
    kept = content(first)
    statistics.order_again(MONTH, reason=REASON, by=supervisor, at=AT)
    second = drawn()
    assert second.number == 2
    assert REASON in content(second).decode()
    assert content(first) == kept
    [newest] = statistics.latest(count=5)
    assert newest == second
    [entry] = AuditEntry.objects.filter(action="statistics.ordered")
    assert (entry.actor, entry.details["reason"]) == (supervisor, REASON)
    assert AuditEntry.objects.filter(action="statistics.made").count() == 2


@pytest.mark.usefixtures("_quickly")
def test_an_edition_of_an_old_month_counts_its_own_twelve_anew() -> None:
    builders.appeal_about(builders.block(), at=datetime(2025, 11, 12, 5, tzinfo=UTC))
    StatisticsEdition.objects.create(month=MONTH, ordered_at=AT)
    [leased] = StatisticsEdition.objects.lease(seconds=60)
    statistics.make(leased, at=AT + timedelta(days=400))
    assert Tally.objects.get().month == date(2025, 11, 1)


@pytest.mark.usefixtures("_quickly")
def test_one_edition_of_a_month_is_made_at_a_time(published: Published, supervisor: User) -> None:
    made()
    statistics.order_again(MONTH, reason=REASON, by=supervisor, at=AT)
    with pytest.raises(statistics.AlreadyOwed):
        statistics.order_again(MONTH, reason=REASON, by=supervisor, at=AT)


@pytest.mark.usefixtures("_quickly")
def test_an_edition_that_was_given_up_is_tried_again(
    published: Published, supervisor: User
) -> None:
    edition = statistics.owe_last_month(at=AT)
    StatisticsEdition.objects.update(dead_at=AT, deliveries=5)
    assert statistics.order_again(MONTH, reason=REASON, by=supervisor, at=AT) == edition
    assert drawn().number == 1


@pytest.mark.usefixtures("_quickly")
def test_only_supervisors_order_an_edition(published: Published) -> None:
    made()
    for role in ("agent", "auditor", "rule_officer", "privacy_officer"):
        with pytest.raises(statistics.NotAllowed):
            statistics.order_again(MONTH, reason=REASON, by=builders.officer(role), at=AT)


def test_the_same_report_is_drawn_the_same(published: Published) -> None:
    assert drawing.__wrapped__(published, "id") == drawing(published, "id")
