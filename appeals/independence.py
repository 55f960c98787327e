"""Who may not decide a case because they had a hand in it before."""

from appeals.models import Appeal, Step
from portal.models import User


def has_touched(officer: User, appeal: Appeal) -> bool:
    """Say whether `officer` confirmed a contested block or handled the level below.

    First-level cases may be taken again by whoever handed them back.
    """
    if appeal.contested.filter(block__confirmed_by=officer).exists():
        return True
    if appeal.previous_id is None:
        return False
    return Step.objects.filter(appeal=appeal.previous_id, by=officer).exists()
