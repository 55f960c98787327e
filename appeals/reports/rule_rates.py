"""Which rules are wrong: how often people lift what a version, a register or a file has blocked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from appeals.figures import rule_sums
from appeals.figures.rule_sums import RuleSum
from appeals.reports import intervals
from appeals.reports.filters import Filters
from eligibility import fuse, policies
from eligibility.explain import source_name
from eligibility.models import ImportBatch, RulePolicy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NARROWED_BY = ("ground", "level")
# So many stand in a table, the most certainly wrong first, and in the picture beside it.
LISTED, DRAWN = 30, 8


@dataclass(frozen=True, slots=True)
class Rate:
    """One version, register or file of a rule: blocks people decided on in complaints.

    `short` is what a picture calls it. `silent` were lifted because the time was over, and count for nothing. `remedy` is where a
    campaign for it is opened; empty: it has none.
    """

    rule: str
    part: str
    short: str
    address: str
    remedy: str
    lifted: int
    upheld: int
    silent: int
    lowest: float
    highest: float

    @property
    def decided(self) -> int:
        """How many blocks people decided on."""
        return self.lifted + self.upheld

    @property
    def share(self) -> float:
        """The lifted share as counted."""
        return self.lifted / self.decided if self.decided else 0.0

    @property
    def stands_out(self) -> bool:
        """Whether it is surely past the share from which a rule should not block by itself."""
        return _stands_out(self.decided, self.lowest)

    @property
    def said(self) -> tuple[str, str, str]:
        """The share and the ends of its range, in percent."""
        return tuple(map(intervals.percent, (self.share, self.lowest, self.highest)))  # type: ignore[return-value] # three


@dataclass(frozen=True, slots=True)
class Part:
    """All versions, all registers or all files: the worst first, and how many there are."""

    key: str
    title: "StrOrPromise"
    rows: Sequence[Rate]
    count: int
    chart: intervals.IntervalChart


@dataclass(frozen=True, slots=True)
class RuleRates:
    """The page; `silent` blocks were lifted by silence, which says nothing about a rule."""

    headline: str
    is_alarming: bool
    parts: Sequence[Part]
    silent: int
    threshold: int
    least: int


def of(filters: Filters) -> RuleRates:
    """Return the rates over the days of `filters`; four queries over counted rows at most."""
    level = int(filters.level) if filters.level else None
    found = rule_sums.read(filters.first, filters.last, level=level, ground=filters.ground)
    parts = [
        _part("versions", _("Menurut versi aturan"), sums=found.versions, worded=_versions),
        _part("registers", _("Menurut sumber data"), sums=found.registers, worded=_registers),
        _part("files", _("Menurut berkas impor"), sums=found.files, worded=_files),
    ]
    worst = [one for part in parts for one in part.rows if one.stands_out]
    return RuleRates(
        headline=_headline(found.versions, worst),
        is_alarming=bool(worst),
        parts=parts,
        silent=sum(one.silent for one in found.versions),
        threshold=settings.FUSE_SHARE,
        least=settings.FUSE_LEAST_DECIDED,
    )


def _stands_out(decided: int, lowest: float) -> bool:
    """Say whether it is surely past the share from which a rule should not block by itself."""
    return decided >= settings.FUSE_LEAST_DECIDED and lowest > settings.FUSE_SHARE / 100


def _place(one: RuleSum) -> tuple[bool, float, int]:
    """The most certainly wrong first: few decisions have a wide range that begins low."""
    lowest, _highest = fuse.wilson(one.lifted, one.decided)
    return not _stands_out(one.decided, lowest), -lowest, -one.decided


def _part(
    key: str,
    title: str,
    *,
    sums: Iterable[RuleSum],
    worded: Callable[[Sequence[RuleSum]], list[Rate]],
) -> Part:
    """Rank the sums; only what is listed is put into words, since partners send many files."""
    ranked = sorted((one for one in sums if one.decided), key=_place)
    rows = worded(ranked[:LISTED])
    drawn = [
        intervals.Share(
            f"{one.short}: {one.rule}", one.share, one.lowest, one.highest,
            "late" if one.stands_out else "plain",
        )
        for one in rows[:DRAWN]
    ]  # fmt: skip
    return Part(key, title, rows, len(ranked), intervals.chart(drawn))


def _versions(sums: Sequence[RuleSum]) -> list[Rate]:
    found = RulePolicy.objects.filter(pk__in=[one.key for one in sums])
    numbers = dict(found.values_list("pk", "version"))
    return [
        _rate(
            one, _("versi %(version)s") % {"version": numbers[one.key]},
            address=reverse("admin:eligibility_rulepolicy_change", args=[one.key]),
            remedy=f"{reverse('admin:eligibility_remedy_add')}?policy={one.key}",
        )
        for one in sums
    ]  # fmt: skip


def _registers(sums: Sequence[RuleSum]) -> list[Rate]:
    listed = reverse("admin:eligibility_importbatch_changelist")
    return [
        _rate(one, source_name(one.key), address=f"{listed}?{urlencode({'source': one.key})}")
        for one in sums
    ]


def _files(sums: Sequence[RuleSum]) -> list[Rate]:
    files = ImportBatch.objects.in_bulk([one.key for one in sums])
    return [
        _rate(
            one, _file(files[one.key]),
            address=reverse("admin:eligibility_importbatch_change", args=[one.key]),
            remedy=f"{reverse('admin:eligibility_remedy_add')}?batch={one.key}",
            short=_("impor %(number)s") % {"number": one.key},
        )
        for one in sums
    ]  # fmt: skip


def _file(batch: ImportBatch) -> str:
    return _("%(source)s, data per %(day)s (impor %(number)s)") % {
        "source": source_name(batch.source),
        "day": date_format(batch.source_date, "j M Y"),
        "number": batch.pk,
    }


def _rate(one: RuleSum, part: str, *, address: str, remedy: str = "", short: str = "") -> Rate:
    lowest, highest = fuse.wilson(one.lifted, one.decided)
    return Rate(
        rule=policies.title_of(one.rule), part=part, short=short or part, address=address,
        remedy=remedy, lifted=one.lifted, upheld=one.upheld, silent=one.silent, lowest=lowest,
        highest=highest,
    )  # fmt: skip


def _headline(versions: Sequence[RuleSum], worst: Sequence[Rate]) -> str:
    """Say what stands out; of few decisions, only that they are few."""
    decided, lifted = sum(one.decided for one in versions), sum(one.lifted for one in versions)
    if not decided:
        return _("Belum ada blokir yang diputus orang dalam hari-hari ini")
    if worst:
        one = max(worst, key=lambda each: (each.lowest, each.decided))
        share, lowest, _highest = one.said
        return _(
            "%(part)s dari “%(rule)s” paling mencolok: %(share)s dari %(decided)s blokirnya "
            "dicabut, hampir pasti lebih dari %(lowest)s"
        ) % {
            "part": one.part[:1].upper() + one.part[1:], "rule": one.rule, "share": share,
            "decided": _n(one.decided), "lowest": lowest,
        }  # fmt: skip
    said = {
        "decided": _n(decided),
        "share": intervals.percent(lifted / decided),
        "least": settings.FUSE_LEAST_DECIDED,
        "limit": settings.FUSE_SHARE,
    }
    if all(one.decided < settings.FUSE_LEAST_DECIDED for one in versions):
        return (
            _("Baru %(decided)s blokir diputus: terlalu sedikit untuk menilai satu aturan") % said
        )
    return _("Tidak ada aturan yang pasti keliru: %(share)s dari %(decided)s blokir dicabut") % said


def _n(value: int) -> str:
    return number_format(value, force_grouping=True)
