"""A run of whole Jakarta days, as reports are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from portal.calendar import JAKARTA


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included."""

    first: date
    last: date
    # Where the last of them is not over: the moment at which it ends all the same.
    ends_at: datetime | None = None

    @classmethod
    def ending(cls, last: date, *, days: int) -> Self:
        """Return the `days` days of which `last` is the last."""
        return cls(last - timedelta(days=days - 1), last)

    @property
    def start(self) -> datetime:
        """The first moment that counts."""
        return datetime.combine(self.first, time.min, tzinfo=JAKARTA)

    @property
    def end(self) -> datetime:
        """The first moment that no longer counts."""
        midnight = datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=JAKARTA)
        return midnight if self.ends_at is None else min(midnight, self.ends_at)

    def days(self) -> Iterator[date]:
        """Yield each day, oldest first."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)
