"""What people think of the handling: after the decision, once, changeable for ten days."""

from datetime import timedelta

import pytest

from appeals import feedback
from appeals.feedback import Said
from appeals.models import Appeal, Feedback
from portal.models import AuditEntry
from tests import builders
from tests.appeals.test_cases import decided
from tests.builders import NOON

pytestmark = pytest.mark.django_db


def settled() -> Appeal:
    """Return a case that was decided at noon."""
    appeal = decided("upheld", "rule_applies")
    appeal.decided_at = NOON
    return appeal


def test_a_case_without_a_decision_asks_for_nothing() -> None:
    appeal = builders.appeal()
    assert feedback.until(appeal) is None
    with pytest.raises(feedback.NotAsked):
        feedback.give(appeal, said=Said(5), at=NOON)


def test_the_last_opinion_stands() -> None:
    appeal = settled()
    feedback.give(appeal, said=Said(2, understood=False, text="Lama."), at=NOON)
    feedback.give(appeal, said=Said(4), at=NOON + timedelta(days=1))
    kept = Feedback.objects.get(appeal=appeal)
    assert (kept.score, kept.understood, kept.text) == (4, None, "")


@pytest.mark.parametrize(("days", "is_asked"), [(10, True), (11, False)])
def test_it_may_be_changed_for_ten_days(days: int, is_asked: bool) -> None:
    assert feedback.is_asked(settled(), at=NOON + timedelta(days=days)) is is_asked


def test_the_audit_keeps_the_score_and_none_of_the_words() -> None:
    feedback.give(settled(), said=Said(1, text="Sangat lama"), at=NOON)
    assert AuditEntry.objects.get(action="feedback.given").details == {"score": 1}
