"""Figures for everybody: counting cases once a night, and hiding what is too few to tell."""

from appeals.figures.published import LEAST, Line, Published, publish
from appeals.figures.queue import count_queue
from appeals.figures.tally import tally, tally_lately

__all__ = ["LEAST", "Line", "Published", "count_queue", "publish", "tally", "tally_lately"]
