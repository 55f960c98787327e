"""Says, in a sentence, what keeps a case from an officer: a tie, a full desk, days away."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import lifecycle
from appeals.independence import Bar
from appeals.review.history import name_of
from portal.models import User

_YOURS = {
    Bar.TAKEN_DOWN: gettext_lazy(
        "Anda yang mencatat pengaduan ini untuk penelepon. Petugas lain yang harus memutusnya."
    ),
    Bar.TOUCHED: gettext_lazy(
        "Anda pernah menangani kasus atau blokir ini. Petugas lain yang harus memutusnya."
    ),
    Bar.KNOWN: gettext_lazy(
        "Anda menyatakan kenal dengan orang ini. Petugas lain yang harus memutusnya."
    ),
    Bar.FAMILY: gettext_lazy(
        "Kasus ini tentang Anda atau Kartu Keluarga Anda. Petugas lain yang harus memutusnya."
    ),
    Bar.REGION: gettext_lazy(
        "Kasus ini dari wilayah di luar bagian Anda. Petugas lain yang harus memutusnya."
    ),
}
# Of a colleague only what is no secret of theirs: their family card is.
_THEIRS = {
    Bar.TAKEN_DOWN: gettext_lazy(
        "%(who)s yang mencatat pengaduan ini untuk penelepon. Pilih yang lain."
    ),
    Bar.TOUCHED: gettext_lazy("%(who)s pernah menangani kasus atau blokir ini. Pilih yang lain."),
    Bar.REGION: gettext_lazy("Kasus ini dari wilayah di luar bagian %(who)s. Pilih yang lain."),
}
_THEIRS_UNSAID = gettext_lazy("%(who)s tidak boleh memutus kasus ini. Pilih petugas lain.")


def not_to(refused: lifecycle.Barred | lifecycle.Away | lifecycle.Full, *, user: User) -> str:
    """Say to `user` why the case does not go to the officer that `refused` names."""
    is_own = refused.officer.pk == user.pk
    who = {"who": name_of(refused.officer)}
    if isinstance(refused, lifecycle.Barred):
        theirs = _THEIRS.get(refused.bar, _THEIRS_UNSAID)
        return str(_YOURS[refused.bar]) if is_own else theirs % who
    if isinstance(refused, lifecycle.Away):
        words = _("%(who)s tidak hadir sampai %(day)s. Pilih petugas lain.")
        if is_own and lifecycle.may_end(refused.absence, by=user):
            words = _(
                "Anda tercatat tidak hadir sampai %(day)s. Sudah kembali? Akhiri di Meja saya."
            )
        elif is_own:
            words = _(
                "Penyelia mencatat Anda tidak hadir sampai %(day)s. Sudah kembali? Minta penyelia "
                "mengakhirinya."
            )
        day = date_format(refused.absence.last_day, "j F Y")
        return words % {"who": who["who"], "day": day}
    words = (
        _("Anda sedang memeriksa %(count)d kasus. Selesaikan satu dulu, atau kembalikan.")
        if is_own
        else _("%(who)s sedang memeriksa %(count)d kasus. Pilih yang lain, atau naikkan batasnya.")
    )
    return words % {"who": who["who"], "count": refused.capacity}
