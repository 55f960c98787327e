"""Says how a block ended, for staff and for its person; who ended it is shown beside."""

from django.utils.translation import gettext as _

from eligibility.models import Block

Status = Block.Status
# The reason of remedies' own (remedies).
_REMEDY = "remedy-"


def how_it_ended(block: Block) -> str:
    """Return in a phrase why the block is over; empty while it is open."""
    if block.status == Status.LIFTED:
        if block.reason.startswith(_REMEDY):
            return _("Dicabut lewat pemulihan massal")
        return _("Dicabut setelah diperiksa petugas")
    if block.status == Status.DISMISSED:
        if block.reason.startswith(_REMEDY):
            return _("Tidak diteruskan, lewat pemulihan massal")
        return _("Tidak diteruskan setelah diperiksa petugas")
    if block.status == Status.EXPIRED:
        return _("Masanya habis")
    if block.status == Status.SUPERSEDED:
        return _by_machine(block)
    return ""


def _by_machine(block: Block) -> str:
    if block.reason in Block.End.values:
        return str(Block.End(block.reason).label)
    return _("Sumber datanya diganti")
