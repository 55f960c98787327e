"""What makes photos hard to use, by flaw and by kind of file."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.evidence.quality import Flaw
from appeals.models import Evidence, PhotoDay
from appeals.reports import charts, intervals
from appeals.reports.filters import Filters
from appeals.reports.narrowing import of_days

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NARROWED_BY = ("channel",)
# Of fewer files no share is told in the headline.
FEW = 30
FLAWS: Mapping[str, "StrOrPromise"] = {
    Flaw.BLURRED: gettext_lazy("Buram"),
    Flaw.DARK: gettext_lazy("Gelap"),
    Flaw.GLARE: gettext_lazy("Pantulan cahaya"),
    Flaw.CROPPED: gettext_lazy("Terpotong"),
    Flaw.SMALL: gettext_lazy("Tulisannya terlalu kecil"),
    Flaw.NO_FACE: gettext_lazy("Wajah tidak tampak"),
    Flaw.SCREEN: gettext_lazy("Foto dari layar"),
    Flaw.PHOTOCOPY: gettext_lazy("Fotokopi"),
    Flaw.NO_CARD: gettext_lazy("Kartu tidak tampak"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """Files of one kind: how many came, have a flaw, could not be opened; the flaw most have."""

    title: str
    sent: int
    flawed: int
    refused: int
    usual: str

    @property
    def share(self) -> str:
        """The share with a flaw, of those that could be opened."""
        opened = self.sent - self.refused
        return intervals.percent(self.flawed / opened) if opened else ""


@dataclass(frozen=True, slots=True)
class Flawed:
    """How many files have a flaw, and what share of those that could be opened."""

    title: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class PhotoFlaws:
    """The page."""

    headline: str
    all: Kind
    flaws: Sequence[Flawed]
    chart: charts.RowChart
    kinds: Sequence[Kind]


def of(filters: Filters) -> PhotoFlaws:
    """Return the flaws of files sent in the days of `filters`; one query."""
    rows = PhotoDay.objects.filter(**of_days(filters))
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, what, total in (
        rows.values_list("kind", "what").annotate(total=Sum("count")).order_by()
    ):
        kinds[kind][what] = total
    together = sum(kinds.values(), Counter[str]())
    whole = _kind(_("Semua"), together)
    flaws = _flaws(together, opened=whole.sent - whole.refused)
    return PhotoFlaws(
        headline=_headline(whole, flaws),
        all=whole,
        flaws=flaws,
        chart=charts.backlog([(one.title, one.count, "plain") for one in flaws if one.count]),
        kinds=[
            _kind(str(words), kinds[value])
            for value, words in Evidence.Kind.choices
            if value in kinds
        ],
    )


def _kind(title: str, found: Counter[str]) -> Kind:
    usual = max(FLAWS, key=lambda flaw: found[flaw])
    return Kind(
        title,
        sent=found[PhotoDay.SENT],
        flawed=found[PhotoDay.FLAWED],
        refused=found[PhotoDay.REFUSED],
        usual=str(FLAWS[usual]) if found[usual] else "",
    )


def _flaws(found: Counter[str], *, opened: int) -> list[Flawed]:
    return [
        Flawed(str(words), found[flaw], intervals.percent(found[flaw] / opened) if opened else "")
        for flaw, words in sorted(FLAWS.items(), key=lambda each: -found[each[0]])
    ]


def _headline(whole: Kind, flaws: Sequence[Flawed]) -> str:
    said = {
        "sent": number_format(whole.sent, force_grouping=True),
        "share": whole.share,
        "flaw": flaws[0].title.lower(),
        "most": flaws[0].share,
    }
    if not whole.sent:
        return _("Tidak ada berkas yang dikirim dalam hari-hari ini")
    if not whole.flawed:
        return _("Dari %(sent)s berkas tidak ada yang tampak sulit dilihat") % said
    if whole.sent < FEW:
        return _("Baru %(sent)s berkas: terlalu sedikit untuk disimpulkan") % said
    return _("%(share)s dari %(sent)s berkas tampak sulit dilihat, terbanyak: %(flaw)s") % said
