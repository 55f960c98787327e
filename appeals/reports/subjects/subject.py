"""The shape of an export: columns to choose, filters to narrow by, rows read one by one.

Which kinds there are, the modules beside this one say; how a file is written, portal.exports.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q, QuerySet

from appeals.reports import reading
from appeals.reports.period import Period
from appeals.reports.reading import Show

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# What the values of a subject's filter are called, by the subject's identity and the filter's key.
Words = dict[tuple[int, str], dict[str, "StrOrPromise"]]


class TooSlow(TimeoutError):
    """The first rows lie too far apart to be read while somebody waits."""


class UnknownChoice(ValueError):
    """A column or a filter that the subject does not have, or a value that it does not offer."""


@dataclass(frozen=True, slots=True)
class Open:
    """How a masked column reads in a file whose names and numbers are open."""

    title: "StrOrPromise"
    show: Show


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the order, its title, where its value stands, how it is shown."""

    key: str
    title: "StrOrPromise"
    field: str
    show: Show
    open: Open | None = None
    # Whether it stands in a file for which nobody chose columns.
    is_usual: bool = True
    # Whether it counts something; numbers of cases, accounts and people are text.
    is_count: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What rows may be narrowed by: one of `choices`, and the condition it stands for."""

    key: str
    label: "StrOrPromise"
    choices: Callable[[], Iterable[tuple[str, "StrOrPromise"]]]
    condition: Callable[[str], Q]

    def words(self) -> dict[str, "StrOrPromise"]:
        """Return what each value is called."""
        return {str(code): words for code, words in self.choices()}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which columns, by their keys (none: the usual ones), and which filters with which value."""

    columns: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def kept(cls, kept: Mapping[str, Any]) -> Self:  # Any: what a row's JSON holds
        """Return the choice that `as_kept` wrote into a row."""
        return cls(tuple(kept.get("columns", ())), dict(kept.get("filters", {})))

    def as_kept(self) -> dict[str, object]:
        """Return the choice as a row keeps it."""
        return {"columns": list(self.columns), "filters": dict(self.filters)}


