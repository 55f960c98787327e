"""The sentence above each chart: what its figures say, in plain words."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from appeals.reports import words
from appeals.reports.figures import Backlog, Day, GroundOutcome


def inflow(days: Sequence[Day]) -> str:
    """Say whether decisions keep pace with what comes in."""
    filed = sum(day.filed for day in days)
    decided = sum(day.decided for day in days)
    said = {
        "filed": _number(filed),
        "decided": _number(decided),
        "apart": _number(abs(filed - decided)),
        "days": len(days),
    }
    if not filed and not decided:
        return _("Tidak ada pengaduan dan putusan dalam %(days)s hari ini") % said
    if filed > decided:
        return _("Masuk %(filed)s, diputus %(decided)s: putusan tertinggal %(apart)s") % said
    if filed < decided:
        return _("Masuk %(filed)s, diputus %(decided)s: antrean berkurang %(apart)s") % said
    return _("Masuk %(filed)s, diputus sama banyak: putusan mengimbangi") % said


def backlog(counted: Backlog, *, on: date) -> str:
    """Say how much is late, or what is due next."""
    said = {
        "total": _number(counted.total),
        "overdue": _number(counted.overdue),
        "today": _number(counted.today),
        "days": (on - counted.oldest_due).days if counted.oldest_due else 0,
    }
    if not counted.total:
        return _("Tidak ada pengaduan yang menunggu putusan")
    if counted.overdue:
        return _("%(overdue)s dari %(total)s terlambat, paling lama %(days)s hari") % said
    if counted.today:
        return _("Tidak ada yang terlambat; %(today)s jatuh tempo hari ini") % said
    return _("Tidak ada yang terlambat dari %(total)s pengaduan terbuka") % said


def outcomes(counted: Sequence[GroundOutcome]) -> str:
    """Say which ground's blocks are most often lifted, among those decided most."""
    lifted = sum(outcome.lifted for outcome in counted)
    total = sum(outcome.total for outcome in counted)
    if not total:
        return _("Belum ada blokir yang diputus dalam hari-hari ini")
    most = max(counted, key=lambda outcome: (outcome.lifted, -outcome.upheld))
    said = {
        "lifted": _number(lifted),
        "total": _number(total),
        "percent": round(100 * lifted / total),
        "ground": words.ground(most.ground),
        "most": _number(most.lifted),
        "of": _number(most.total),
    }
    if not lifted:
        return _("Dari %(total)s blokir yang diputus, tidak ada yang dicabut") % said
    return _("%(percent)s %% blokir dicabut; terbanyak %(ground)s: %(most)s dari %(of)s") % said


def _number(value: int) -> str:
    return number_format(value, force_grouping=True)
