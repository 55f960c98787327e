"""A legal hold: set and lifted by an officer, and while it stands nothing of the matter goes."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from appeals import data_requests, legal_holds
from appeals.erasure import forgetting, keeping
from appeals.evidence import sweep
from appeals.legal_holds import NotAllowed, Order, Standing
from appeals.models import Appeal, Draft, ErasurePart, LegalHold
from portal.models import AuditEntry, OutgoingMessage
from portal.storage import evidence_store
from tests import builders
from tests.appeals.erasures import granted, on, part, pdp, withdrawn

pytestmark = pytest.mark.django_db
COURT = Order(LegalHold.Cause.COURT, "Gugatan di PTUN Jakarta.", date(2027, 3, 1))


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def held(appeal: Appeal) -> LegalHold:
    return legal_holds.place(appeal, COURT, by=pdp(), at=builders.now())


def test_a_held_case_loses_nothing_that_a_person_had_erased() -> None:
    at = builders.now()
    appeal = withdrawn(at)
    granted(appeal, at=at)
    held(appeal)
    on(at)
    assert {one.keeping for one in ErasurePart.objects.all()} == {"legal_hold"}
    assert evidence_store().exists(appeal.evidence.get().image_name)


def test_once_lifted_what_was_ordered_goes_by_itself() -> None:
    at = builders.now()
    appeal = withdrawn(at)
    granted(appeal, at=at)
    one = held(appeal)
    on(at)
    legal_holds.lift(one, why="Perkara selesai.", by=builders.officer("supervisor"), at=at)
    on(at + timedelta(days=1))
    assert part("files").done_at is not None


def test_the_person_reads_that_something_keeps_the_data_and_not_what() -> None:
    at = builders.now()
    appeal = withdrawn(at)
    held(appeal)
    codes = [one.code for one in data_requests.grounds_to_keep(appeal, at=at)]
    assert codes == ["legal_hold", "retention"]
    [told, _years] = data_requests.grounds_to_keep(appeal, at=at)
    assert "PTUN" not in told.text


def test_a_hold_covers_the_whole_matter() -> None:
    at = builders.now()
    block = builders.block()
    leading = builders.appeal_about(block, at=at)
    joined = builders.appeal_about(block, at=at)
    other = builders.appeal(at=at)
    held(joined)
    assert [legal_holds.is_held(one) for one in (leading, joined, other)] == [True, True, False]
    marked = legal_holds.marked(Appeal.objects.order_by("pk"))
    told = marked.values_list("is_held", flat=True)  # type: ignore[misc] # a column of `marked`
    assert list(told) == [True, True, False]
    assert keeping.kept(leading, "drafts", at=at) == keeping.Kept(ErasurePart.Keeping.LEGAL_HOLD)


def test_an_unsent_form_about_a_held_case_outlives_its_day() -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    for about in (appeal, None):
        Draft.objects.create(about=about, created_at=at, expires_at=at)
    held(appeal)
    assert sweep.remove_expired_drafts(at=at) == 1
    assert Draft.objects.get().about == appeal


def test_words_on_their_way_when_a_case_was_erased_wait_for_the_hold_to_end() -> None:
    at = builders.now()
    appeal = withdrawn(at)
    Appeal.objects.filter(pk=appeal.pk).update(erased_at=at)
    OutgoingMessage.objects.update(done_at=at)
    one = held(appeal)
    mine = OutgoingMessage.objects.filter(key__startswith=f"appeal:{appeal.pk}:")
    ErasurePart.objects.filter(kind="papers").update(done_at=at)
    forgetting.sweep(at=at + timedelta(days=9))
    assert not mine.filter(recipient="").exists()
    legal_holds.lift(one, why="Selesai.", by=pdp(), at=at + timedelta(days=10))
    forgetting.sweep(at=at + timedelta(days=14))
    assert mine.filter(recipient="").count() == mine.count() > 0


@pytest.mark.parametrize("role", ["agent", "rule_officer", "auditor"])
def test_only_privacy_officers_and_supervisors_hold_and_let_go(role: str) -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    by = builders.officer(role)
    with pytest.raises(NotAllowed):
        legal_holds.place(appeal, COURT, by=by, at=at)
    with pytest.raises(NotAllowed):
        legal_holds.lift(held(appeal), why="Selesai.", by=by, at=at)


def test_one_cause_holds_a_case_once_and_is_lifted_once() -> None:
    at = builders.now()
    appeal = builders.appeal(at=at)
    one = held(appeal)
    with pytest.raises(Standing):
        held(appeal)
    legal_holds.lift(one, why="Selesai.", by=pdp(), at=at)
    with pytest.raises(NotAllowed):
        legal_holds.lift(one, why="Selesai.", by=pdp(), at=at)
    held(appeal)


def test_a_double_click_on_placing_a_hold_is_one_hold() -> None:
    at, by = builders.now(), pdp()
    appeal = builders.appeal(at=at)
    one = legal_holds.place(appeal, COURT, by=by, at=at)
    assert legal_holds.place(appeal, COURT, by=by, at=at) == one
    assert AuditEntry.objects.filter(action="legal_hold.placed").count() == 1
    with pytest.raises(Standing):
        legal_holds.place(appeal, replace(COURT, reason="Perkara lain."), by=by, at=at)


def test_holding_and_letting_go_are_written_down_without_the_words() -> None:
    at = builders.now()
    one = held(builders.appeal(at=at))
    legal_holds.lift(one, why="Perkara selesai.", by=pdp(), at=at)
    entries = AuditEntry.objects.filter(action__startswith="legal_hold.").order_by("pk")
    assert [entry.action for entry in entries] == ["legal_hold.placed", "legal_hold.lifted"]
    assert "PTUN" not in str([entry.details for entry in entries])
