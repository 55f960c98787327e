"""Says why data may not be erased yet, and until when; nothing is deleted here.

UU 27/2022 leaves data where another law has it kept: an open case, a standing block, and the
years for which a decided case must be at hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from appeals import legal_holds
from appeals.data_requests.subjects import Subject
from appeals.models import Appeal
from eligibility.models import Account
from portal import calendar


@dataclass(frozen=True, slots=True)
class Held:
    """One reason to keep: its code, its words, and the last day of it where that is known."""

    code: str
    text: str
    until: date | None


def grounds_to_keep(subject: Subject, *, at: datetime) -> list[Held]:
    """Return why the data of `subject` must stay at `at`, as its owner may read it.

    A case's holder learns nothing of blocks here: the case does not prove whose account it is.
    """
    day = calendar.civil_date(at)
    found = _of_case(subject) if isinstance(subject, Appeal) else _of_account(subject)
    return [held for held in found if held.until is None or held.until >= day]


def _of_case(appeal: Appeal) -> Iterator[Held]:
    if legal_holds.is_held(appeal):
        yield _legal_hold()
    matter = Appeal.objects.of_matter(appeal.merged_into or appeal).open().order_by("pk")
    if appeal.is_open or (appeal.merged_into and matter.exists()):
        yield _open_case(appeal)  # nobody is told the number of a case that theirs was joined to
    elif going_on := matter.first():
        yield _open_case(going_on)
    else:
        yield _years_after(ended_at(appeal))


def _of_account(account: Account) -> Iterator[Held]:
    if account.blocks.open().exists():
        words = _("Ada blokir atau usulan blokir pada akun ini. Selama itu ada, datanya disimpan "
                  "supaya Anda bisa membantahnya.")  # fmt: skip
        yield Held("block", words, None)
    own = Appeal.objects.filed_by(account)
    if any(legal_holds.is_held(appeal) for appeal in own):
        yield _legal_hold()
    for appeal in own.open().order_by("pk"):
        yield _open_case(appeal)
    last = own.finished().aggregate(closed=Max("closed_at"), decided=Max("decided_at"))
    ended = account.blocks.aggregate(ended=Max("ended_at"))
    moments = [moment for moment in (*last.values(), *ended.values()) if moment]
    if moments:
        yield _years_after(max(moments))


def _legal_hold() -> Held:
    words = _("Ada pemeriksaan atau perkara yang membutuhkan data ini. Selama itu kami tidak boleh "
              "menghapusnya.")  # fmt: skip
    return Held("legal_hold", words, None)


def _open_case(appeal: Appeal) -> Held:
    words = _("Pengaduan %(number)s belum selesai. Data dan fotonya dibutuhkan untuk memutusnya.")
    return Held("open_case", words % {"number": appeal.reference}, None)


def ended_at(appeal: Appeal) -> datetime:
    """Return when a finished case ended, as far as it is written down; a joined one with both."""
    own = appeal.closed_at or appeal.decided_at or appeal.submitted_at
    return max(own, ended_at(appeal.merged_into)) if appeal.merged_into else own


def last_day(moment: datetime, *, years: int | None = None) -> date:
    """Return the last day on which the papers of what ended at `moment` must be at hand.

    `years`: of something else than papers, which are kept for RETENTION_YEARS.
    """
    last = calendar.civil_date(moment)
    year = last.year + (settings.RETENTION_YEARS if years is None else years)
    try:
        return last.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)


def _years_after(moment: datetime) -> Held:
    words = _("Berkas pengaduan dan blokir yang sudah selesai wajib disimpan %(years)s tahun, "
              "untuk pemeriksaan dan kalau Anda ke pengadilan.")  # fmt: skip
    return Held("retention", words % {"years": settings.RETENTION_YEARS}, last_day(moment))
