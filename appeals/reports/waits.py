"""How long people waited, from the slices: half of them, and nine in ten, by ground, channel, level."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from appeals.figures.cells import Cell
from appeals.figures.quantiles import quantile
from appeals.figures.slice_reading import Read, Sum
from appeals.models import Appeal
from appeals.reports import charts, words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_HALF, _NINE_IN_TEN = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Wait:
    """How many of one kind, and in how many working days half and nine in ten of them were done."""

    name: str
    count: int
    half: int
    nine: int


@dataclass(frozen=True, slots=True)
class Group:
    """One way to tell them apart."""

    key: str
    title: "StrOrPromise"
    chart: charts.RowChart
    rows: Sequence[Wait]


@dataclass(frozen=True, slots=True)
class Waits:
    """All together, None where nobody was answered or decided about, and each way apart."""

    together: Wait | None
    groups: Sequence[Group]


def until_answer(read: Read) -> Waits:
    """Return the working days to the first answer."""
    return _waits(read, lambda one: one.answer_days)


def until_decision(read: Read) -> Waits:
    """Return the working days to the decision."""
    return _waits(read, lambda one: one.decision_days)


def _waits(read: Read, days: Callable[[Sum], Counter[int]]) -> Waits:
    channels = dict(Appeal.Channel.choices)
    ways: tuple[tuple[str, StrOrPromise, Callable[[Cell], str], Callable[[str], str]], ...] = (
        ("ground", _("Menurut alasan blokir"), lambda cell: cell.ground, words.ground_or_none),
        ("channel", _("Menurut kanal"), lambda cell: cell.channel, lambda key: str(channels[key])),
        ("level", _("Menurut tingkat"), lambda cell: str(cell.level), words.level),
    )
    groups = []
    for key, title, of, named in ways:
        found = [_wait(named(code), days(one)) for code, one in sorted(read.by(of).items())]
        rows = [wait for wait in found if wait is not None]
        groups.append(
            Group(key, title, charts.waits([(w.name, w.half, w.nine) for w in rows]), rows)
        )
    everybody = read.by(lambda _cell: "").get("", Sum())
    return Waits(_wait("", days(everybody)), groups)


def _wait(name: str, days: Counter[int]) -> Wait | None:
    half, nine = quantile(days, _HALF), quantile(days, _NINE_IN_TEN)
    if half is None or nine is None:
        return None
    return Wait(name, days.total(), half, nine)
