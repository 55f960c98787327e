"""What the sending of a complaint asks of a browser while the forms are flooded.

When that is and what counts as proof are `portal.proof`'s; here it becomes the page's words.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal import proof

_TICKET = "complaint_ticket"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page carries: the ticket for browsers without scripts, and how long it ripens."""

    ticket: str
    seconds: int = proof.WAIT_SECONDS


def asked(request: HttpRequest, token: uuid.UUID, *, at: datetime) -> Asked | None:
    """Return what the page must carry now; None: nothing, as on ordinary days."""
    if not proof.is_asked(request):
        return None
    kept = request.session.get(_TICKET, "")
    if kept and proof.is_good(kept, subject=str(token), at=at):
        return Asked(kept)  # who pressed too early has not waited in vain
    return Asked(proof.ticket(str(token), at=at))


def is_owed(request: HttpRequest, token: uuid.UUID, *, at: datetime) -> bool:
    """Say whether this sending must prove itself first; remember the ticket it came with."""
    if not proof.is_asked(request) or proof.solved(request, subject=str(token), at=at):
        return False
    given = request.POST.get(proof.TICKET, "")
    if given and proof.is_good(given, subject=str(token), at=at):
        request.session[_TICKET] = given
    return True


def words() -> str:
    """Return what the person is told then."""
    return _(
        "Sekarang banyak sekali yang mengirim. Tunggu %(seconds)s detik, lalu tekan Kirim Pesan "
        "sekali lagi. Isian dan foto Anda tersimpan."
    ) % {"seconds": proof.WAIT_SECONDS}
