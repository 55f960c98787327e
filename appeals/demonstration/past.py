"""The months before the demonstration's first complaint, as another system would have counted them.

Counts only, for the figures that everybody may read: nobody stands behind them. The same months
get the same counts.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from appeals.figures import months
from appeals.models import Tally
from eligibility.grounds import Ground

_SEED = 20200820
_MONTHS = 12
# How many blocks were complained about, the months in turn; most where a wave was drawn.
_FILED = (640, 520, 810, 930, 760, 690, 880, 1120, 970, 840, 790, 710)
# Of a thousand complaints so many are about the ground, and of a hundred decisions so many lift.
_GROUNDS: Mapping[str, tuple[int, int]] = {
    Ground.CITIZENSHIP: (22, 58),
    Ground.AGE: (40, 31),
    Ground.EDUCATION: (352, 67),
    Ground.OFFICE: (92, 38),
    Ground.EMPLOYMENT: (48, 44),
    Ground.HOUSEHOLD: (104, 35),
    Ground.EARLIER_RECIPIENT: (61, 22),
    Ground.FALSE_DATA: (18, 61),
    Ground.MANIPULATION: (9, 64),
    Ground.FIRST_TRAINING: (191, 52),
    Ground.COMPLETION: (61, 41),
    Ground.OTHER_USER: (2, 70),
}
# Of a thousand people so many have a NIK of the province.
_PROVINCES = {
    "11": 20, "12": 55, "13": 20, "14": 24, "15": 13, "16": 31, "17": 7, "18": 33, "19": 5,
    "21": 8, "31": 39, "32": 178, "33": 135, "34": 14, "35": 150, "36": 44, "51": 16, "52": 20,
    "53": 20, "61": 20, "62": 10, "63": 15, "64": 14, "65": 3, "71": 10, "72": 11, "73": 34,
    "74": 10, "75": 4, "76": 5, "81": 7, "82": 5, "91": 4, "92": 2, "93": 1, "94": 2, "95": 1,
    "96": 2,
}  # fmt: skip
_DECIDED = 0.95
# The median working days to a decision, at first and at last.
_SLOW, _QUICK = 8.0, 4.5


@dataclass(slots=True)
class _Cell:
    filed: int = 0
    lifted: int = 0
    upheld: int = 0
    days: Counter[str] = field(default_factory=Counter)


def count(*, first: date, on: date) -> None:
    """Note counts for the months published on `on` before the day of the `first` complaint."""
    # Reproducible counts, no secret.
    chance = random.Random(_SEED)  # noqa: S311
    rows: list[Tally] = []
    for place, month in enumerate(months.last_months(months.month_of(on), count=_MONTHS + 1)[:-1]):
        cells = _month(chance, filed=_FILED[place], typical=_SLOW + (_QUICK - _SLOW) * place / 11)
        if month < months.month_of(first):
            rows.extend(_row(month, key, cell) for key, cell in cells.items())
    Tally.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def _month(chance: random.Random, *, filed: int, typical: float) -> Mapping[tuple[str, str], _Cell]:
    shares = [share for share, _ in _GROUNDS.values()]
    grounds = chance.choices(list(_GROUNDS), shares, k=filed)
    provinces = chance.choices(list(_PROVINCES), list(_PROVINCES.values()), k=filed)
    cells: defaultdict[tuple[str, str], _Cell] = defaultdict(_Cell)
    for ground, province in zip(grounds, provinces, strict=True):
        cell = cells[ground, province]
        cell.filed += 1
        if chance.random() > _DECIDED:
            continue
        cell.days[str(max(1, round(chance.gauss(typical, 2.2))))] += 1
        if chance.random() * 100 < _GROUNDS[ground][1]:
            cell.lifted += 1
        else:
            cell.upheld += 1
    return cells


def _row(month: date, key: tuple[str, str], cell: _Cell) -> Tally:
    ground, province = key
    return Tally(
        month=month,
        ground=ground,
        province_code=province,
        filed=cell.filed,
        decided=cell.lifted + cell.upheld,
        lifted=cell.lifted,
        upheld=cell.upheld,
        days=dict(cell.days),
    )
