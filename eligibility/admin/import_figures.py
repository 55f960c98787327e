"""An import's live figures as its page and the page's script show them, ready to read."""

from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from eligibility import imports
from eligibility.admin import durations
from eligibility.models import ImportBatch

RUNNING = (imports.State.WAITING, imports.State.READING, imports.State.TAKING_BACK)


def percent(batch: ImportBatch) -> int:
    """Return how much of the file was read, in whole percent."""
    if batch.finished_at is not None or not batch.lines:
        return 100 if batch.finished_at else 0
    return min(99, 100 * batch.rows_read // batch.lines)


def figures(batch: ImportBatch, *, at: datetime) -> dict[str, str]:
    """Return each figure by its name, in the active language; rate and rest as of `at`."""
    state = imports.state(batch)
    counts = {
        "read": batch.rows_read,
        "lines": batch.lines or 0,
        "written": batch.rows_written,
        "refused": batch.rows_refused,
        "removed": batch.rows_removed,
        "unnamed": batch.rows_unnamed,
        "resting": batch.blocks_resting,
    }
    return {
        "status": str(state.label),
        "pace": _pace(batch, at=at) if state is imports.State.READING else "–",
        **{name: number(count) for name, count in counts.items()},
    }


def number(value: int) -> str:
    """Return a number with its thousands parted."""
    return str(number_format(value, use_l10n=True, force_grouping=True))


def _pace(batch: ImportBatch, *, at: datetime) -> str:
    """Return lines a second and the time left; nothing is known before the first portion."""
    if batch.read_since is None or not (batch.rows_read and batch.lines):
        return "–"
    rate = batch.rows_read / max((at - batch.read_since).total_seconds(), 0.001)
    left = max(batch.lines - batch.rows_read, 0) / rate
    return _("%(rate)s baris per detik, sisa %(left)s") % {
        "rate": number(round(rate)), "left": durations.in_words(left)
    }  # fmt: skip
