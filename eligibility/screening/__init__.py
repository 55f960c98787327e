"""Puts the rules to accounts: the only path, for one account after an event or for all of them."""

from eligibility.screening.control import (
    NotAllowed,
    ask_resume,
    ask_roll_back,
    resume,
    roll_back,
    roll_on,
    stop,
    take_back,
)
from eligibility.screening.planning import (
    broken_off,
    neighbours,
    screen,
    screen_changed,
    screen_everybody,
)
from eligibility.screening.progress import Progress, progress
from eligibility.screening.running import work_off

__all__ = [
    "NotAllowed",
    "Progress",
    "ask_resume",
    "ask_roll_back",
    "broken_off",
    "neighbours",
    "progress",
    "resume",
    "roll_back",
    "roll_on",
    "screen",
    "screen_changed",
    "screen_everybody",
    "stop",
    "take_back",
    "work_off",
]
