"""The figures that everybody may read: twelve whole months, small cells hidden, the rest rounded.

Grounds and provinces are told for the twelve months together, months for the country. Two looks
at the page, or two reports, subtract to what lies between them, which may be one person: so every
count is rounded to the nearest ten, national ones too. An exact total beside rounded cells would
say that the one cell which moved moved by one. The present month is not told for the same reason.
What was decided is lifted or upheld: answers about no block all belong to one line, so a total that
counted them would give that line away.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from appeals.figures import hiding, months
from appeals.figures.quantiles import quantile
from appeals.models import Tally

LEAST = 10
MONTHS = 12
_HALF = 0.5
# No more than LEAST: what is told and not zero must not become zero.
ROUNDED_TO = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One ground, province or month: rounded counts, or None for what is withheld.

    `share` is lifted among lifted and upheld as told, in percent; `median` working days to the
    decision.
    """

    code: str
    filed: int | None
    decided: int | None
    lifted: int | None
    upheld: int | None
    share: int | None
    median: int | None


@dataclass(frozen=True, slots=True)
class Published:
    """The months from `first` to `last` together, and by month, ground and province."""

    first: date
    last: date
    total: Line
    months: tuple[Line, ...]
    grounds: tuple[Line, ...]
    provinces: tuple[Line, ...]


@dataclass(slots=True)
class _Sum:
    filed: int = 0
    lifted: int = 0
    upheld: int = 0
    days: Counter[int] = field(default_factory=Counter)

    def add(self, row: Tally) -> None:
        # A second appeal is about a complaint that is counted already.
        self.filed += row.filed if row.level == 1 else 0
        self.lifted += row.lifted
        self.upheld += row.upheld
        # Without a ground it was an answer about no block: nothing was lifted or upheld.
        if row.ground:
            self.days.update({int(days): count for days, count in row.days.items()})

    @property
    def ruled(self) -> hiding.Counts:
        return self.lifted + self.upheld, self.lifted, self.upheld


_Table = Mapping[str, _Sum]


def publish(*, on: date) -> Published:
    """Return what may be told on `on` of the twelve months before."""
    last = months.before(months.month_of(on))
    shown = months.last_months(last, count=MONTHS)
    return of(Tally.objects.filter(month__in=shown).iterator(), shown=shown)


def of(rows: Iterable[Tally], *, shown: Sequence[date]) -> Published:
    """Return what may be told of the counted `rows` of the months `shown`, oldest first."""
    total, tables = _sums(rows, shown)
    filed = _hidden({name: _filed(table) for name, table in tables.items()}, (total.filed,))
    ruled = _hidden({name: _ruled(table) for name, table in tables.items()}, total.ruled)

    def lines(name: str) -> tuple[Line, ...]:
        return tuple(
            _line(
                code,
                one,
                tells_filed=filed is not None and code not in filed[name],
                tells_ruled=ruled is not None and code not in ruled[name],
            )
            for code, one in tables[name].items()
        )

    return Published(
        first=shown[0],
        last=shown[-1],
        total=_line("", total, tells_filed=filed is not None, tells_ruled=ruled is not None),
        months=lines("months"),
        grounds=lines("grounds"),
        provinces=lines("provinces"),
    )


def median_of(days: Counter[int]) -> int | None:
    """Return the lower median of a histogram, at least 1; None for an empty one."""
    return quantile(days, _HALF)


def share_of(lifted: int, upheld: int) -> int | None:
    """Return the lifted among lifted and upheld, in whole percent; None where there are none."""
    judged = lifted + upheld
    return round(100 * lifted / judged) if judged else None


def rounded(count: int) -> int:
    """Return the count to the nearest ten; a half goes up."""
    return (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def _sums(rows: Iterable[Tally], shown: Sequence[date]) -> tuple[_Sum, dict[str, _Table]]:
    total = _Sum()
    by_month = {month.isoformat()[:7]: _Sum() for month in shown}
    by_ground: defaultdict[str, _Sum] = defaultdict(_Sum)
    by_province: defaultdict[str, _Sum] = defaultdict(_Sum)
    for row in rows:
        month = by_month[row.month.isoformat()[:7]]
        for one in (total, month, by_ground[row.ground], by_province[row.province_code]):
            one.add(row)
    return total, {
        "months": by_month,
        "grounds": _counted(by_ground),
        "provinces": _counted(by_province),
    }


def _counted(table: _Table) -> _Table:
    """Return the lines of which something is counted: a line of noughts names what it has not."""
    return {code: one for code, one in table.items() if one.filed or any(one.ruled)}


def _filed(table: _Table) -> dict[str, hiding.Counts]:
    return {code: (one.filed,) for code, one in table.items()}


def _ruled(table: _Table) -> dict[str, hiding.Counts]:
    return {code: one.ruled for code, one in table.items()}


def _hidden(
    tables: Mapping[str, Mapping[str, hiding.Counts]], total: hiding.Counts
) -> Mapping[str, frozenset[str]] | None:
    """Return each table's withheld cells; None: the total that they share is withheld, too."""
    if hiding.is_small(total, least=LEAST):
        return None
    found: dict[str, frozenset[str]] = {}
    for name, cells in tables.items():
        hidden = hiding.withheld(cells, least=LEAST)
        if hidden is None:
            return None
        found[name] = hidden
    return found


def _line(code: str, one: _Sum, *, tells_filed: bool, tells_ruled: bool) -> Line:
    decided, lifted, upheld = (rounded(count) for count in one.ruled)
    return Line(
        code=code,
        filed=rounded(one.filed) if tells_filed else None,
        decided=decided if tells_ruled else None,
        lifted=lifted if tells_ruled else None,
        upheld=upheld if tells_ruled else None,
        share=share_of(lifted, upheld) if tells_ruled else None,
        median=median_of(one.days) if tells_ruled else None,
    )
