"""Says in a sentence why one of many cases was refused."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import lifecycle
from appeals.lifecycle import bulk
from appeals.models import Appeal, Priority
from appeals.review.history import HANDED, name_of
from appeals.review.not_to_them import not_to
from portal.models import User

_WORDS = {
    bulk.NeverOpened: gettext_lazy("Belum ada petugas yang membuka kasus ini. Buka dulu."),
    bulk.NotMoot: gettext_lazy("Masih ada blokir yang berlaku, jadi kasus ini harus diputus."),
}


def why_not(refused: lifecycle.NotAllowed, *, case: Appeal, user: User) -> str:
    """Return why lifecycle refused `case`, as it stands now, and what to do about it."""
    if isinstance(refused, lifecycle.MovedByOther):
        step = refused.step
        if step is None or step.by_id == user.pk:  # the person added a file, or their own window
            return _("Kasus ini sudah berubah sejak Anda membukanya. Cek lagi.")
        if step.verb in HANDED and refused.appeal.officer is not None:
            return _("%(by)s lebih dulu. Kasus ini sekarang dipegang %(who)s. Cek lagi.") % {
                "by": name_of(step.by), "who": name_of(refused.appeal.officer),
            }  # fmt: skip
        return _("%(who)s lebih dulu. Status kasus ini sekarang “%(status)s”. Cek lagi.") % {
            "who": name_of(step.by),
            "status": refused.appeal.stage,
        }
    if isinstance(refused, lifecycle.Barred | lifecycle.Away | lifecycle.Full):
        return not_to(refused, user=user)
    if isinstance(refused, lifecycle.AsItWas):
        if refused.appeal.priority == Priority.URGENT:
            return _("Kasus ini sudah mendesak. Alasannya tetap yang lama. Hapus centangnya.")
        return _("Kasus ini memang tidak mendesak. Hapus centangnya.")
    if isinstance(refused, bulk.NeverOpened) and case.officer is not None:  # it was given to them
        return _("%(who)s memegang kasus ini, tetapi belum ada petugas yang membukanya. Buka "
                 "dulu.") % {"who": name_of(case.officer)}  # fmt: skip
    if own := _WORDS.get(type(refused)):
        return str(own)
    if not case.is_open:
        return _("Kasus ini sudah selesai, jadi tidak bisa diubah lagi. Hapus centangnya.")
    return _(
        "Pada tahap ini kasusnya tidak bisa diubah begitu. Buka kasusnya, atau hapus centangnya."
    )
