"""Figures that jobs keep: for everybody, with what is too few hidden, and for the supervisors."""

from appeals.figures.campaigns import count_campaigns
from appeals.figures.desk_board import Board, read_board, refresh_board
from appeals.figures.published import LEAST, Line, Published, publish
from appeals.figures.queue import count_queue
from appeals.figures.refreshing import heal_slices, rebuild_slices, refresh_slices
from appeals.figures.stale import mark_days, mark_stale
from appeals.figures.tally import tally, tally_lately

__all__ = [
    "LEAST",
    "Board",
    "Line",
    "Published",
    "count_campaigns",
    "count_queue",
    "heal_slices",
    "mark_days",
    "mark_stale",
    "publish",
    "read_board",
    "rebuild_slices",
    "refresh_board",
    "refresh_slices",
    "tally",
    "tally_lately",
]
