"""The proof that a list was carried out: a line a deleted thing, naming nobody it belonged to."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from appeals.models import DeletionList, DeletionProof
from portal import audit, exports
from portal.calendar import JAKARTA
from portal.models import User

_READ_AT_A_TIME = 2000


def lines(drawn: DeletionList) -> Iterator[list[str]]:
    """Yield the lines in the order of their keys: codes and numbers, in no language."""
    rows = DeletionProof.objects.filter(on_list=drawn).select_related("appeal").order_by("pk")
    rows = rows.only(
        "kind", "evidence_id", "file_kind", "sha256", "deleted_at", "appeal__reference"
    )
    proposed = drawn.proposed_by.get_username() if drawn.proposed_by else ""
    signed = drawn.signed_by.get_username() if drawn.signed_by else ""
    for row in rows.iterator(chunk_size=_READ_AT_A_TIME):
        yield [
            str(row.pk),
            str(drawn.pk),
            str(row.appeal_id),
            hashlib.sha256(row.appeal.reference.encode()).hexdigest(),
            row.kind,
            str(row.evidence_id or ""),
            row.file_kind,
            row.sha256,
            _moment(row),
            proposed,
            signed,
        ]


def _moment(row: DeletionProof) -> str:
    if row.deleted_at is None:
        raise ValueError(f"the bytes of deletion proof {row.pk} are not gone yet")
    return row.deleted_at.astimezone(JAKARTA).isoformat(timespec="seconds")


def digest(drawn: DeletionList) -> tuple[str, int]:
    """Return SHA-256 over the lines, each with ";" between its cells and ended, and their number.

    Whoever has the downloaded file computes the same from it.
    """
    sha256, count = hashlib.sha256(), 0
    for line in lines(drawn):
        sha256.update(f"{';'.join(line)}\n".encode())
        count += 1
    return sha256.hexdigest(), count


def export(drawn: DeletionList, *, by: User, at: datetime) -> Iterator[bytes]:
    """Yield the proof as CSV, and write down who took it."""
    audit.record("deletion.downloaded", by=by, subject=drawn, at=at, rows=drawn.proofs)
    table = exports.Table(
        title=_("Daftar bukti hapus"),
        header=(
            _("Nomor bukti"),
            _("Daftar hapus"),
            _("Kunci kasus"),
            _("SHA-256 nomor pengaduan"),
            _("Jenis"),
            _("Kunci berkas"),
            _("Jenis berkas"),
            _("SHA-256 berkas asli"),
            _("Dihapus pada"),
            _("Diusulkan oleh"),
            _("Disetujui oleh"),
        ),
        rows=lines(drawn),
        watermark_title=_("Tentang berkas ini"),
        watermark=(
            (_("Diunduh oleh"), by.identity),
            (_("Baris"), str(drawn.proofs)),
            (_("SHA-256 semua baris"), drawn.digest),
        ),
    )
    return exports.stream_csv(table)
