"""The list of what officers may ask people for: supervisors add items and stop using them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from appeals.models import QuestionItem
from portal import audit
from portal.models import Role, User


class NotAllowed(Exception):
    """The person keeps no list, or the item is out of use already."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """One thing to ask for: its ground or "", what kind of file answers it or "", both wordings."""

    ground: str
    kind: str
    text: str
    text_en: str


def offered(grounds: Collection[str]) -> QuerySet[QuestionItem]:
    """Return the items in use for cases on these grounds, those for every ground last."""
    in_use = QuestionItem.objects.filter(retired_at=None, ground__in=[*grounds, ""])
    return in_use.order_by("-ground", "pk")


@transaction.atomic
def add(new: NewItem, *, by: User, at: datetime) -> QuestionItem:
    """Put an item into the list. Raises NotAllowed for anybody but a supervisor."""
    _check(by)
    item = QuestionItem.objects.create(
        ground=new.ground,
        kind=new.kind,
        text=new.text,
        text_en=new.text_en,
        added_by=by,
        added_at=at,
    )
    audit.record("question_item.added", by=by, subject=item, at=at)
    return item


@transaction.atomic
def retire(item: QuestionItem, *, by: User, at: datetime) -> None:
    """Offer the item no more; what was asked with it stays. Raises NotAllowed."""
    _check(by)
    in_use = QuestionItem.objects.filter(pk=item.pk, retired_at=None)
    if not in_use.update(retired_at=at, retired_by=by):
        raise NotAllowed(f"question item {item.pk} is out of use")
    audit.record("question_item.retired", by=by, subject=item, at=at)


def _check(by: User) -> None:
    if not by.has_role(Role.SUPERVISOR):
        raise NotAllowed(f"user {by.pk} keeps no list of questions")
