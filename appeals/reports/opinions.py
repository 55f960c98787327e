"""What people thought of how their case was handled, by what was decided and how it came."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from appeals.models import Appeal, Decision, FeedbackDay
from appeals.reports import charts, intervals
from appeals.reports.filters import Filters
from appeals.reports.narrowing import of_days, of_level
from eligibility import fuse

NARROWED_BY = ("level", "channel")
CONTENT = 4
# Of fewer answers no share is told in the headline.
FEW = 30
_SCORES = (5, 4, 3, 2, 1)
_Said = FeedbackDay.Understood


@dataclass(frozen=True, slots=True)
class Group:
    """Decided cases that have something in common, and what their people answered."""

    title: str
    cases: int
    scores: Counter[int]
    understood: int
    not_understood: int

    @property
    def answers(self) -> int:
        """How many people gave a score."""
        return self.scores.total()

    @property
    def content(self) -> int:
        """How many gave four or five."""
        return sum(count for score, count in self.scores.items() if score >= CONTENT)

    @property
    def content_said(self) -> str:
        """The content share with its range; nothing without an answer."""
        if not self.answers:
            return ""
        lowest, highest = map(intervals.percent, fuse.wilson(self.content, self.answers))
        share = intervals.percent(self.content / self.answers)
        return f"{share} ({lowest} – {highest})"

    @property
    def answered_said(self) -> str:
        """The share of cases whose people answered."""
        return intervals.percent(self.answers / self.cases) if self.cases else ""

    @property
    def understood_said(self) -> str:
        """The share that understood the reasons, among those who said so or not."""
        asked = self.understood + self.not_understood
        return intervals.percent(self.understood / asked) if asked else ""


@dataclass(frozen=True, slots=True)
class Opinions:
    """The page: everybody together, each score, and the groups."""

    headline: str
    all: Group
    scores: Sequence[tuple[str, int]]
    chart: charts.RowChart
    outcomes: Sequence[Group]
    channels: Sequence[Group]


def of(filters: Filters) -> Opinions:
    """Return the opinions on cases decided in the days of `filters`; one query."""
    rows = FeedbackDay.objects.filter(**of_days(filters), **of_level(filters))
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    cells = list(
        rows.values_list("conclusion", "channel", "score", "understood")
        .annotate(total=Sum("count"))
        .order_by()
    )
    whole = _group(_("Semua"), [cell[2:] for cell in cells])
    scores = [(_named(score), whole.scores[score]) for score in _SCORES]
    return Opinions(
        headline=_headline(whole),
        all=whole,
        scores=scores,
        chart=charts.backlog([(words, count, "plain") for words, count in scores]),
        outcomes=_groups(cells, 0, Decision.Conclusion.choices),
        channels=_groups(cells, 1, Appeal.Channel.choices),
    )


_Cell = tuple[str, str, int, str, int]


def _named(score: int) -> str:
    words = {5: _("5 (baik)"), 1: _("1 (buruk)")}
    return words.get(score, str(score))


def _groups(
    cells: Sequence[_Cell], place: int, choices: Sequence[tuple[str, object]]
) -> list[Group]:
    parts: defaultdict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for cell in cells:
        parts[str(cell[place])].append(cell[2:])
    return [_group(str(words), parts[value]) for value, words in choices if value in parts]


def _group(title: str, cells: Sequence[tuple[int, str, int]]) -> Group:
    scores: Counter[int] = Counter()
    understood: Counter[str] = Counter()
    for score, said, count in cells:
        scores[score] += count
        understood[said] += count
    cases = scores.total()
    del scores[0]
    return Group(title, cases, scores, understood[_Said.YES], understood[_Said.NO])


def _headline(whole: Group) -> str:
    said = {
        "answers": number_format(whole.answers, force_grouping=True),
        "cases": number_format(whole.cases, force_grouping=True),
        "content": intervals.percent(whole.content / whole.answers) if whole.answers else "",
        "answered": whole.answered_said,
    }
    if not whole.answers:
        return _("Belum ada yang memberi nilai untuk putusan hari-hari ini")
    if whole.answers < FEW:
        return _("Baru %(answers)s orang memberi nilai: terlalu sedikit untuk disimpulkan") % said
    return (
        _("%(content)s memberi nilai 4 atau 5; yang menjawab %(answered)s dari %(cases)s kasus")
        % said
    )
