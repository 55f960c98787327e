"""What staff call the stages of a case; the labels of `Appeal.Status` address the person."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STAGES: Mapping[str, "StrOrPromise"] = {
    "submitted": _("Baru"),
    "in_review": _("Sedang diperiksa"),
    "info_requested": _("Menunggu peserta"),
    "waiting_source": _("Menunggu lembaga lain"),
    "for_approval": _("Menunggu persetujuan kedua"),
    "decided": _("Sudah diputus"),
    "closed": _("Selesai"),
    "withdrawn": _("Ditarik peserta"),
    "merged": _("Digabung"),
    "void": _("Tidak perlu diputus lagi"),
}
