"""Takes a wrong batch back: its facts count no more, and those it replaced count again.

Accounts, grants and purchases are not taken back: they happened, and what was wrong about them is
mended by the right file. Works in portions; killed in the middle, the next sweep goes on.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from eligibility.imports.batches import NotAllowed
from eligibility.imports.intake import (
    PORTION,
    make_touched,
    note_touched,
    noting,
    parameters,
    wait_for_others,
)
from eligibility.imports.registers import accounts_of
from eligibility.models import ImportBatch
from eligibility.screening.planning import neighbours
from portal import audit
from portal.jobs import nudge
from portal.models import Role, User

_OFFICERS = (Role.SUPERVISOR, Role.RULE_OFFICER)
_SECONDS = 60.0


class NotWithdrawable(ValueError):
    """The batch cannot be taken back; the message says why, for developers."""


@dataclass(frozen=True, slots=True)
class _Undoing:
    """How one kind's facts are taken back: whose rows count, and what becomes of a portion.

    SQL sees the temp table `gone` (id) and the batch's values.
    """

    table: str
    standing: str
    portion: tuple[str, ...]
    # What a whole list ended because it was not named; empty: the kind knows no whole lists.
    named_again: str = ""
    # Whether a row may have put its account into a group, which is left with it.
    makes_groups: bool = False


# A row that was known before the batch's day, in a file that still counts, falls back to that
# file: the batch only repeated it. On the same day nobody can tell who said it first; it ends.
_FALL_BACK = """
    UPDATE {table} known SET as_of = known.since, batch_id = earlier.id
    FROM gone, eligibility_importbatch earlier
    WHERE known.id = gone.id AND known.since < %(source_date)s
      AND earlier.id = (
        SELECT max(file.id) FROM eligibility_importbatch file
        WHERE file.kind = %(kind)s AND lower(left(file.source, 40)) = %(source)s
          AND file.source_date = known.since AND file.withdrawn_at IS NULL
          AND file.id < %(batch)s)
"""
# Rows that ended while the batch was taken in, the latest of each person, unless their own file
# was taken back too or something newer was said since.
_VERDICT_AGAIN = """
    UPDATE eligibility_registryverdict known SET superseded_at = NULL
    FROM (
        SELECT DISTINCT ON (ended.account_id) ended.id
        FROM eligibility_registryverdict ended
        LEFT JOIN eligibility_importbatch file ON file.id = ended.batch_id
        WHERE ended.register = %(source)s AND file.withdrawn_at IS NULL AND {which}
        ORDER BY ended.account_id, ended.superseded_at DESC, ended.id DESC
    ) latest
    WHERE known.id = latest.id AND NOT EXISTS (
        SELECT FROM eligibility_registryverdict current
        WHERE current.account_id = known.account_id AND current.register = known.register
          AND current.superseded_at IS NULL)
    RETURNING known.account_id
"""
_UNDOINGS: Mapping[str, _Undoing] = MappingProxyType(
    {
        ImportBatch.Kind.VERDICTS: _Undoing(
            table="eligibility_registryverdict",
            standing="superseded_at IS NULL",
            portion=(
                _FALL_BACK.format(table="eligibility_registryverdict"),
                noting(
                    """
                    UPDATE eligibility_registryverdict known SET superseded_at = %(at)s
                    FROM gone WHERE known.id = gone.id AND known.batch_id = %(batch)s
                    RETURNING known.account_id
                    """
                ),
                noting(
                    _VERDICT_AGAIN.format(
                        which="""
                        ended.account_id IN (SELECT account_id FROM touched)
                        AND ended.superseded_at BETWEEN %(begun)s AND %(ended)s
                        """
                    )
                ),
            ),
            named_again=noting(
                _VERDICT_AGAIN.format(which="ended.superseded_at = %(removed)s"),
            ),
        ),
        ImportBatch.Kind.REFERENCE: _Undoing(
            table="eligibility_referencelistentry",
            standing="removed_at IS NULL",
            portion=(
                _FALL_BACK.format(table="eligibility_referencelistentry"),
                noting(
                    """
                    UPDATE eligibility_referencelistentry known SET removed_at = %(at)s
                    FROM gone WHERE known.id = gone.id AND known.batch_id = %(batch)s
                    RETURNING known.nik
                    """,
                    accounts=accounts_of("SELECT nik FROM done"),
                ),
            ),
            named_again=noting(
                """
                UPDATE eligibility_referencelistentry known SET removed_at = NULL
                FROM eligibility_importbatch file
                WHERE known.source = %(source)s AND known.removed_at = %(removed)s
                  AND file.id = known.batch_id AND file.withdrawn_at IS NULL
                  AND NOT EXISTS (
                    SELECT FROM eligibility_referencelistentry current
                    WHERE current.source = known.source AND current.nik = known.nik
                      AND current.removed_at IS NULL)
                RETURNING known.nik
                """,
                accounts=accounts_of("SELECT nik FROM done"),
            ),
        ),
        ImportBatch.Kind.EVENTS: _Undoing(
            table="eligibility_registrationevent",
            standing="true",
            makes_groups=True,
            portion=(
                noting(
                    """
                    DELETE FROM eligibility_registrationevent known USING gone
                    WHERE known.id = gone.id RETURNING known.account_id
                    """
                ),
            ),
        ),
        ImportBatch.Kind.REFUNDS: _Undoing(
            table="eligibility_refunddemand",
            standing="withdrawn_at IS NULL",
            portion=(
                noting(
                    """
                    UPDATE eligibility_refunddemand known SET withdrawn_at = %(at)s
                    FROM gone WHERE known.id = gone.id RETURNING known.account_id
                    """
                ),
            ),
        ),
    }
)
KINDS = tuple(_UNDOINGS)


def is_withdrawable(batch: ImportBatch) -> bool:
    """Say whether facts of this kind can be taken back at all, by whomever."""
    return batch.kind in KINDS


def objection(batch: ImportBatch, *, by: User) -> str:
    """Return why `by` cannot take the batch back, in an officer's words, or an empty text."""
    if batch.withdrawn_at is not None:
        return _("Impor ini sudah ditarik.")
    if not is_withdrawable(batch):
        return _(
            "Akun, penerima, dan pelatihan tidak bisa ditarik: semuanya sungguh terjadi. Kalau "
            "isinya salah, impor berkas yang benar; baris yang baru menggantikan yang lama."
        )
    if ImportBatch.objects.filter(pk=batch.pk, finished_at=None, order__done_at=None).filter(
        order__dead_at=None, order__isnull=False
    ):
        return _("Berkas ini masih dibaca. Tunggu sampai selesai.")
    if not by.has_role(*_OFFICERS):
        return _("Hanya penyelia dan petugas aturan yang bisa menarik impor.")
    if batch.requested_by_id == by.pk:
        return _("Anda yang meminta impor ini. Minta petugas lain untuk menariknya.")
    return ""


