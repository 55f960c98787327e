"""What forbids deleting anything of a case: placed and lifted by an officer, with a reason.

A legal hold covers the whole matter: the files of a case are the proof of those that go on from
it and of what it was folded into. `eligibility.holds` are something else: they ask screening to
wait.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from appeals.models import Appeal, LegalHold
from appeals.querysets import AppealQuerySet
from eligibility import holds
from portal import audit
from portal.models import Role, User

HOLDERS = (Role.PRIVACY_OFFICER, Role.SUPERVISOR)


class NotAllowed(Exception):
    """The person may not place or lift, or the hold is lifted already."""


class Standing(NotAllowed):
    """The case is held for this cause already."""


@dataclass(frozen=True, slots=True)
class Order:
    """Why a case is held, in words, and the day to look at it again, if there is one."""

    cause: LegalHold.Cause
    reason: str
    review_date: date | None = None


def matter(appeal: Appeal) -> AppealQuerySet:
    """Return the case with all it hangs together with: its chain, and what was folded into it."""
    roots = {appeal.root_id or appeal.pk}
    if (leading := appeal.merged_into) is not None:
        roots.add(leading.root_id or leading.pk)
    chain = Appeal.objects.filter(Q(pk__in=roots) | Q(root__in=roots) | Q(pk=appeal.pk))
    # Joined, and not by "or": of two subqueries the planner makes a walk through all cases.
    folded = Appeal.objects.filter(merged_into__in=chain)
    return Appeal.objects.filter(pk__in=chain.values("pk").union(folded.values("pk")))


def is_held(appeal: Appeal) -> bool:
    """Say whether nothing of the case may be deleted now."""
    return standing(appeal).exists()


def standing(appeal: Appeal) -> QuerySet[LegalHold]:
    """Return the standing holds on the case's matter."""
    return LegalHold.objects.filter(lifted_at=None, appeal__in=matter(appeal))


def shown(appeal: Appeal) -> list[LegalHold]:
    """Return the standing holds in their order; asks nothing where `marked` says that none is."""
    may_be_held: bool = getattr(appeal, "is_held", True)
    return list(standing(appeal).order_by("pk")) if may_be_held else []


def marked(cases: AppealQuerySet) -> AppealQuerySet:
    """Return the cases with `is_held`, read along with them: few are, and a page asks no more."""
    root = Coalesce(OuterRef("root"), OuterRef("pk"))
    leading = Coalesce(OuterRef("merged_into__root"), OuterRef("merged_into"))
    of_the_matter = Q()
    for first in (root, leading):
        of_the_matter |= Q(appeal=first) | Q(appeal__root=first)
        of_the_matter |= Q(appeal__merged_into=first) | Q(appeal__merged_into__root=first)
    return cases.annotate(is_held=Exists(LegalHold.objects.filter(of_the_matter, lifted_at=None)))


@transaction.atomic
def place(appeal: Appeal, order: Order, *, by: User, at: datetime) -> LegalHold:
    """Hold the case. What was written down as deleted before goes; nothing follows.

    The same order of the same officer twice, as a double click sends it, is one hold. Raises
    NotAllowed for whoever is neither privacy officer nor supervisor, Standing where the cause holds
    the case already.
    """
    _check(by)
    _lock(appeal)
    kept = LegalHold.objects.filter(appeal=appeal, cause=order.cause, lifted_at=None).first()
    if kept is not None:
        said = (kept.placed_by_id, kept.reason, kept.review_date)
        if said == (by.pk, order.reason, order.review_date):
            return kept
        raise Standing(f"appeal {appeal.pk} is held for {order.cause}")
    held = LegalHold.objects.create(
        appeal=appeal,
        cause=LegalHold.Cause(order.cause),
        reason=order.reason,
        review_date=order.review_date,
        placed_by=by,
        placed_at=at,
    )
    review = order.review_date.isoformat() if order.review_date else None
    audit.record(
        "legal_hold.placed", by=by, subject=appeal, at=at, cause=held.cause, hold=held.pk,
        review=review,
    )  # fmt: skip
    return held


@transaction.atomic
def lift(held: LegalHold, *, why: str, by: User, at: datetime) -> None:
    """Let the case be deleted again as everything else. Raises NotAllowed."""
    _check(by)
    rows = LegalHold.objects.filter(pk=held.pk, lifted_at=None)
    if not rows.update(lifted_at=at, lifted_by=by, why_lifted=why):
        raise NotAllowed(f"legal hold {held.pk} is lifted")
    audit.record(
        "legal_hold.lifted", by=by, subject=held.appeal, at=at, cause=held.cause, hold=held.pk
    )


def _lock(appeal: Appeal) -> None:
    """Wait for whoever is deleting something of the matter; the account first, as steps do."""
    if appeal.account_id is not None:
        holds.lock(appeal.account_id)
    rows = matter(appeal).select_for_update(no_key=True, of=("self",)).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _check(by: User) -> None:
    if not by.has_role(*HOLDERS):
        raise NotAllowed(f"user {by.pk} may neither hold nor let go")
