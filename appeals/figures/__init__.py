"""Figures that jobs keep: for everybody, with what is too few hidden, and for the supervisors."""

from appeals.figures.campaigns import count_campaigns
from appeals.figures.desk_board import Board, read_board, refresh_board
from appeals.figures.published import LEAST, Line, Published, publish
from appeals.figures.queue import count_queue
from appeals.figures.tally import tally, tally_lately

__all__ = [
    "LEAST",
    "Board",
    "Line",
    "Published",
    "count_campaigns",
    "count_queue",
    "publish",
    "read_board",
    "refresh_board",
    "tally",
    "tally_lately",
]
