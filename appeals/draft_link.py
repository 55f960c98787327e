"""The secret link to a form that is not sent yet: makes it, sends it, warns before the form goes.

What lies in the draft is `intake`'s; nothing of it stands in a message.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from appeals.models import Draft
from portal import office, outbox, tokens
from portal.channels.way import Channel, Way
from portal.templatetags.dates import weekday_date

# An answer of the mail server may take that long; pressing again before then changes nothing.
RESEND_AFTER = timedelta(minutes=5)
WARNED_AHEAD = timedelta(days=3)
_PURPOSE = "draft"


class _Letter(models.TextChoices):
    """A message; the label is its subject line, the value names its template."""

    LINK = "link", _("Tautan untuk melanjutkan pengaduan")
    EXPIRING = "expiring", _("Pengaduan Anda belum terkirim")


def secret_link(draft: Draft) -> str:
    """Return the absolute address that opens the draft; it goes into messages only."""
    token = tokens.make(_PURPOSE, str(draft.pk))
    return settings.SITE_URL + reverse("draft_link", args=[draft.pk, token])


def opens(draft_id: int, token: str) -> bool:
    """Say whether `token` is that draft's own, though the draft may be gone."""
    return tokens.matches(_PURPOSE, str(draft_id), token)


@transaction.atomic
def send(draft: Draft, *, to: Way, language: str, at: datetime) -> bool:
    """Owe `to` the link, by e-mail or by SMS.

    False, and nothing, if one went there within RESEND_AFTER. Raises Draft.DoesNotExist when the
    draft was sent or removed meanwhile.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    is_recent = locked.link_sent_at is not None and at < locked.link_sent_at + RESEND_AFTER
    if is_recent and _way_to(locked) == to:
        return False
    is_number = to.channel == Channel.SMS
    locked.email, locked.phone = ("", to.to) if is_number else (to.to, "")
    locked.language, locked.link_sent_at = language, at
    locked.save(update_fields=["email", "phone", "language", "link_sent_at"])
    _queue(locked, _Letter.LINK, cause=f"link:{at:%Y%m%d%H%M%S%f}", at=at)
    return True


def warn_expiring(*, at: datetime) -> int:
    """Warn whoever was sent a link to a draft that ends within three days; return how many.

    Once for each time a draft nears its end: work on it gives it its full time back.
    """
    owed = Draft.objects.to_warn_about(at=at, ahead=WARNED_AHEAD).order_by("pk")
    return sum(_warn(draft_id, at=at) for draft_id in list(owed.values_list("pk", flat=True)))


@transaction.atomic
def _warn(draft_id: int, *, at: datetime) -> bool:
    owed = Draft.objects.to_warn_about(at=at, ahead=WARNED_AHEAD).filter(pk=draft_id)
    draft = owed.select_for_update(skip_locked=True).first()
    if draft is None:  # sent, worked on or warned about meanwhile
        return False
    Draft.objects.filter(pk=draft_id).update(warned_at=at)
    _queue(draft, _Letter.EXPIRING, cause=f"expiring:{draft.expires_at:%Y%m%d}", at=at)
    return True


def _way_to(draft: Draft) -> Way:
    return Way(Channel.SMS, draft.phone) if draft.phone else Way(Channel.EMAIL, draft.email)


def _queue(draft: Draft, letter: _Letter, *, cause: str, at: datetime) -> None:
    to = _way_to(draft)
    with translation.override(draft.language):
        is_number = to.channel == Channel.SMS
        outbox.queue(
            to=to.to,
            channel=to.channel,
            subject=str(letter.label),
            body=_short(draft, letter) if is_number else _long(draft, letter),
            key=f"draft:{draft.pk}:{cause}",
            at=at,
        )


def _long(draft: Draft, letter: _Letter) -> str:
    words = {
        "link": secret_link(draft),
        "until": draft.expires_at,
        "phone": settings.CONTACT_PHONE,
        "hours": office.hours_in_words(),
    }
    return render_to_string(f"appeals/draft_link/{letter}.txt", words)


def _short(draft: Draft, letter: _Letter) -> str:
    """Return what fits into an SMS."""
    until = {"until": weekday_date(draft.expires_at)}
    if letter is _Letter.LINK:
        said = _("Lanjutkan pengaduan Anda di sini, sampai %(until)s.") % until
    else:
        said = _("Pengaduan Anda belum terkirim. Isiannya kami hapus %(until)s.") % until
    closing = _("Rahasiakan tautan ini. Tidak memintanya? Abaikan.")
    return f"{said}\n{secret_link(draft)}\n{closing}"
