"""Says how a block ended, for staff and for its person; who ended it is shown beside."""

from django.utils.translation import gettext as _

from eligibility.models import Block

Status = Block.Status
# The reason of remedies' own (remedies).
_REMEDY = "remedy-"


def how_it_ended(block: Block) -> str:
    """Return in a phrase why the block is over; empty while it is open."""
    return ending_in_words(block.status, block.reason)


def ending_in_words(status: str, reason: str) -> str:
    """Return what `how_it_ended` says, from the two columns that it rests on."""
    if status == Status.LIFTED:
        if reason.startswith(_REMEDY):
            return _("Dicabut bersama semua yang terkena kekeliruan yang sama")
        return _("Dicabut setelah diperiksa petugas")
    if status == Status.DISMISSED:
        if reason.startswith(_REMEDY):
            return _("Tidak diteruskan, bersama semua yang terkena kekeliruan yang sama")
        return _("Tidak diteruskan setelah diperiksa petugas")
    if status == Status.EXPIRED:
        return _("Masanya habis")
    if status == Status.SUPERSEDED:
        return _by_machine(reason)
    return ""


def _by_machine(reason: str) -> str:
    if reason in Block.End.values:
        return str(Block.End(reason).label)
    return _("Sumber datanya diganti")
