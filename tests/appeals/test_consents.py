"""Consents taken back: the extras at once, processing never by itself."""

import pytest

from appeals import consents
from appeals.filing import ConsentGiven
from appeals.models import Appeal
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db
EXTRAS = ("biometric", "messaging")


def agreed() -> Appeal:
    given = (ConsentGiven(kind, "1", "id", "Boleh.") for kind in ("processing", *EXTRAS))
    return builders.appeal(consents=tuple(given))


@pytest.mark.parametrize("kind", EXTRAS)
def test_an_extra_ends_at_once_and_the_others_stand(kind: str) -> None:
    appeal = agreed()
    assert consents.withdraw(appeal, kind, at=NOON)
    assert not consents.stands(appeal, kind)
    assert consents.stands(appeal, "processing")
    entry = AuditEntry.objects.get(action="consent.withdrawn")
    assert (entry.subject_id, entry.details) == (str(appeal.pk), {"kind": kind})


def test_taking_back_what_is_gone_changes_nothing() -> None:
    appeal = agreed()
    consents.withdraw(appeal, "messaging", at=NOON)
    assert not consents.withdraw(appeal, "messaging", at=builders.now())
    assert appeal.consents.get(kind="messaging").withdrawn_at == NOON
    assert AuditEntry.objects.filter(action="consent.withdrawn").count() == 1


def test_processing_does_not_end_at_once() -> None:
    appeal = agreed()
    with pytest.raises(consents.NotAtOnce):
        consents.withdraw(appeal, "processing", at=NOON)
    assert consents.stands(appeal, "processing")


def test_another_case_keeps_its_consent() -> None:
    ended, other = agreed(), agreed()
    consents.withdraw(ended, "biometric", at=NOON)
    assert consents.stands(other, "biometric")
