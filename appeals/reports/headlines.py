"""The sentence above each chart: what its figures say, in plain words."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from appeals.reports import words
from appeals.reports.figures import Day, GroundOutcome
from appeals.reports.going_on import GoingOn
from appeals.reports.provinces import Provinces
from appeals.reports.standing import Standing
from appeals.reports.waits import Waits


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


def flow(days: Sequence[Day]) -> str:
    """Say whether what leaves keeps pace with what comes in; blocks, not cases."""
    filed = sum(day.filed for day in days)
    decided = sum(day.decided for day in days)
    ended = sum(day.ended for day in days)
    said = {
        "filed": _number(filed),
        "left": _number(decided + ended),
        "apart": _number(abs(filed - decided - ended)),
    }
    if not filed and not decided + ended:
        return _("Tidak ada yang masuk dan tidak ada yang selesai dalam hari-hari ini")
    if filed > decided + ended:
        return _("Masuk %(filed)s, selesai %(left)s: antrean bertambah %(apart)s") % said
    if filed < decided + ended:
        return _("Masuk %(filed)s, selesai %(left)s: antrean berkurang %(apart)s") % said
    return _("Masuk %(filed)s, selesai sama banyak: antrean tetap") % said


def standing(now: Standing) -> str:
    """Say what waits, and what silence would decide first."""
    said = {
        "total": _number(now.total), "overdue": _number(now.overdue), "soon": _number(now.soon)
    }  # fmt: skip
    if now.as_of is None:
        return _("Berapa yang menunggu belum diketahui")
    if not now.total:
        return _("Tidak ada pengaduan yang menunggu putusan")
    if now.overdue:
        return _("%(overdue)s dari %(total)s pengaduan terbuka lewat hari putusan") % said
    if now.soon:
        return _("%(soon)s dari %(total)s harus diputus paling lama dua hari kerja lagi") % said
    return _("Tidak ada yang mendesak dari %(total)s pengaduan terbuka") % said


def answers(waits: Waits) -> str:
    """Say how long the first answer took."""
    if waits.together is None:
        return _("Belum ada jawaban pertama dalam hari-hari ini")
    said = {"half": waits.together.half, "nine": waits.together.nine}
    return (
        _("Separuh dijawab dalam %(half)s hari kerja, sembilan dari sepuluh dalam %(nine)s") % said
    )


def decisions(waits: Waits) -> str:
    """Say how long decisions took."""
    if waits.together is None:
        return _("Belum ada putusan dalam hari-hari ini")
    said = {"half": waits.together.half, "nine": waits.together.nine}
    return (
        _("Separuh diputus dalam %(half)s hari kerja, sembilan dari sepuluh dalam %(nine)s") % said
    )


def provinces(where: Provinces) -> str:
    """Say where most comes from."""
    filed = sum(line.filed for line in where.lines)
    if not filed:
        return _("Tidak ada yang masuk dari provinsi mana pun")
    most = where.lines[0]
    said = {"name": most.name, "most": _number(most.filed), "filed": _number(filed)}
    return _("Terbanyak dari %(name)s: %(most)s dari %(filed)s") % said


def going_on(on: GoingOn) -> str:
    """Say how often people go on after a decision."""
    one = on.together
    said = {
        "decided": _number(one.decided),
        "reopened": _number(one.reopened),
        "banding": _number(one.banding),
    }
    if not one.reopened and not one.banding:
        return _("Tidak ada yang dibuka lagi dan tidak ada banding dalam hari-hari ini")
    return _("Dari %(decided)s putusan: %(banding)s banding, %(reopened)s dibuka lagi") % said


def _number(value: int) -> str:
    return number_format(value, force_grouping=True)
