"""Reminds the privacy officers of requests that are due: a day before, and six hours before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from appeals.data_requests.answering import ANSWERERS
from appeals.models import DataRequest
from portal import outbox
from portal.models import User

EARLY, URGENT = timedelta(hours=24), timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class _Line:
    reference: str
    due_at: datetime


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Owe each privacy officer one message about what newly came near; return how many requests.

    A request is named twice at most: once within a day of its end, once within six hours.
    """
    owed = DataRequest.objects.filter(answered_at=None, due_at__lte=at + EARLY)
    told_early = Q(reminded_at__lt=F("due_at") - URGENT)
    near = owed.filter(
        Q(reminded_at=None) | (told_early & Q(due_at__lte=at + URGENT))
    ).select_for_update(skip_locked=True)
    found = [_Line(row.reference, row.due_at) for row in near.order_by("due_at", "pk")]
    if found:
        near_keys = [line.reference for line in found]
        DataRequest.objects.filter(reference__in=near_keys).update(reminded_at=at)
        _tell(found, at=at)
    return len(found)


def _tell(lines: Sequence[_Line], *, at: datetime) -> None:
    officers = User.objects.filter(
        is_active=True, groups__name__in=[role.value for role in ANSWERERS]
    ).exclude(email="")
    address = settings.SITE_URL + reverse("admin:appeals_datarequest_changelist")
    with translation.override(settings.LANGUAGE_CODE):
        body = render_to_string(
            "appeals/rights/mail/reminder.txt", {"lines": lines, "address": address}
        )
        outbox.queue_all(
            [
                outbox.Mail(
                    to=officer.email,
                    subject=_("Permintaan data hampir lewat waktunya"),
                    body=body,
                    key=f"data-requests-due:{officer.pk}:{at:%Y%m%d%H%M%S}",
                )
                for officer in officers.distinct()
            ],
            at=at,
        )
