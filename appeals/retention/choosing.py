"""What of a case that is over may go on a day, and what keeps the rest."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from appeals import legal_holds
from appeals.data_requests.retention import last_day
from appeals.erasure import finding, keeping
from appeals.erasure.planning import FILES
from appeals.models import Appeal, DataRequest, Decision, ErasurePart, Evidence
from appeals.querysets import AppealQuerySet
from appeals.retention import periods
from portal.calendar import civil_date

_Kind = ErasurePart.Kind
_Status = Appeal.Status
# The papers last: what they say is needed to find the rest.
ORDER = (
    _Kind.FILES, _Kind.RELIED, _Kind.DRAFTS, _Kind.FEEDBACK, _Kind.CONSENTS, _Kind.CONTACT,
    _Kind.PAPERS,
)  # fmt: skip
_ENDED = (_Status.CLOSED, _Status.WITHDRAWN, _Status.MERGED, _Status.VOID)


class Why(models.TextChoices):
    """Why something stays although its period is over."""

    LEGAL_HOLD = "legal_hold", _("Ada larangan hapus")
    OPEN_CASE = "open_case", _("Pengaduan lain dalam urusan ini belum selesai")
    WAY_ON = "way_on", _("Putusannya masih bisa dilawan")
    IN_FORCE = "in_force", _("Putusannya masih berlaku")
    MISUSE = "misuse", _("Pemeriksaan penyalahgunaan NIK")
    RETENTION = "retention", _("Masa simpan menurut undang-undang belum habis")
    DATA_REQUEST = "data_request", _("Ada permintaan data yang belum dijawab")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of a case would go: kinds in their order, the files among it, and why others stay."""

    kinds: tuple[str, ...]
    files: int
    ended_at: datetime
    kept: frozenset[str]


def candidates(*, at: datetime) -> AppealQuerySet:
    """Return cases that ended so long ago that something of them may be over at `at`."""
    day = civil_date(at)
    files = Evidence.objects.filter(appeal=OuterRef("pk")).exclude(state=Evidence.State.ERASED)
    papers = periods.years(periods.PAPERS, [periods.ANY], on=day)
    has_papers = Q(erased_at=None, closed_at__lt=_years_before(at, papers))
    ended = Appeal.objects.filter(status__in=_ENDED)
    over = ended.filter(closed_at__lt=_years_before(at, periods.shortest(on=day)))
    return over.filter(Exists(files) | has_papers)


def choose(appeal: Appeal, *, at: datetime) -> Chosen:
    """Return what of the case goes at `at` if somebody signs it."""
    matter = Matter(appeal)
    kinds, files, kept = [], 0, set()
    for kind in ORDER:
        keys = matter.over(kind, on=civil_date(at))
        if not keys:
            continue
        if why := stays(appeal, kind, at=at):
            kept.add(why)
            continue
        kinds.append(kind.value)
        files += len(keys) if kind in FILES else 0
    return Chosen(tuple(kinds), files, matter.ended_at, frozenset(kept))


def stays(appeal: Appeal, kind: str, *, at: datetime) -> str:
    """Return why `kind` of the case stays at `at` although its period is over; empty: it goes."""
    found = keeping.kept(appeal, kind, at=at)
    if found is not None:
        return found.keeping.value
    return Why.DATA_REQUEST.value if _is_asked_about(appeal) else ""


class Matter:
    """The case with all it hangs together with: when the whole ended, and how."""

    def __init__(self, appeal: Appeal) -> None:
        self._appeal = appeal
        cases = legal_holds.matter(appeal)
        last = Coalesce("closed_at", "decided_at", "submitted_at")
        self.ended_at: datetime = cases.aggregate(last=Max(last))["last"]
        standing = Decision.objects.filter(
            appeal__in=cases, voided_at=None, effective_at__isnull=False
        )
        self._outcomes = set(standing.values_list("conclusion", flat=True)) or {periods.UNDECIDED}

    def over(self, kind: str, *, on: date) -> list[int]:
        """Return the keys of the rows of `kind` whose keeping period is over before `on`."""
        keys = finding.keys(kind, self._appeal)
        if kind == _Kind.FILES:
            files = Evidence.objects.filter(pk__in=keys).order_by("pk")
            return [key for key, what in files.values_list("pk", "kind") if self._is_over(what, on)]
        what = periods.RELIED if kind == _Kind.RELIED else periods.PAPERS
        return keys if keys and self._is_over(what, on) else []

    def _is_over(self, what: str, on: date) -> bool:
        return last_day(self.ended_at, years=periods.years(what, self._outcomes, on=on)) < on


def _is_asked_about(appeal: Appeal) -> bool:
    """Say whether somebody's request about the case, or its account, waits for its answer."""
    about = Q(appeal__in=legal_holds.matter(appeal))
    if appeal.account_id is not None:
        about |= Q(account=appeal.account_id)
    return DataRequest.objects.filter(about, answered_at=None).exists()


def _years_before(at: datetime, years: int) -> datetime:
    """Return a moment that many years before `at`, or a day later where there is no such day."""
    try:
        return at.replace(year=at.year - years)
    except ValueError:  # 29 February
        return at.replace(year=at.year - years, month=3, day=1)
