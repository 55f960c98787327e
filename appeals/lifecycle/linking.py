"""Links between cases that belong together without being one; they show on both."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from appeals.lifecycle import officers
from appeals.lifecycle.steps import NotAllowed
from appeals.models import Appeal, CaseLink
from portal import audit
from portal.models import Role, User


@transaction.atomic
def link(
    appeal: Appeal, other: Appeal, *, reason: CaseLink.Reason, by: User, at: datetime
) -> CaseLink:
    """Link two cases; linked already, they stay as they are.

    Raises NotAllowed for a case with itself and for whoever examines no cases, Barred for whoever
    is tied to one of the two.
    """
    _check(by, appeal, other)
    if appeal.pk == other.pk:
        raise NotAllowed(f"appeal {appeal.pk} cannot be linked to itself")
    first, second = sorted((appeal, other), key=lambda row: row.pk)
    made, is_new = CaseLink.objects.get_or_create(
        first=first, second=second, defaults={"reason": reason, "by": by, "at": at}
    )
    if is_new:
        _write_down("linked", made, by=by, at=at)
    return made


@transaction.atomic
def unlink(appeal: Appeal, other: Appeal, *, by: User, at: datetime) -> None:
    """Take the link between two cases away. Raises as `link`, or if there is none."""
    _check(by, appeal, other)
    found = links_of(appeal).filter(Q(first=other) | Q(second=other)).first()
    if found is None:
        raise NotAllowed(f"appeals {appeal.pk} and {other.pk} are not linked")
    _write_down("unlinked", found, by=by, at=at)
    found.delete()


def links_of(appeal: Appeal) -> QuerySet[CaseLink]:
    """Return the links of `appeal`, on whichever side it stands."""
    rows = CaseLink.objects.filter(Q(first=appeal) | Q(second=appeal))
    return rows.select_related("first", "second", "by").order_by("pk")


def _check(by: User, *appeals: Appeal) -> None:
    if not by.has_role(Role.AGENT, Role.SUPERVISOR):
        raise NotAllowed(f"user {by.pk} examines no appeals")
    officers.check_may_steer(by, *appeals)


def _write_down(verb: str, made: CaseLink, *, by: User, at: datetime) -> None:
    for one, other in ((made.first, made.second), (made.second, made.first)):
        audit.record(
            f"appeal.{verb}", by=by, subject=one, at=at, other=other.pk, reason=made.reason
        )
