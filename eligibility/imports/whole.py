"""What a whole list or register means for those it does not name any more: they are off it.

Decided once the file has been read to its end, and only if nothing says that it was cut off. A
list that would end somebody's block by its silence waits for a second officer.
"""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from eligibility.imports.batches import NotAllowed
from eligibility.imports.intake import (
    Taken,
    make_touched,
    note_touched,
    noting,
    parameters,
    wait_for_others,
)
from eligibility.imports.registers import accounts_of
from eligibility.models import ImportBatch, ReferenceListEntry, RegistryVerdict
from portal import audit
from portal.models import Role, User

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
_MISSING_ACCOUNTS = MappingProxyType(
    {
        ImportBatch.Kind.VERDICTS: f"SELECT account_id FROM {_VERDICTS} AND {_MISSING}",  # noqa: S608
        ImportBatch.Kind.REFERENCE: accounts_of(f"SELECT nik FROM {_ENTRIES} AND {_MISSING}"),  # noqa: S608
    }
)
# What a person has upheld stays whatever a list says.
_BLOCKS = """
    SELECT count(DISTINCT block.id)
    FROM ({accounts}) missing
    JOIN eligibility_block block USING (account_id)
    JOIN eligibility_finding finding ON finding.id = block.finding_id
    WHERE block.status = 'confirmed' AND finding.source = %(source)s
"""
# What an account on hold has stays until the hold is released.
_ON_HOLD = """
    AND EXISTS (
        SELECT FROM eligibility_hold hold
        WHERE hold.account_id = block.account_id AND hold.released_at IS NULL)
"""
_OFFICERS = (Role.SUPERVISOR, Role.RULE_OFFICER)


class NotWaiting(ValueError):
    """There is nothing a second officer could end; the message says why, for developers."""


@dataclass(frozen=True, slots=True)
class Missing:
    """How many the source knows now, how many of them the file does not name, and how many blocks
    that stand rest on those."""

    known: int
    missing: int
    blocks: int


def end_missing(batch: ImportBatch, taken: Taken, *, at: datetime) -> None:
    """End what a whole file does not name; call it in the transaction that closes the batch.

    Where that is refused, the batch says why in `fault`; where blocks that stand rest on it, it
    waits for `end_unnamed`. What was taken in stays either way.
    """
    if batch.extent == ImportBatch.Extent.PART:
        return
    wait_for_others(batch.kind)
    found = _count(batch, at=at)
    batch.fault = _objection(batch, taken, found)
    if not batch.fault:
        batch.blocks_resting = found.blocks
        if found.blocks:
            batch.rows_unnamed = found.missing
        else:
            batch.rows_removed = _end(batch, at=at)
    batch.save(update_fields=["fault", "blocks_resting", "rows_unnamed", "rows_removed"])


def is_waiting(batch: ImportBatch) -> bool:
    """Say whether a second officer has to decide about those the list does not name."""
    return bool(batch.rows_unnamed) and batch.removed_at is None and batch.withdrawn_at is None


def approval_objection(batch: ImportBatch, *, by: User) -> str:
    """Return why `by` cannot end what the list does not name, in an officer's words, or nothing."""
    if not is_waiting(batch):
        return _("Tidak ada yang menunggu persetujuan di impor ini.")
    if not by.has_role(*_OFFICERS):
        return _("Hanya penyelia dan petugas aturan yang bisa menyetujuinya.")
    if batch.requested_by_id == by.pk:
        return _("Anda yang meminta impor ini. Minta petugas lain untuk menyetujuinya.")
    newer = ImportBatch.objects.filter(
        kind=batch.kind,
        source__iexact=batch.source,
        source_date__gte=batch.source_date,
        pk__gt=batch.pk,
        withdrawn_at=None,
    )
    if newer.exists():
        return _("Ada berkas yang lebih baru dari sumber ini; yang berlaku berkas itu.")
    return ""


@transaction.atomic
def end_unnamed(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """End what a whole list does not name though blocks rest on it; who is on it is screened.

    Raises NotAllowed unless `by` is a supervisor or rule officer other than the one who asked for
    the import, and NotWaiting where nothing waits, any more, or a newer file has come.
    """
    if not (by.is_active and by.has_role(*_OFFICERS)) or batch.requested_by_id == by.pk:
        raise NotAllowed(f"user {by.pk} may not end what batch {batch.pk} does not name")
    wait_for_others(batch.kind)  # before the row, as a portion being taken in does
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if said := approval_objection(held, by=by):
        raise NotWaiting(f"batch {held.pk}: {said}")
    held.blocks_resting = _count(held, at=at).blocks
    held.rows_removed = _end(held, at=at)
    held.removed_at, held.removed_by = at, by
    held.save(update_fields=["blocks_resting", "rows_removed", "removed_at", "removed_by"])
    audit.record(
        "import.end_unnamed",
        by=by,
        subject=held,
        at=at,
        kind=held.kind,
        removed=held.rows_removed,
        blocks=held.blocks_resting,
    )
    return held


def resting_on_hold(batch: ImportBatch, *, at: datetime) -> int:
    """Return how many of the blocks that rest on those not named stay: their accounts are on hold.

    Zero for a list that waits for nobody.
    """
    if not is_waiting(batch):
        return 0
    kind = ImportBatch.Kind(batch.kind)
    with connection.cursor() as cursor:
        cursor.execute(
            _BLOCKS.format(accounts=_MISSING_ACCOUNTS[kind]) + _ON_HOLD, parameters(batch, at=at)
        )
        (count,) = cursor.fetchone()
    return int(count)


def named_again(batch: ImportBatch) -> int:
    """Return how many that the whole list ended by its silence would count again without it."""
    ended_at = batch.removed_at or batch.finished_at
    if not batch.rows_removed or ended_at is None:
        return 0
    source = batch.source.lower()[:40]
    ended: QuerySet[RegistryVerdict] | QuerySet[ReferenceListEntry]
    current: QuerySet[RegistryVerdict] | QuerySet[ReferenceListEntry]
    if batch.kind == ImportBatch.Kind.VERDICTS:
        whom, verdicts = "account", RegistryVerdict.objects.filter(register=source)
        ended = verdicts.filter(superseded_at=ended_at)
        current = verdicts.filter(superseded_at=None, account=OuterRef("account"))
    else:
        whom, entries = "nik", ReferenceListEntry.objects.filter(source=source)
        ended = entries.filter(removed_at=ended_at)
        current = entries.filter(removed_at=None, nik=OuterRef("nik"))
    again = ended.filter(batch__withdrawn_at=None).exclude(Exists(current))
    count: int = again.order_by().values(whom).distinct().count()
    return count


def _end(batch: ImportBatch, *, at: datetime) -> int:
    """End what the file does not name and return how many that were."""
    values = parameters(batch, at=at)
    missing = _count(batch, at=at).missing
    make_touched()
    with connection.cursor() as cursor:
        cursor.execute(_END[ImportBatch.Kind(batch.kind)], values)
    note_touched(at=at)
    return missing


def _count(batch: ImportBatch, *, at: datetime) -> Missing:
    kind, values = ImportBatch.Kind(batch.kind), parameters(batch, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {_MISSING}) "  # noqa: S608
            f"FROM {_STANDING[kind]}",
            values,
        )
        known, missing = cursor.fetchone()
        cursor.execute(_BLOCKS.format(accounts=_MISSING_ACCOUNTS[kind]), values)
        return Missing(known, missing, *cursor.fetchone())


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
