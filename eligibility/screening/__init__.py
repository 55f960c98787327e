"""Puts the rules to accounts: the only path, for one account after an event or for all of them."""

from eligibility.screening.running import Progress, progress, screen, work_off

__all__ = ["Progress", "progress", "screen", "work_off"]
