"""Draws the report as a PDF; the same report is drawn the same, byte by byte."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.statistics import charts
from appeals.statistics.page import INK, SOFT, Page
from appeals.statistics.report import Part, Report
from portal.calendar import JAKARTA


def draw(report: Report, *, language: str, at: datetime) -> bytes:
    """Return the report, in `language`, as it was made at `at`."""
    page = Page(
        title=f"{report.title}, {report.month}",
        language=language,
        subject=" ".join(report.summary),
        at=timezone.localtime(at, JAKARTA),
    )
    page.set_author(dict(report.facts).get(_("Penerbit"), ""))
    page.add_page()
    _cover(page, report)
    for part in report.parts:
        page.add_page()
        _part(page, part)
    page.add_page()
    _meanings(page, report)
    return bytes(page.output())


def _cover(page: Page, report: Report) -> None:
    page.ln(30)
    page.heading(report.title, level=1)
    page.paragraph(report.month, size=15)
    page.ln(8)
    for name, value in report.facts:
        page.paragraph(f"{name}: {value}")
    page.heading(_("Ringkasan"), level=2)
    for sentence in report.summary:
        page.paragraph(sentence, size=12, style="B")


def _part(page: Page, part: Part) -> None:
    page.heading(part.heading, level=2)
    if part.finding:
        page.paragraph(part.finding, size=11.5)
    page.ln(1)
    charts.draw(page, part.picture)
    for table in part.tables:
        page.rows(table.title, table.head, table.rows)
    page.ink(SOFT)
    for note in part.notes:
        page.paragraph(note, size=8.5)
    page.ink(INK)


def _meanings(page: Page, report: Report) -> None:
    page.heading(_("Arti setiap angka"), level=2)
    for chapter in report.definitions:
        for one in chapter.definitions:
            page.heading(str(one.name), level=3, room=18)
            page.paragraph(" ".join(one.sentences()))
    page.heading(_("Cara menghitung, dan angka yang tidak ditampilkan"), level=2)
    for sentence in report.method:
        page.paragraph(sentence)
