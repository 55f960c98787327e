"""What a whole list or register means for those it does not name any more: they are off it.

Decided once the file has been read to its end, and only if nothing says that it was cut off.
"""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from eligibility.imports.intake import (
    Taken,
    make_touched,
    note_touched,
    noting,
    parameters,
    wait_for_others,
)
from eligibility.imports.registers import accounts_of
from eligibility.models import ImportBatch

# A file older than what is known says nothing against it, as when its lines are taken in.
_MISSING = """
    batch_id IS DISTINCT FROM %(batch)s AND as_of <= %(source_date)s
"""
_VERDICTS = "eligibility_registryverdict WHERE register = %(source)s AND superseded_at IS NULL"
_ENTRIES = "eligibility_referencelistentry WHERE source = %(source)s AND removed_at IS NULL"
_STANDING = MappingProxyType(
    {ImportBatch.Kind.VERDICTS: _VERDICTS, ImportBatch.Kind.REFERENCE: _ENTRIES}
)
_END = MappingProxyType(
    {
        ImportBatch.Kind.VERDICTS: noting(
            f"""
            UPDATE eligibility_registryverdict SET superseded_at = %(at)s
            WHERE register = %(source)s AND superseded_at IS NULL AND {_MISSING}
            RETURNING account_id
            """  # noqa: S608 - the text above
        ),
        ImportBatch.Kind.REFERENCE: noting(
            f"""
            UPDATE eligibility_referencelistentry SET removed_at = %(at)s
            WHERE source = %(source)s AND removed_at IS NULL AND {_MISSING}
            RETURNING nik
            """,  # noqa: S608 - the text above
            accounts=accounts_of("SELECT nik FROM done"),
        ),
    }
)
KINDS = tuple(_END)


@dataclass(frozen=True, slots=True)
class Missing:
    """How many the source knows now, and how many of them the file does not name."""

    known: int
    missing: int


def end_missing(batch: ImportBatch, taken: Taken, *, at: datetime) -> None:
    """End what a whole file does not name; call it in the transaction that closes the batch.

    Where that is refused, the batch says why in `fault` and what was taken in stays.
    """
    if batch.extent == ImportBatch.Extent.PART:
        return
    wait_for_others(batch.kind)
    found = _count(batch, at=at)
    batch.fault = _objection(batch, taken, found)
    if batch.fault:
        batch.save(update_fields=["fault"])
        return
    make_touched()
    with connection.cursor() as cursor:
        cursor.execute(_END[ImportBatch.Kind(batch.kind)], parameters(batch, at=at))
    note_touched(at=at)
    batch.rows_removed = found.missing
    batch.save(update_fields=["rows_removed"])


def _count(batch: ImportBatch, *, at: datetime) -> Missing:
    standing = _STANDING[ImportBatch.Kind(batch.kind)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {_MISSING}) FROM {standing}",  # noqa: S608
            parameters(batch, at=at),
        )
        return Missing(*cursor.fetchone())


def _objection(batch: ImportBatch, taken: Taken, found: Missing) -> str:
    if taken.torn:
        return _("Tidak ada yang dihapus: berkas ini tampak terpotong atau rusak.")
    most = settings.IMPORT_MOST_REMOVED_SHARE
    is_much = found.missing * 100 > found.known * most
    if is_much and batch.extent != ImportBatch.Extent.WHOLE_FOR_SURE:
        return _(
            "Tidak ada yang dihapus: %(missing)s dari %(known)s tidak disebut lagi, lebih dari "
            "%(most)s persen. Kalau memang benar, impor lagi sebagai daftar lengkap, berapa pun "
            "yang dihapus."
        ) % {"missing": found.missing, "known": found.known, "most": most}
    return ""
