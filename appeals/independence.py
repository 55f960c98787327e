"""Who may not decide a case because they had a hand in it before."""

from appeals.models import Appeal
from portal.models import User


def has_touched(officer: User, appeal: Appeal) -> bool:
    """Say whether `officer` confirmed a contested block or had a hand in the chain below.

    `AppealQuerySet.untouched_by` says what a hand is. First cases may be taken again by whoever
    handed them back; an appeal opened again, like a second level, goes to fresh eyes.
    """
    return not Appeal.objects.filter(pk=appeal.pk).untouched_by(officer).exists()
