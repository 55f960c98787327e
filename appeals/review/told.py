"""What was said with a filing besides the story: per ground, by whom, and why so late.

Also what the filings that joined a case said. Texts come out as the viewer may read them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from appeals import grounds
from appeals.models import Appeal, Claim, Helper
from eligibility.grounds import Ground
from portal.identifiers import mask_email, mask_name, mask_phone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_MOST_JOINED = 20


@dataclass(frozen=True, slots=True)
class ClaimTold:
    """One ground as the person named it: its code and name, the reason, the own words."""

    ground: str
    title: "StrOrPromise"
    reason: "StrOrPromise"
    statement: str


@dataclass(frozen=True, slots=True)
class HelperTold:
    """Who filed for the person, masked."""

    name: str
    relation: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What one filing said."""

    claims: tuple[ClaimTold, ...]
    helper: HelperTold | None
    late_reason: str
    is_misuse: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """A filing that joined the case, or was merged into it."""

    pk: int
    reference: str
    submitted_at: datetime
    is_same_address: bool
    words: str
    told: Told


def told(appeal: Appeal, *, shown: Callable[[str], str]) -> Told:
    """Return what was said with `appeal`; `shown` words a text for the viewer."""
    helper = getattr(appeal, "helper", None)
    return Told(
        claims=tuple(_claim(row, shown) for row in _in_order(appeal.claims.all())),
        helper=_helper(helper) if helper else None,
        late_reason=shown(appeal.late_reason),
        is_misuse=appeal.lane == Appeal.Lane.MISUSE,
    )


def joined_to(appeal: Appeal, *, shown: Callable[[str], str]) -> list[Joined]:
    """Return the filings folded into `appeal`, the first twenty, the oldest first."""
    rows = appeal.merged.select_related("helper").prefetch_related("claims").order_by("pk")
    return [
        Joined(
            pk=row.pk,
            reference=row.reference,
            submitted_at=row.submitted_at,
            is_same_address=row.has_same_contact(appeal),
            words=shown(row.chronology),
            told=told(row, shown=shown),
        )
        for row in rows[:_MOST_JOINED]
    ]


def _in_order(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: claim.ground)


def _claim(claim: Claim, shown: Callable[[str], str]) -> ClaimTold:
    return ClaimTold(
        ground=claim.ground,
        title=Ground(claim.ground).label if claim.ground else grounds.asks_of("").plain,
        reason=grounds.reason_words(claim.ground, claim.reason),
        statement=shown(claim.statement),
    )


def _helper(helper: Helper) -> HelperTold:
    phone = mask_phone(helper.phone) if helper.phone else ""
    email = mask_email(helper.email) if helper.email else ""
    return HelperTold(
        name=mask_name(helper.name),
        relation=helper.get_relation_display(),
        contacts=tuple(filter(None, (phone, email))),
    )
