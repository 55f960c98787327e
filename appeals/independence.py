"""Who may not decide a case because they had a hand in it before."""

from appeals.models import Appeal
from portal.models import User


def has_touched(officer: User, appeal: Appeal) -> bool:
    """Say whether `officer` confirmed a contested block or had a hand in the level below.

    `AppealQuerySet.untouched_by` says what a hand is. First-level cases may be taken again by
    whoever handed them back.
    """
    return not Appeal.objects.filter(pk=appeal.pk).untouched_by(officer).exists()
