"""What the page of one pair shows: both sides masked, and what officers said of it."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from appeals.models import Appeal, Evidence, PhotoPair
from appeals.review import looking, masking
from appeals.review.case_page import thumbnail_key
from appeals.review.history import name_of
from appeals.review.masking import Identity, Shown
from appeals.review.pairs import alike
from appeals.review.photo_page import address_of
from portal.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_COMPARED = (Identity.NAME, Identity.NIK, Identity.KK)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two photos: its case, its person masked, and the key that opens its blur."""

    evidence: Evidence
    appeal: Appeal
    identity: list[Shown]
    key: str


@dataclass(frozen=True, slots=True)
class PairPage:
    """A pair as an officer sees it; the photo that was sent first stands first.

    `address` is where both are shown large, side by side; empty once one of them is gone.
    """

    pair: PhotoPair
    sides: list[Side]
    alike: str
    judged_by: "StrOrPromise"
    address: str


def page_of(pair: PhotoPair, *, user: User, day: date) -> PairPage:
    """Read the page of `pair` for `user` on `day`."""
    sides = [_side(row, user=user, day=day) for row in (pair.first, pair.second)]
    by = name_of(pair.judged_by) if pair.judged_by else ""
    return PairPage(pair, sides, alike(pair), by, _address(sides, user))


def _address(sides: list[Side], user: User) -> str:
    """Open them on the desk of the case that the officer holds, if it is one of the two."""
    if any(side.evidence.state != Evidence.State.READY for side in sides):
        return ""
    own, other = sorted(sides, key=lambda side: not looking.holds(user, side.appeal))
    return address_of(own.appeal, own.evidence.pk, beside=other.evidence.pk)


def _side(evidence: Evidence, *, user: User, day: date) -> Side:
    appeal = evidence.appeal
    if appeal is None:  # only what was sent is ever paired
        raise LookupError(f"evidence {evidence.pk} is of no case")
    shown = [row for row in masking.identity(appeal) if row.field in _COMPARED]
    return Side(evidence, appeal, shown, thumbnail_key(evidence, user=user, day=day))
