"""What the person is told of a data request, in their language; sending is the outbox's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeals.data_requests.links import secret_link
from appeals.data_requests.subjects import subject_of
from appeals.models import Consent, DataRequest, ErasurePart
from portal import office, outbox
from portal.channels.way import Channel, surest


class Notice(models.TextChoices):
    """A message; the label is its subject line, the value names its template."""

    RECEIVED = "received", _("Permintaan data Anda kami terima")
    ANSWERED = "answered", _("Jawaban atas permintaan data Anda")
    COPIED = "copied", _("Salinan data Anda baru saja diunduh")
    WITHDRAWN = "withdrawn", _("Persetujuan Anda sudah ditarik")
    ERASED = "erased", _("Data Anda sudah kami hapus")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in the person's language."""

    subject: str
    body: str


def letter(
    request: DataRequest,
    notice: Notice,
    *,
    link: str,
    parts: Sequence[ErasurePart] | None = None,
) -> Letter:
    """Word the message; `link` stands where the request's secret link belongs.

    `parts` are what would be erased; without them those that were ordered.
    """
    with translation.override(request.language):
        parts = _ordered(request) if parts is None else parts
        words = {
            "data_request": request,
            "result": result_in_words(request, parts),
            "parts": parts,
            "consent": _consent(request),
            "link": link,
            "phone": settings.CONTACT_PHONE,
            "hours": office.hours_in_words(),
        }
        return Letter(
            subject=f"{notice.label} · {request.reference}",
            body=render_to_string(f"appeals/rights/mail/{notice}.txt", words),
        )


def queue(request: DataRequest, notice: Notice, *, at: datetime, number: int = 0) -> None:
    """Owe the person the message, once for each `number`; nothing where no contact is known.

    Who takes a consent back gets no SMS about it: the page has just said so.
    """
    # Requests from before the number was kept with them have it from what they are about.
    way = surest(request.email, request.phone or subject_of(request).phone)
    if way is None or (way.channel == Channel.SMS and notice == Notice.WITHDRAWN):
        return
    wording = letter if way.channel == Channel.EMAIL else _short_letter
    with translation.override(request.language):
        written = wording(request, notice, link=secret_link(request))
        outbox.queue(
            to=way.to,
            channel=way.channel,
            subject=written.subject,
            body=written.body,
            key=f"data-request:{request.pk}:{notice}{number or ''}",
            at=at,
        )


def _short_letter(request: DataRequest, notice: Notice, *, link: str) -> Letter:
    subject = f"{notice.label} · {request.reference}"
    foot = gettext("Bukan Anda? Segera telepon %(phone)s.") % {"phone": settings.CONTACT_PHONE}
    return Letter(subject, f"{notice.label}: {request.reference}\n{link}\n{foot}")


def result_in_words(request: DataRequest, parts: Iterable[ErasurePart]) -> str:
    """Return the result as the person reads it, of what is erased in `parts`.

    Where nothing of it may go yet, "partly" would say that something has gone.
    """
    is_kept = [bool(part.keeping) for part in parts]
    if is_kept and all(is_kept):
        return gettext("Dihapus begitu boleh")
    return str(request.get_result_display())


def _ordered(request: DataRequest) -> list[ErasurePart]:
    rows = ErasurePart.objects.filter(erasure__request=request, erasure__signed_at__isnull=False)
    return list(rows.select_related("appeal").order_by("pk"))


def _consent(request: DataRequest) -> str:
    kind = request.said.get("consent")
    return str(Consent.Kind(kind).label) if kind else ""
