"""What a person added to a case and the officer who holds it has not seen.

The only writer of `Appeal.news_at`. What was added is written down where it is added; that
somebody saw it, with the view of the case.
"""

from datetime import datetime

from appeals.models import Appeal
from portal.models import User


def mark(appeal: Appeal, *, at: datetime) -> None:
    """Note that the person added something at `at`; what was folded into another counts there."""
    Appeal.objects.filter(pk=appeal.merged_into_id or appeal.pk).update(news_at=at)


def seen(appeal: Appeal, *, by: User) -> None:
    """Take the mark away if `by` holds the case; what came since `appeal` was read stays new."""
    if appeal.news_at is not None and appeal.officer_id == by.pk:
        Appeal.objects.filter(pk=appeal.pk, news_at=appeal.news_at).update(news_at=None)