def withdraw(batch: ImportBatch, *, by: User, reason: str, at: datetime) -> ImportBatch:
    """Take a batch of verdicts, list entries, events or refund demands back.

    Its verdicts and entries end. What was known before the batch's own day, from a file that
    still counts, stays as of the day it was first said; a verdict that the batch replaced counts
    again, and so do those that a whole list ended. Whoever is touched is screened again. The first
    portion is done at once, the rest by the workers.

    Raises NotAllowed unless `by` is a supervisor or rule officer other than the one who asked for
    the import, and NotWithdrawable for another kind, a file being read, or a second time.
    """
    if not (by.is_active and by.has_role(*_OFFICERS)) or batch.requested_by_id == by.pk:
        raise NotAllowed(f"user {by.pk} may not take batch {batch.pk} back")
    with transaction.atomic():
        wait_for_others(batch.kind)  # before the row, as a portion being taken in does
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if said := objection(held, by=by):
            raise NotWithdrawable(f"batch {held.pk} ({held.kind}): {said}")
        held.withdrawn_at, held.withdrawn_by, held.withdrawal_reason = at, by, reason
        held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
        audit.record("import.withdraw", by=by, subject=held, at=at, kind=held.kind, why=reason)
        _take_back(held, after=0, at=at)
        nudge("eligibility.import_owed_files")
    return held


def work_off_withdrawals(*, at: datetime) -> bool:
    """Go on taking back what was withdrawn; say whether something is left for the next sweep."""
    end = time.monotonic() + _SECONDS
    withdrawn = ImportBatch.objects.filter(taken_back_at=None).exclude(withdrawn_at=None)
    for batch in withdrawn.order_by("withdrawn_at", "pk"):
        after: int | None = 0
        while after is not None:
            if time.monotonic() > end:
                return True
            with transaction.atomic():
                wait_for_others(batch.kind)
                held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
                after = _take_back(held, after=after, at=at)
    return False


def _take_back(batch: ImportBatch, *, after: int, at: datetime) -> int | None:
    """Take back the rows beyond the key `after`; return the last key, or None: all is done."""
    if batch.taken_back_at is not None:
        return None
    undoing = _UNDOINGS[batch.kind]
    values = _values(batch, at=at)
    wait_for_others(batch.kind)
    make_touched()
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT id FROM {undoing.table} "  # noqa: S608
            f"WHERE batch_id = %s AND id > %s AND {undoing.standing} ORDER BY id LIMIT {PORTION}",
            [batch.pk, after],
        )
        if undoing.makes_groups:
            _touch_neighbours(undoing, at=at)
        for step in undoing.portion:
            cursor.execute(step, values)
        cursor.execute("SELECT count(*), max(id) FROM gone")
        count, last = cursor.fetchone()
        cursor.execute("DROP TABLE gone")
        is_done = count < PORTION
        if is_done and batch.rows_removed:
            cursor.execute(undoing.named_again, values)
    note_touched(at=at)
    if not is_done:
        return int(last)
    batch.taken_back_at = at
    batch.save(update_fields=["taken_back_at"])
    return None


def _touch_neighbours(undoing: _Undoing, *, at: datetime) -> None:
    """Let those in groups with the accounts of `gone` be screened: afterwards nobody knows them.

    Screening finds who was found in a group with an account, but not whom it was in a group with
    while it had no finding of its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT account_id FROM {undoing.table} "  # noqa: S608 - a name of this file
            "WHERE id IN (SELECT id FROM gone)"
        )
        leaving = sorted(key for (key,) in cursor.fetchall())
        found = neighbours(leaving, at=at) if leaving else ()
        cursor.execute("INSERT INTO touched SELECT unnest(%s::bigint[])", [sorted(found)])


def _values(batch: ImportBatch, *, at: datetime) -> dict[str, Any]:  # Any: whatever psycopg adapts
    return {
        **parameters(batch, at=at),
        "kind": batch.kind,
        "begun": batch.started_at,
        "ended": batch.finished_at or batch.withdrawn_at,
        # When it ended what it did not name: by itself, or once a second officer agreed.
        "removed": batch.removed_at or batch.finished_at,
    }
