"""Which rules are wrong: how often people lift what a version, a register or a file has blocked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from appeals.models import RuleDay
from appeals.reports import intervals
from appeals.reports.filters import Filters
from appeals.reports.narrowing import of_days, of_level
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
        is_known = self.decided >= settings.FUSE_LEAST_DECIDED
        return is_known and self.lowest > settings.FUSE_SHARE / 100

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
    """Return the rates over the days of `filters`; five queries over counted rows."""
    rows = RuleDay.objects.filter(**of_days(filters), **of_level(filters))
    if filters.ground:
        rows = rows.filter(ground=filters.ground)
    versions = _versions(_summed(rows, "rule", "policy"))
    registers = _registers(_summed(rows.exclude(source=""), "rule", "source"))
    files = _files(_summed(rows.exclude(batch=None), "rule", "batch"))
    ranked = [_ranked(each) for each in (versions, registers, files)]
    worst = [one for each in ranked for one in each if one.stands_out]
    return RuleRates(
        headline=_headline(ranked[0], worst),
        is_alarming=bool(worst),
        parts=[
            _part("versions", _("Menurut versi aturan"), ranked[0]),
            _part("registers", _("Menurut sumber data"), ranked[1]),
            _part("files", _("Menurut berkas impor"), ranked[2]),
        ],
        silent=sum(one.silent for one in versions),
        threshold=settings.FUSE_SHARE,
        least=settings.FUSE_LEAST_DECIDED,
    )


_Sums = list[tuple[str, Any, int, int, int]]  # Any: a version's or file's key, or a register


def _summed(rows: Any, *cell: str) -> _Sums:  # noqa: ANN401 - a queryset of any narrowing
    sums = rows.values_list(*cell).annotate(
        lifted_sum=Sum("lifted"), upheld_sum=Sum("upheld"), silent_sum=Sum("silent")
    )
    return list(sums.order_by())


def _versions(sums: _Sums) -> list[Rate]:
    numbers = dict(
        RulePolicy.objects.filter(pk__in=[key for _rule, key, *_rest in sums]).values_list(
            "pk", "version"
        )
    )
    return [
        _rate(
            rule, _("versi %(version)s") % {"version": numbers[key]}, counts,
            address=reverse("admin:eligibility_rulepolicy_change", args=[key]),
            remedy=f"{reverse('admin:eligibility_remedy_add')}?policy={key}",
        )
        for rule, key, *counts in sums
    ]  # fmt: skip


def _registers(sums: _Sums) -> list[Rate]:
    listed = reverse("admin:eligibility_importbatch_changelist")
    return [
        _rate(
            rule, source_name(source), counts,
            address=f"{listed}?{urlencode({'source': source})}",
        )
        for rule, source, *counts in sums
    ]  # fmt: skip


def _files(sums: _Sums) -> list[Rate]:
    """Return the rates of files; only the worst are looked up, since partners send thousands."""
    worst = sorted(
        sums, key=lambda one: (-fuse.wilson(one[2], one[2] + one[3])[0], -one[2] - one[3])
    )
    files = ImportBatch.objects.in_bulk([key for _rule, key, *_rest in worst[:LISTED]])
    return [
        _rate(
            rule, _file(files.get(key), key), counts,
            address=reverse("admin:eligibility_importbatch_change", args=[key]),
            remedy=f"{reverse('admin:eligibility_remedy_add')}?batch={key}",
            short=_("impor %(number)s") % {"number": key},
        )
        for rule, key, *counts in worst
    ]  # fmt: skip


def _file(batch: ImportBatch | None, key: int) -> str:
    if batch is None:
        return _("impor %(number)s") % {"number": key}
    return _("%(source)s, data per %(day)s (impor %(number)s)") % {
        "source": source_name(batch.source),
        "day": date_format(batch.source_date, "j M Y"),
        "number": key,
    }


def _rate(
    rule: str,
    part: str,
    counts: Sequence[int],
    *,
    address: str,
    remedy: str = "",
    short: str = "",
) -> Rate:
    lifted, upheld, silent = counts
    lowest, highest = fuse.wilson(lifted, lifted + upheld)
    title = policies.title_of(rule)
    return Rate(
        title, part, short or part, address, remedy, lifted, upheld, silent, lowest, highest
    )


def _ranked(rates: Iterable[Rate]) -> list[Rate]:
    """Put the most certainly wrong first: few decisions have a wide range that begins low."""
    decided = [one for one in rates if one.decided]
    return sorted(decided, key=lambda one: (-one.lowest, -one.decided))


def _part(key: str, title: str, ranked: Sequence[Rate]) -> Part:
    drawn = [
        intervals.Share(
            f"{one.short}: {one.rule}", one.share, one.lowest, one.highest,
            "late" if one.stands_out else "plain",
        )
        for one in ranked[:DRAWN]
    ]  # fmt: skip
    return Part(key, title, ranked[:LISTED], len(ranked), intervals.chart(drawn))


def _headline(versions: Sequence[Rate], worst: Sequence[Rate]) -> str:
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
