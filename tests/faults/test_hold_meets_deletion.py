"""A legal hold set while a case is being deleted: what has gone has its proof, the rest stays."""

from pathlib import Path

import pytest
from pytest_django import Settings

from appeals import legal_holds, retention
from appeals.models import Appeal, DeletionPart, DeletionProof, ErasurePart, LegalHold
from appeals.retention import deleting
from portal.models import User
from portal.storage import evidence_store
from tests import builders
from tests.appeals.deletions import carried_out, long_over, only_case, signed
from tests.appeals.erasures import pdp
from tests.faults.meeting import before_commit

pytestmark = pytest.mark.django_db(transaction=True)
COURT = legal_holds.Order(LegalHold.Cause.COURT, "Gugatan 12/G/2026/PTUN.")


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def hold(appeal: Appeal, by: User) -> None:
    legal_holds.place(Appeal.objects.get(pk=appeal.pk), COURT, by=by, at=builders.now())


def test_a_worker_that_meets_a_hold_waits_and_deletes_nothing() -> None:
    appeal = long_over()
    signed()
    by = pdp()
    with before_commit(lambda: retention.delete_owed(at=builders.now())):
        hold(appeal, by)
    assert (only_case().result, only_case().kept_because) == ("kept", "legal_hold")
    assert evidence_store().exists(appeal.evidence.get().image_name)


def test_a_hold_that_meets_a_worker_waits_for_its_file_and_keeps_the_rest() -> None:
    appeal = long_over()
    drawn = signed()
    by = pdp()
    [part] = DeletionPart.objects.lease(seconds=60)
    with before_commit(lambda: hold(appeal, by)):
        assert deleting._delete_some(part, only_case(), ErasurePart.Kind.FILES, at=builders.now())
        assert not LegalHold.objects.exists()
    carried_out(drawn)
    assert list(DeletionProof.objects.values_list("kind", flat=True)) == ["files"]
    assert (only_case().result, only_case().kept_because) == ("partly", "legal_hold")
    assert Appeal.objects.get().chronology == "Saya lulus."
