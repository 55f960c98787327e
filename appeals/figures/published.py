"""The figures that everybody may read: twelve whole months, with small cells hidden.

Grounds and provinces are told for the twelve months together, months for the country: monthly
cells beside a moving total would let old small cells be computed from two editions of the page.
The present month is not told, since its figures of two hours would differ by one person.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from appeals.figures import hiding, months
from appeals.figures.quantiles import quantile
from appeals.models import Tally

LEAST = 10
MONTHS = 12
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """One ground, province or month: counts, or None for what is withheld.

    `share` is lifted among lifted and upheld, in percent; `median` working days to the decision.
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
    decided: int = 0
    lifted: int = 0
    upheld: int = 0
    days: Counter[int] = field(default_factory=Counter)

    def add(self, row: Tally) -> None:
        # A second appeal is about a complaint that is counted already.
        self.filed += row.filed if row.level == 1 else 0
        self.decided += row.decided
        self.lifted += row.lifted
        self.upheld += row.upheld
        self.days.update({int(days): count for days, count in row.days.items()})

    @property
    def ruled(self) -> hiding.Counts:
        return self.decided, self.lifted, self.upheld


_Table = Mapping[str, _Sum]


def publish(*, on: date) -> Published:
    """Return what may be told on `on` of the twelve months before."""
    last = months.before(months.month_of(on))
    shown = months.last_months(last, count=MONTHS)
    total, tables = _sums(shown)
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
        last=last,
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


def _sums(shown: list[date]) -> tuple[_Sum, dict[str, _Table]]:
    total = _Sum()
    by_month = {month.isoformat()[:7]: _Sum() for month in shown}
    by_ground: defaultdict[str, _Sum] = defaultdict(_Sum)
    by_province: defaultdict[str, _Sum] = defaultdict(_Sum)
    for row in Tally.objects.filter(month__in=shown).iterator():
        month = by_month[row.month.isoformat()[:7]]
        for one in (total, month, by_ground[row.ground], by_province[row.province_code]):
            one.add(row)
    return total, {"months": by_month, "grounds": by_ground, "provinces": by_province}


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
    return Line(
        code=code,
        filed=one.filed if tells_filed else None,
        decided=one.decided if tells_ruled else None,
        lifted=one.lifted if tells_ruled else None,
        upheld=one.upheld if tells_ruled else None,
        share=share_of(one.lifted, one.upheld) if tells_ruled else None,
        median=median_of(one.days) if tells_ruled else None,
    )
