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
def send(draft: Draft, *, to: str, language: str, at: datetime) -> bool:
    """Owe `to` the link; False, and nothing, if one went there within RESEND_AFTER.

    Raises Draft.DoesNotExist when the draft was sent or removed meanwhile.
    """
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    is_recent = locked.link_sent_at is not None and at < locked.link_sent_at + RESEND_AFTER
    if is_recent and locked.email == to:
        return False
    locked.email, locked.language, locked.link_sent_at = to, language, at
    locked.save(update_fields=["email", "language", "link_sent_at"])
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


def _queue(draft: Draft, letter: _Letter, *, cause: str, at: datetime) -> None:
    with translation.override(draft.language):
        words = {
            "link": secret_link(draft),
            "until": draft.expires_at,
            "phone": settings.CONTACT_PHONE,
            "hours": office.hours_in_words(),
        }
        outbox.queue(
            to=draft.email,
            subject=str(letter.label),
            body=render_to_string(f"appeals/draft_link/{letter}.txt", words),
            key=f"draft:{draft.pk}:{cause}",
            at=at,
        )