USUAL = Choice()


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of export; what `of` returns is in the order of the file."""

    columns: Sequence[Column]
    of: Callable[[Period], QuerySet[Any, Any]]  # Any: each subject has its own model
    filters: Sequence[Filter] = ()
    # Into which spans the days are read one after the other: rows of one never need another.
    parts: Callable[[Period], Iterable[Period]] = lambda period: (period,)

    # In a file with open names: whose they are, by model label and the field with their key.
    people: tuple[str, str] | None = None

    @property
    def can_be_open(self) -> bool:
        """Whether it tells of people whose names and numbers are masked."""
        return self.people is not None

    def opened(self) -> Self:
        """Return the subject with names and numbers in full."""
        shown = [
            replace(column, title=column.open.title, show=column.open.show)
            if column.open
            else column
            for column in self.columns
        ]
        return replace(self, columns=shown)

    def check(self, choice: Choice) -> None:
        """Raise UnknownChoice unless every column and filter value is the subject's own."""
        known = {column.key for column in self.columns}
        if unknown := [key for key in choice.columns if key not in known]:
            raise UnknownChoice(f"no such columns: {unknown}")
        offered = {each.key: each for each in self.filters}
        for key, value in choice.filters.items():
            if key not in offered or value not in {str(code) for code, _ in offered[key].choices()}:
                raise UnknownChoice(f"no such filter: {key}")

    def chosen(self, choice: Choice = USUAL) -> list[Column]:
        """Return the columns of the choice in the subject's own order.

        One that an older version still knew is left out; with none left the usual ones stand.
        """
        picked = [column for column in self.columns if column.key in choice.columns]
        return picked or [column for column in self.columns if column.is_usual]

    def header(self, choice: Choice = USUAL) -> list[str]:
        """Return the columns' titles."""
        return [str(column.title) for column in self.chosen(choice)]

    def counts(self, choice: Choice = USUAL) -> frozenset[int]:
        """Return which of the chosen columns hold counts, from 0 on."""
        chosen = enumerate(self.chosen(choice))
        return frozenset(place for place, column in chosen if column.is_count)

    def filters_in_words(self, choice: Choice, known: Words | None = None) -> list[str]:
        """Return each filter that is set with its value, as the form says them.

        A value that is offered no more keeps its code. Filters whose words are `known` are not
        asked again, those that are asked become known.
        """
        known = {} if known is None else known
        said = []
        for each in self.filters:
            if (value := choice.filters.get(each.key)) is not None:
                if (id(self), each.key) not in known:
                    known[id(self), each.key] = each.words()
                said.append(f"{each.label}: {known[id(self), each.key].get(value, value)}")
        return said

    def count(self, period: Period, choice: Choice = USUAL) -> int:
        """Return how many rows the file has now; for a worker, never for a page."""
        return sum(reading.count(self._values(part, choice)) for part in self.parts(period))

    def count_to(self, most: int, period: Period, choice: Choice = USUAL) -> int:
        """Return how many rows the file has, counting no more than `most`."""
        return reading.count(self._values(period, choice)[:most])

    def estimate(self, period: Period, choice: Choice = USUAL) -> int:
        """Return how many rows the planner expects; it reads none."""
        parts = list(self.parts(period))
        typical = self._values(parts[len(parts) // 2], choice)
        [planned] = json.loads(typical.explain(format="json"))
        return int(planned["Plan"]["Plan Rows"]) * len(parts)

    def rows(self, period: Period, choice: Choice = USUAL) -> Iterator[list[str]]:
        """Yield the rows as text, oldest first, decrypting only what the columns need."""
        values = (self._values(part, choice) for part in self.parts(period))
        blocks = chain.from_iterable(map(reading.columns, values))
        return reading.shown(blocks, self._shows(choice))

    def rows_of_people(
        self, period: Period, choice: Choice, *, people: dict[int, None]
    ) -> Iterator[list[str]]:
        """Yield the rows, and put the key of each one's person into `people` as it is read.

        So who is written down is who stands in the file, whatever else changes meanwhile.
        """
        assert self.people is not None
        fields = list(dict.fromkeys([*self._fields(choice), self.people[1]]))
        whose = fields.index(self.people[1])

        def noted() -> Iterator[reading.Columns]:
            for part in self.parts(period):
                for block in reading.columns(self._narrowed(part, choice).values_list(*fields)):
                    people.update(dict.fromkeys(key for key in block[whose] if key is not None))
                    yield block

        return reading.shown(noted(), self._shows(choice))

    def first_rows(
        self, most: int, period: Period, choice: Choice = USUAL, *, seconds: float = inf
    ) -> list[list[str]]:
        """Return the first rows exactly as `rows` yields them, reading little more.

        Raises TooSlow where they lie so far apart that no new part is begun within `seconds`.
        """
        parts = (self._values(part, choice)[:most] for part in _within(seconds, self.parts(period)))
        found = list(islice((row for part in parts for row in part), most))
        blocks = [list(zip(*found, strict=True))] if found else []
        return list(reading.shown(blocks, self._shows(choice)))

    def _shows(self, choice: Choice) -> list[tuple[int, Show]]:
        fields = self._fields(choice)
        return [(fields.index(column.field), column.show) for column in self.chosen(choice)]

    def _values(self, period: Period, choice: Choice) -> QuerySet[Any, Any]:
        return self._narrowed(period, choice).values_list(*self._fields(choice))

    def _narrowed(self, period: Period, choice: Choice) -> QuerySet[Any, Any]:
        rows = self.of(period)
        for each in self.filters:
            if each.key in choice.filters:
                rows = rows.filter(each.condition(choice.filters[each.key]))
        return rows

    def _fields(self, choice: Choice) -> list[str]:
        return list(dict.fromkeys(column.field for column in self.chosen(choice)))


def _within(seconds: float, parts: Iterable[Period]) -> Iterator[Period]:
    begun = monotonic()
    for part in parts:
        if monotonic() - begun > seconds:
            raise TooSlow(f"after {seconds} s still at {part.first}")
        yield part
