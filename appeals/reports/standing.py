"""What waits now, as the board's job counted it last: by silence risk and by age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from appeals import figures
from appeals.figures.desk_board import AGES
from appeals.reports import charts
from appeals.reports.desk_board import AGE_WORDS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Bands:
    """One way to tell open cases apart: words, count and style of each band."""

    key: str
    # Where its definition stands.
    meaning: str
    title: "StrOrPromise"
    chart: charts.RowChart
    rows: Sequence[tuple["StrOrPromise", int, str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """The open cases; `as_of` None: never counted yet."""

    as_of: datetime | None
    total: int
    overdue: int
    soon: int
    bands: Sequence[Bands]


def of() -> Standing:
    """Return what the job counted; one query over some dozens of rows."""
    board = figures.read_board()
    overdue, soon = board.of("backlog", "overdue"), board.of("backlog", "soon")
    risk: list[tuple[StrOrPromise, int, str]] = [
        (_("Lewat hari putusan: diam sudah berarti kabul"), overdue, "late"),
        (_("Hari ini sampai dua hari kerja lagi"), soon, "today"),
        (_("Nanti"), board.of("backlog", "later"), "plain"),
        (_("Waktunya berhenti, menunggu jawaban"), board.of("backlog", "paused"), "paused"),
    ]
    ages: list[tuple[StrOrPromise, int, str]] = [
        (AGE_WORDS[band], board.of("age", band), "late" if band == "61" else "plain")
        for band in AGES
    ]
    return Standing(
        as_of=board.as_of,
        total=board.of("backlog", "total"),
        overdue=overdue,
        soon=soon,
        bands=[
            Bands(
                "risk",
                "overdue",
                _("Menurut risiko diam dianggap kabul"),
                charts.backlog(risk),
                risk,
            ),
            Bands("age", "age", _("Menurut umur"), charts.backlog(ages), ages),
        ],
    )
