"""Pairs of photos as lines and hints: which photo of a case, the other one, how alike they are."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.duplicates import searching
from appeals.models import Appeal, DuplicateSearch, Evidence, PhotoPair
from appeals.querysets import PhotoPairQuerySet

PAGE_SIZE = 50
MOST_HINTS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A pair in the list of one case: which of its photos, and the other one."""

    pair: PhotoPair
    own: Evidence
    other: Evidence
    alike: str


@dataclass(frozen=True, slots=True)
class Hint:
    """One line about a photo of a case, and the page that shows more."""

    words: str
    address: str


def lines_of(appeal: Appeal, *, after: int | None) -> tuple[list[Line], int | None]:
    """Return the pairs of the case below the key `after`, newest first, and the key to go on from."""
    own = set(Evidence.objects.open_to(appeal).values_list("pk", flat=True))
    rows = _read(PhotoPair.objects.of_files(own)).order_by("-pk")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE_SIZE + 1])
    lines = [_line(pair, own) for pair in found[:PAGE_SIZE]]
    return lines, lines[-1].pair.pk if len(found) > PAGE_SIZE else None


def hints_about(files: Sequence[Evidence]) -> Mapping[int, list[Hint]]:
    """Return up to MOST_HINTS hints about pairs of each of `files`, the closest first; two queries."""
    own = {row.pk: row for row in files}
    pairs: dict[int, list[Line]] = {pk: [] for pk in own}
    rows = _read(PhotoPair.objects.of_files(own))
    for pair in rows.order_by("distance", "pk"):
        line = _line(pair, own)
        pairs[line.own.pk].append(line)
    found = dict(DuplicateSearch.objects.filter(pk__in=own, found__gt=0).values_list("pk", "found"))
    return {pk: _hints(own[pk], lines, found.get(pk, 0)) for pk, lines in pairs.items()}


def alike(pair: PhotoPair) -> str:
    """Say how much the two photos differ."""
    if pair.is_same_file:
        return _("berkas yang sama persis")
    return _("beda %(points)s dari 256 titik") % {"points": pair.distance}


def _hints(row: Evidence, lines: Sequence[Line], found: int) -> list[Hint]:
    hints = [_hint(line) for line in lines[:MOST_HINTS]]
    more = max(found, len(lines)) - len(hints)
    if more > 0 and row.appeal_id is not None:
        words = _words_for_more(more, found=found, listed=len(lines))
        hints.append(Hint(words, reverse("admin:photo_pairs", args=[row.appeal_id])))
    return hints


def _words_for_more(more: int, *, found: int, listed: int) -> str:
    """Say how many others there are; the list has the closest only, and a search ends somewhere."""
    if found >= searching.MOST_LOOKED_AT:
        words = _(
            "Ada %(number)s foto lain atau lebih yang mirip. Daftar memuat yang paling mirip saja."
        )
    elif found > listed:
        words = _("Ada %(number)s foto lain yang mirip. Daftar memuat yang paling mirip saja.")
    else:
        words = _("Ada %(number)s foto lain yang mirip.")
    return words % {"number": more}


def _hint(line: Line) -> Hint:
    said = {"case": str(line.other.appeal), "alike": line.alike}
    match line.pair.judgement:
        case PhotoPair.Judgement.SAME:
            words = _("Petugas: foto yang sama ada di %(case)s · %(alike)s")
        case PhotoPair.Judgement.DIFFERENT:
            words = _("Petugas: bukan foto yang sama dengan di %(case)s")
        case _other:
            words = _("Foto ini juga ada di %(case)s · %(alike)s")
    return Hint(words % said, reverse("admin:photo_pair", args=[line.pair.pk]))


def _read(rows: PhotoPairQuerySet) -> PhotoPairQuerySet:
    """Load what a line shows: no person's column is read or opened."""
    return rows.select_related("first__appeal", "second__appeal").only(
        "distance", "is_same_file", "noticed_at", "judgement",
        "first__kind", "first__page", "first__pages", "first__appeal__reference",
        "second__kind", "second__page", "second__pages", "second__appeal__reference",
    )  # fmt: skip


def _line(pair: PhotoPair, own: Container[int]) -> Line:
    sides = (pair.first, pair.second) if pair.first_id in own else (pair.second, pair.first)
    return Line(pair, *sides, alike(pair))
