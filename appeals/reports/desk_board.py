"""The supervisors' board: figures that a job counted, each with its bar and, where a list holds just
these rows, the way to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from appeals import figures
from appeals.figures.desk_board import AGES, DAYS, QUALITY_DAYS
from appeals.models import QualityReview
from appeals.reports import charts
from appeals.reports.figures import Day
from portal.models import Role, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_QUEUE = "admin:appeals_appeal_changelist"
_SAMPLE = "admin:appeals_qualityreview_changelist"
_WAITS = "admin:appeals_sourcerequest_changelist"
_MOST_OFFICERS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what it counts, how many, how its bar looks, and where just these rows are listed.

    An empty address: no list holds them and nothing else.
    """

    words: "StrOrPromise"
    count: int
    style: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A chart with the table that says the same."""

    key: str
    title: "StrOrPromise"
    chart: charts.RowChart
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Flow:
    """What came in and went out on one day; `ended` without a decision."""

    day: date
    filed: int
    decided: int
    ended: int


@dataclass(frozen=True, slots=True)
class DeskBoard:
    """All of it, and as of when it was counted; None: never yet."""

    as_of: datetime | None
    parts: Sequence[Part]
    flow: Sequence[Flow]
    flow_chart: charts.DayChart


def of(*, day: date) -> DeskBoard:
    """Return the board as the job counted it last; two queries over small tables."""
    counted = figures.read_board()
    flow = _flow(counted, day)
    days = [Day(one.day, one.filed, one.decided + one.ended) for one in flow]
    return DeskBoard(
        as_of=counted.as_of,
        parts=[
            _part("due", _("Antrean menurut tenggat"), _due(counted)),
            _part("waiting", _("Yang perlu diputus dulu"), _waiting(counted)),
            _part("age", _("Umur kasus terbuka"), _ages(counted)),
            _part("load", _("Beban tiap petugas"), _load(counted)),
            _part("questions", _("Pertanyaan kepada peserta"), _questions(counted)),
            _part("sources", _("Menunggu lembaga"), _sources(counted)),
            _part("quality", _("Contoh mutu, 90 hari"), _quality(counted, day)),
        ],
        flow=flow[::-1],
        flow_chart=charts.days(days),
    )


def _part(key: str, title: "StrOrPromise", lines: Sequence[Line]) -> Part:
    bands = [(line.words, line.count, line.style) for line in lines]
    return Part(key, title, charts.backlog(bands), lines)


def _queue(**asked: str) -> str:
    return f"{reverse(_QUEUE)}?{urlencode(asked)}"


def _list(name: str, **asked: str) -> str:
    return f"{reverse(name)}?{urlencode(asked)}" if asked else reverse(name)


def _due(counted: figures.Board) -> list[Line]:
    def line(words: "StrOrPromise", part: str, style: str, address: str) -> Line:  # noqa: PLR0917
        return Line(words, counted.of("backlog", part), style, address)

    return [
        line(_("Terlambat"), "overdue", "late", _queue(tab="overdue")),
        line(_("Hari ini sampai dua hari kerja"), "soon", "today", _queue(tab="open", due="soon")),
        line(_("Nanti"), "later", "plain", _queue(tab="open", due="later")),
        line(_("Berhenti: menunggu peserta"), "person", "paused", _queue(tab="person")),
        line(_("Berhenti: menunggu lembaga"), "source", "paused", _queue(tab="source")),
    ]


def _waiting(counted: figures.Board) -> list[Line]:
    return [
        Line(_("Belum diambil"), counted.of("backlog", "unclaimed"), "plain",
             _queue(tab="unclaimed")),
        Line(_("Menunggu persetujuan kedua"), counted.of("backlog", "approval"), "plain",
             _queue(tab="approval")),
        Line(_("Semua yang terbuka"), counted.of("backlog", "total"), "plain", _queue(tab="open")),
    ]  # fmt: skip


AGE_WORDS: Mapping[str, "StrOrPromise"] = {
    "0-3": _("0-3 hari"), "4-7": _("4-7 hari"), "8-14": _("8-14 hari"), "15-30": _("15-30 hari"),
    "31-60": _("31-60 hari"), "61": _("Lebih dari 60 hari"),
}  # fmt: skip


def _ages(counted: figures.Board) -> list[Line]:
    return [
        Line(AGE_WORDS[band], counted.of("age", band), "late" if band == "61" else "plain",
             _queue(tab="open", age=band))
        for band in AGES
    ]  # fmt: skip


def _load(counted: figures.Board) -> list[Line]:
    most = sorted(counted.parts("load").items(), key=lambda each: -each[1])[:_MOST_OFFICERS]
    rows = User.objects.filter(pk__in=[key for key, _count in most])
    # The queue narrows by nobody else.
    examining = User.objects.filter(
        pk=OuterRef("pk"), is_active=True, groups__name__in=(Role.AGENT, Role.SUPERVISOR)
    )
    people = {str(one.pk): one for one in rows.annotate(is_offered=Exists(examining))}
    return [
        Line(
            people[key].called,
            count, "plain", _queue(tab="open", officer=key) if people[key].is_offered else "",
        )
        for key, count in most
        if key in people
    ]  # fmt: skip


def _questions(counted: figures.Board) -> list[Line]:
    return [
        Line(_("Lewat setengah waktu"), counted.of("questions", "old"), "today"),
        Line(_("Belum setengah waktu"), counted.of("questions", "young"), "plain"),
    ]


def _sources(counted: figures.Board) -> list[Line]:
    return [
        Line(_("Terlambat dijawab"), counted.of("sources", "late"), "late",
             _list(_WAITS, state="late")),
        Line(_("Masih dalam waktunya"), counted.of("sources", "waiting"), "plain",
             _list(_WAITS, state="in_time")),
    ]  # fmt: skip


def _quality(counted: figures.Board, day: date) -> list[Line]:
    styles = {"wrong_outcome": "late", "form_fault": "today", "agree": "lifted"}
    since = (day - timedelta(days=QUALITY_DAYS)).isoformat()
    verdicts = [("waiting", _("Belum dinilai")), *QualityReview.Verdict.choices]
    return [
        Line(words, counted.of("quality", verdict), styles.get(verdict, "plain"),
             _list(_SAMPLE, verdict=verdict, since=since))
        for verdict, words in verdicts
    ]  # fmt: skip


def _flow(counted: figures.Board, day: date) -> list[Flow]:
    days = [day - timedelta(days=back) for back in reversed(range(DAYS))]
    return [
        Flow(
            one,
            counted.of("filed", one.isoformat()),
            counted.of("decided", one.isoformat()),
            counted.of("ended", one.isoformat()),
        )
        for one in days
    ]
