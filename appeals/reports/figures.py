"""What the dashboard and the board draw and put into words: a day, and a ground's outcomes."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Day:
    """How many appeals came in and how many decisions took effect on a day; `ended` without one."""

    day: date
    filed: int
    decided: int
    ended: int = 0


@dataclass(frozen=True, slots=True)
class GroundOutcome:
    """How many blocks of one ground were lifted and upheld by decisions."""

    ground: str
    lifted: int
    upheld: int

    @property
    def total(self) -> int:
        """How many blocks were decided on."""
        return self.lifted + self.upheld
