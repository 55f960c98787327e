"""Tells an officer, in a sentence, why a step was refused and who was faster."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import lifecycle
from appeals.models import Appeal, Step
from appeals.models.stages import STAGES
from appeals.review.history import HANDED, name_of
from appeals.review.not_to_them import not_to
from eligibility.models import Block
from portal.calendar import JAKARTA
from portal.models import Role, User

_OWN_WORDS = {
    lifecycle.AsItWas: gettext_lazy("Kasus ini sudah begitu."),
    lifecycle.CannotTakeOver: gettext_lazy(
        "Kasus tujuan sudah di tingkat banding atau menunggu persetujuan, jadi tidak bisa memuat "
        "blokir dari kasus ini. Tautkan saja keduanya."
    ),
    lifecycle.DecidedTogether: gettext_lazy(
        "Kasus yang memuatnya sudah selesai atau menunggu persetujuan. Putusannya untuk keduanya."
    ),
}


def words_for(
    appeal: Appeal,
    *,
    seen_revision: int,
    user: User,
    refused: lifecycle.NotAllowed | None = None,
    is_by_person: bool = False,
) -> str:
    """Say why `user`, who had read `seen_revision` of `appeal`, could not take a step.

    `refused` is lifecycle's own word for it; `is_by_person` says that only what the person added
    stands in the way.
    """
    if is_by_person or isinstance(refused, lifecycle.NewOnFile):
        return _(
            "Peserta menambahkan sesuatu sejak Anda membuka kasus ini. Baca dulu, lalu kirim lagi. "
            "Yang Anda ketik masih ada."
        )
    if appeal.revision != seen_revision:
        return _somebody_was_faster(appeal, user=user)
    if isinstance(refused, lifecycle.Barred | lifecycle.Away | lifecycle.Full):
        return not_to(refused, user=user)
    if isinstance(refused, lifecycle.HeldByOther) and refused.appeal.officer is not None:
        return _("Kasus %(number)s dipegang %(who)s. Hanya dia atau penyelia yang boleh "
                 "menggabung atau memisahkannya.") % {
            "number": refused.appeal.reference, "who": name_of(refused.appeal.officer),
        }  # fmt: skip
    if refused is not None and type(refused) in _OWN_WORDS:
        return str(_OWN_WORDS[type(refused)])
    if appeal.decisions.filter(voided_at=None, effective_at=None, proposed_by=user).exists():
        return _("Usulan ini milik Anda sendiri. Orang lain yang harus menyetujuinya.")
    if _speaks_of_an_ended_block(appeal):
        return _(
            "Blokir dalam usulan ini sudah berakhir. Kembalikan usulannya untuk diputus ulang."
        )
    if appeal.officer_id not in {None, user.pk}:
        return _held_by_other(appeal, user=user)
    if lost := lifecycle.lost_in_the_way(appeal):
        return _(
            "Putusan menunggu berkas yang hilang atau rusak: %(files)s. Minta lagi ke peserta, "
            "atau minta penyelia menyatakan bahwa putusan tidak memerlukannya."
        ) % {"files": ", ".join(row.title for row in lost)}
    return _("Langkah ini tidak bisa diambil selagi kasus berstatus “%(status)s”.") % {
        "status": appeal.stage
    }


def _held_by_other(appeal: Appeal, *, user: User) -> str:
    if appeal.status == Appeal.Status.FOR_APPROVAL and not user.has_role(Role.SUPERVISOR):
        return _("Usulan putusan ini menunggu penyelia. Hanya penyelia yang boleh menyetujuinya.")
    return _("Kasus ini dipegang %(who)s.") % {"who": name_of(appeal.officer)}


def _speaks_of_an_ended_block(appeal: Appeal) -> bool:
    spoken_of = Block.objects.filter(
        outcomes__decision__appeal=appeal,
        outcomes__decision__voided_at=None,
        outcomes__decision__effective_at=None,
    )
    return spoken_of.exclude(pk__in=Block.objects.open()).exists()


def _somebody_was_faster(appeal: Appeal, *, user: User) -> str:
    step = appeal.steps.select_related("by").order_by("-pk").first()
    if step is None:
        return _("Kasus ini sudah berubah sejak Anda membukanya.")
    if step.by_id == user.pk:  # in another window of theirs, or the person added a file since
        return _(
            "Anda sendiri atau peserta lebih dulu: kasus ini berubah sejak Anda membukanya. Baca "
            "lagi. Yang Anda ketik masih ada."
        )
    if step.verb in HANDED and appeal.officer is not None:
        return _now_with(appeal, step, user=user)
    moment = date_format(timezone.localtime(step.at, JAKARTA), "j F Y H.i")
    return _(
        "%(who)s lebih dulu: status kasus ini menjadi “%(status)s” pada %(at)s WIB. "
        "Yang Anda ketik masih ada di bawah."
    ) % {
        "who": name_of(step.by),
        "status": STAGES[step.became],
        "at": moment,
    }


def _now_with(appeal: Appeal, step: Step, *, user: User) -> str:
    """Say whose the case is since it was handed on; its status may be what it was."""
    words = (
        _("%(by)s lebih dulu: kasus ini sekarang kasus Anda. Yang Anda ketik masih ada di bawah.")
        if appeal.officer_id == user.pk
        else _(
            "%(by)s lebih dulu: kasus ini sekarang dipegang %(who)s. Yang Anda ketik masih ada "
            "di bawah."
        )
    )
    return words % {"by": name_of(step.by), "who": name_of(appeal.officer)}
