"""The first rows of an export before it is asked for, and about how many there will be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log10

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from appeals.models import Export
from appeals.reports.export_count import SECONDS, hurried, open_rows
from appeals.reports.export_order import Order, check_supervisor
from appeals.reports.subjects import SUBJECTS, TooSlow
from portal import audit, tokens
from portal.models import User

ROWS = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows as the file will have them, masked, and how many there will be in words."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    filters: Sequence[str]
    expected: str
    # Reading took too long: nothing is shown, the file can be asked for all the same.
    is_too_slow: bool = False


def of(order: Order, *, by: User, address: str, at: datetime) -> Sample:
    """Return the sample and write down that `by` saw it; raises NotAllowed or UnknownChoice."""
    check_supervisor(by)
    subject = SUBJECTS[Export.Subject(order.subject)]
    subject.check(order.choice)
    rows: list[list[str]] = []
    expected, is_too_slow = "", False
    try:
        with hurried():
            rows = subject.first_rows(ROWS, order.period, order.choice, seconds=SECONDS)
            expected = _expected(order, shown=len(rows))
    except TooSlow:
        is_too_slow = True
    audit.record(
        "export.previewed",
        by=by,
        at=at,
        of=order.subject,
        days=[f"{order.period.first}", f"{order.period.last}"],
        columns=list(order.choice.columns),
        filters=[f"{key}={value}" for key, value in order.choice.filters.items()],
        rows=len(rows),
        address=tokens.digest("address", address) if address else None,
    )
    return Sample(
        header=subject.header(order.choice),
        rows=rows,
        filters=subject.filters_in_words(order.choice),
        expected=expected,
        is_too_slow=is_too_slow,
    )


def about(rows: int) -> str:
    """Return an estimate with two digits and zeros behind: more would be pretended."""
    digits = max(0, int(log10(rows)) - 1) if rows else 0
    return number_format(round(rows, -digits), force_grouping=True)


def _expected(order: Order, *, shown: int) -> str:
    """Return in words how many rows there will be; of open ones exactly, as far as the cap."""
    subject = SUBJECTS[Export.Subject(order.subject)]
    if shown == 0:
        return _("Tidak ada baris yang cocok.")
    if shown < ROWS:
        return _("Semuanya %(rows)s baris.") % {"rows": shown}
    if order.is_unmasked:
        return _of_open(open_rows(order))
    expected = subject.estimate(order.period, order.choice)
    return _("Kira-kira %(rows)s baris. Ini perkiraan, bukan hitungan.") % {
        "rows": about(max(expected, shown))
    }


def _of_open(rows: int) -> str:
    most = settings.EXPORT_UNMASKED_ROWS
    if rows > most:
        return too_many()
    return _("Semuanya %(rows)s baris.") % {"rows": number_format(rows, force_grouping=True)}


def too_slow() -> str:
    """Return what to do where the rows to be open cannot be counted while somebody waits."""
    return _(
        "Barisnya tidak selesai dihitung dalam %(seconds)s detik. Persempit hari atau "
        "saringannya, atau minta berkas yang disamarkan."
    ) % {"seconds": SECONDS}


def too_many() -> str:
    """Return what to do where more rows were to be open than may be."""
    return _(
        "Data terbuka paling banyak %(most)s baris. Persempit hari atau saringannya, "
        "atau minta berkas yang disamarkan."
    ) % {"most": number_format(settings.EXPORT_UNMASKED_ROWS, force_grouping=True)}
