"""What of deletions waits for one privacy officer's signature, for the first page of the staff."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from appeals.data_requests import ANSWERERS
from appeals.models import DeletionList, Erasure
from portal import awaiting
from portal.awaiting import Awaited
from portal.models import User


def deletion_lists(user: User, at: datetime) -> list[Awaited]:
    """Return the list that a colleague has proposed; there is one under way at most."""
    if not user.has_role(*ANSWERERS):
        return []
    under_way = DeletionList.objects.filter(dropped_at=None, finished_at=None)
    rows = under_way.filter(proposed_at__isnull=False, signed_at=None).exclude(proposed_by=user)
    return [
        Awaited(
            _("Daftar hapus %(number)s: %(count)s kasus")
            % {"number": row.pk, "count": number_format(row.cases, force_grouping=True)},
            reverse("admin:appeals_deletionlist_change", args=[row.pk]),
        )
        for row in rows[:1]
    ]


def erasures(user: User, at: datetime) -> list[Awaited]:
    """Return the answers that a colleague has proposed to requests to erase, the oldest due first."""
    if not user.has_role(*ANSWERERS):
        return []
    rows = Erasure.objects.filter(signed_at=None, request__answered_at=None)
    rows = rows.exclude(proposed_by=user).select_related("request")
    found = rows.order_by("request__due_at", "request_id")[: awaiting.MOST + 1]
    things = [
        Awaited(
            _("Jawaban permintaan data %(reference)s") % {"reference": row.request.reference},
            reverse("admin:appeals_datarequest_change", args=[row.request_id]),
            row.request.due_at,
        )
        for row in found
    ]
    rest = Awaited(_("Permintaan data lainnya"), reverse("admin:appeals_datarequest_changelist"))
    return awaiting.cut(things, rest=rest)
