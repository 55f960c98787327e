"""What of the cases waits for one person's signature, for the first page of the staff."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.lifecycle import STEPS
from appeals.models import Appeal, Decision
from portal import awaiting
from portal.awaiting import Awaited
from portal.calendar import end_of_day
from portal.models import User


def decisions(user: User, at: datetime) -> list[Awaited]:
    """Return one line for the decisions of others that this person may sign."""
    if not user.has_role(*STEPS["approve"].roles or ()):
        return []
    own = Decision.objects.filter(appeal=OuterRef("pk"), voided_at=None, proposed_by=user)
    rows = Appeal.objects.waiting_for_approval().decidable_by(user).exclude(Exists(own))
    days = rows.order_by("due_date", "pk").values_list("due_date", flat=True)
    found = list(days[: awaiting.MOST + 1])
    if not found:
        return []
    count = f"{awaiting.MOST}+" if len(found) > awaiting.MOST else len(found)
    return [
        Awaited(
            _("Putusan yang menunggu persetujuan kedua: %(count)s") % {"count": count},
            f"{reverse('admin:appeals_appeal_changelist')}?tab=approval",
            end_of_day(found[0]),
        )
    ]
