"""What a deletion list's pages show: counts in words, progress, its cases by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import retention
from appeals.models import Decision, DeletionCase, DeletionList, ErasurePart, Evidence
from appeals.retention import Progress, State, Why, periods
from portal.staff_forms import StaffForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE_SIZE = 50
_WHAT: dict[str, "StrOrPromise"] = {
    **dict(Evidence.Kind.choices),
    periods.FILE: gettext_lazy("Foto dan berkas lain"),
    periods.RELIED: ErasurePart.Kind.RELIED.label,
    periods.PAPERS: gettext_lazy("Isi pengaduan, kontak, surat, dan lainnya"),
}
_OUTCOME: dict[str, "StrOrPromise"] = {
    **dict(Decision.Conclusion.choices),
    periods.UNDECIDED: gettext_lazy("Selesai tanpa putusan"),
    periods.ANY: gettext_lazy("Hasil apa pun"),
}


class ConfirmForm(StaffForm):
    """The officer says that they have read what follows."""

    understood = forms.BooleanField(
        label=gettext_lazy("Saya sudah memeriksa daftar ini dan tahu akibatnya."),
        error_messages={"required": gettext_lazy("Centang ini kalau Anda sudah memeriksanya.")},
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Counts with a title; `key` names it in the page."""

    key: str
    title: str
    what: str
    lines: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Keeping:
    """One line of the policy, in words."""

    what: str
    outcome: str
    years: int
    basis: str


@dataclass(frozen=True, slots=True)
class Line:
    """A case on a list: what of it goes, and what became of it."""

    case: DeletionCase
    kinds: str
    kept_because: str


@dataclass(frozen=True, slots=True)
class Cases:
    """Some cases, and the key to go on from; None where there is nothing more."""

    lines: Sequence[Line]
    next: int | None


def tables(row: DeletionList) -> list[Table]:
    """Return what collecting counted, in words; what has nothing in it is left out."""
    counts = row.counts
    kinds, years, kept = (counts.get(name, {}) for name in ("kinds", "years", "kept"))
    found = [
        Table("kinds", _("Yang dihapus"), _("jenis"), _named(kinds, ErasurePart.Kind.choices)),
        Table("years", _("Tahun selesainya"), _("tahun"), sorted(years.items())),
        Table("kept", _("Yang tidak ikut"), _("sebabnya"), _named(kept, Why.choices)),
    ]
    return [table for table in found if table.lines]


def periods_in_words(day: date) -> list[Keeping]:
    """Return the policy that was in force on `day`."""
    return [
        Keeping(str(_WHAT[line.what]), str(_OUTCOME[line.outcome]), line.years, line.basis)
        for line in periods.in_force(on=day)
    ]


def is_running(state: State, progress: Progress) -> bool:
    """Say whether the figures still move: not once only stuck parts are left."""
    if state == State.DELETING:
        return progress.done + progress.stuck < progress.parts or not progress.stuck
    return state == State.COLLECTING


def may_be_dropped(state: State) -> bool:
    """Say whether the list can still be put away."""
    return state in (State.COLLECTING, State.STUCK, State.DRAFTED, State.PROPOSED)


def figures(row: DeletionList, progress: Progress) -> dict[str, str]:
    """Return the figures that change while the page stands open, as they are written."""
    counts = {
        "cases": row.cases,
        "files": row.counts.get("files", 0),
        "deleted": progress.deleted,
        "partly": progress.partly,
        "kept": progress.kept,
    }
    written = {
        name: str(number_format(count, use_l10n=True, force_grouping=True))
        for name, count in counts.items()
    }
    return {"status": str(retention.state(row).label), **written}


def cases(row: DeletionList, *, after: int) -> Cases:
    """Return the list's cases beyond the key `after`; one query."""
    rows = DeletionCase.objects.filter(on_list=row, pk__gt=after).select_related("appeal")
    found = list(rows.only(*_READ).order_by("pk")[: PAGE_SIZE + 1])
    names, reasons = dict(ErasurePart.Kind.choices), dict(Why.choices)
    lines = [
        Line(
            one,
            ", ".join(str(names[kind]) for kind in one.kinds),
            str(reasons.get(one.kept_because, one.kept_because)),
        )
        for one in found[:PAGE_SIZE]
    ]
    return Cases(lines, lines[-1].case.pk if len(found) > PAGE_SIZE else None)


_READ = (
    "ended_at", "kinds", "files", "result", "kept_because", "done_at", "on_list_id",
    "appeal__reference",
)  # fmt: skip


def key_of(text: str) -> int:
    """Return the key that an address names, or 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _named(
    counts: dict[str, int], choices: Sequence[tuple[str, "StrOrPromise"]]
) -> list[tuple[str, int]]:
    return [(str(words), counts[code]) for code, words in choices if code in counts]
