"""Lists of the nightly looks at stored files and of what they found lost, for those who answer."""

from collections.abc import Mapping
from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeals.evidence import nightly
from appeals.models import EvidenceCheck, LostFile
from eligibility.admin.reading import ReadOnlyAdmin
from portal import lists
from portal.models import Role

_READERS = (Role.SUPERVISOR, Role.PRIVACY_OFFICER, Role.AUDITOR)


_WHY = {
    nightly.STORE_AWAY: _("penyimpanan tidak menjawab"),
    nightly.STORE_REFUSES: _("penyimpanan tidak memberikan banyak berkas"),
    nightly.WRONG_STORE: _("periksa apakah penyimpanannya benar"),
    nightly.TOO_MANY_ORPHANS: _(
        "terlalu banyak berkas tanpa catatan, jadi tidak ada yang dibuang; periksa apakah "
        "penyimpanan dan basis datanya sama"
    ),
    nightly.OUT_OF_ORDER: _("penyimpanan menyebut nama berkas tidak berurutan"),
}


def _why(row: EvidenceCheck) -> str:
    return str(_WHY.get(row.last_fault, row.last_fault))


class EvidenceCheckDesk(ReadOnlyAdmin):
    """Checks, the latest first: how far each is, how fast, and what it found."""

    bare_words = _("Belum ada pengecekan. Tiap malam sistem memeriksa semua berkas.")
    view_roles: ClassVar[tuple[Role, ...]] = _READERS
    list_display = ("row_number", "began_at", "progress", "files", "lost", "found_again",
                    "refused", "taken_in", "orphans", "removed", "done_at")  # fmt: skip
    list_display_links = None

    @admin.display(description=_("kemajuan"))
    def progress(self, row: EvidenceCheck) -> str:
        """How far it is, and how long it will take at this rate."""
        if row.done_at:
            return gettext("Selesai")
        if row.dead_at:
            return gettext("Berhenti: %(why)s") % {"why": _why(row)}
        if row.last_fault:
            return gettext("Menunggu: %(why)s") % {"why": _why(row)}
        if row.has_seen_all or not row.seen:
            return gettext("Sedang berjalan")
        seconds = (timezone.now() - row.began_at).total_seconds()
        left = max(0, row.total - row.seen) * seconds / row.seen
        words = gettext("%(seen)s dari %(total)s, %(rate)s per menit, sisa %(left)s menit")
        return words % {
            "seen": row.seen,
            "total": row.total,
            "rate": round(row.seen * 60 / max(1.0, seconds)),
            "left": round(left / 60),
        }


class LossState(models.TextChoices):
    """Whether a file is still lost."""

    LOST = "lost", _("Masih hilang atau rusak")
    MENDED = "mended", _("Sudah pulih")


_IN_STATE: Mapping[LossState, Q] = {
    LossState.LOST: Q(mended_at=None),
    LossState.MENDED: Q(mended_at__isnull=False),
}


class LossFilters(lists.Narrowing):
    """Lost files: still lost or not, and how."""

    state = lists.Choice(_("Keadaan"), LossState.choices)
    fault = lists.Choice(_("Gangguan"), LostFile.Fault.choices)
    lookups = {"state": lambda state: _IN_STATE[LossState(state)]}


class LostFileDesk(ReadOnlyAdmin):
    """Lost files, the latest first, each with its case."""

    bare_words = _("Tidak ada berkas yang hilang.")
    view_roles: ClassVar[tuple[Role, ...]] = _READERS
    list_display = ("row_number", "case", "evidence_number", "part", "fault", "found_at",
                    "mended_at")  # fmt: skip
    list_display_links = None
    list_select_related = ("evidence__appeal",)
    narrowing = LossFilters

    @admin.display(description=_("pengaduan"))
    def case(self, row: LostFile) -> str | SafeString:
        """The case's number, which leads there."""
        appeal = row.evidence.appeal
        if appeal is None:
            return gettext("belum dikirim")
        address = reverse("admin:appeals_appeal_change", args=[appeal.pk])
        return format_html('<a href="{}">{}</a>', address, appeal.reference)

    @admin.display(description=_("nomor berkas"))
    def evidence_number(self, row: LostFile) -> int:
        """The row that names the file."""
        return row.evidence_id
