"""Whole lists: who is not named any more is off them, unless the file looks wrong."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.urls import reverse
from pytest_django import Settings

from eligibility import holds, imports
from eligibility.models import (
    Account,
    Block,
    ImportBatch,
    ReferenceListEntry,
    RegistryVerdict,
)
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility import people
from tests.eligibility.imports.rows import batch_of, command, noted, written
from tests.eligibility.policy_pages import words

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def half_may_go(settings: Settings) -> None:
    settings.IMPORT_MOST_REMOVED_SHARE = 50


def listed(count: int) -> list[Account]:
    """Put people on a list as of March."""
    persons = [people.account() for _ in range(count)]
    rows = [{"nik": person.nik, "office": "asn"} for person in persons]
    batch_of("reference", *rows, source="bkn", day=date(2026, 3, 3))
    noted()
    return persons


def whole(folder: Path, *persons: Account, day: date = date(2026, 4, 3), **options: object) -> str:
    """Take in a whole list of these people."""
    path = written(folder, *(f"{person.nik},asn" for person in persons), header="nik,office")
    given = {"extent": ImportBatch.Extent.WHOLE, **options}
    return command(path, "reference", source="BKN", date=day, **given)


def on_list() -> set[str]:
    return {entry.nik for entry in ReferenceListEntry.objects.filter(removed_at=None)}


def test_who_is_not_named_is_off_the_list_and_noted(tmp_path: Path) -> None:
    stays, goes = listed(2)
    assert "1 not named any more: removed." in whole(tmp_path, stays)
    assert (on_list(), noted()) == ({stays.nik}, {goes.pk})
    assert ImportBatch.objects.latest("pk").rows_removed == 1


def test_a_part_of_a_list_removes_nobody(tmp_path: Path) -> None:
    stays, goes = listed(2)
    whole(tmp_path, stays, extent=ImportBatch.Extent.PART)
    assert on_list() == {stays.nik, goes.nik}


def test_more_than_the_share_removes_nobody_unless_it_is_said_for_sure(tmp_path: Path) -> None:
    persons = listed(3)
    with pytest.raises(CommandError, match="2 dari 3 tidak disebut lagi"):
        whole(tmp_path, persons[0])
    assert len(on_list()) == 3
    whole(tmp_path, persons[0], extent=ImportBatch.Extent.WHOLE_FOR_SURE)
    assert on_list() == {persons[0].nik}


def test_an_older_whole_list_removes_nobody(tmp_path: Path) -> None:
    stays, other = listed(2)
    whole(tmp_path, stays, day=date(2026, 2, 3))
    assert on_list() == {stays.nik, other.nik}


def test_a_file_without_its_last_line_end_is_not_taken_for_whole(tmp_path: Path) -> None:
    stays, _ = listed(2)
    path = tmp_path / "daftar.csv"
    path.write_text(f"nik,office\n{stays.nik},as", encoding="utf-8")
    with pytest.raises(CommandError, match="tampak terpotong"):
        command(path, "reference", source="bkn", extent=ImportBatch.Extent.WHOLE)
    assert ImportBatch.objects.count() == 1


def test_a_line_torn_in_two_removes_nobody(tmp_path: Path) -> None:
    stays, _ = listed(2)
    path = written(tmp_path, f"{stays.nik},asn", stays.nik[:7], header="nik,office")
    with pytest.raises(CommandError, match="terpotong atau rusak"):
        command(path, "reference", source="bkn", extent=ImportBatch.Extent.WHOLE)
    assert len(on_list()) == 2


def test_a_whole_register_ends_verdicts_it_does_not_repeat(tmp_path: Path) -> None:
    stays, goes = people.account(), people.account()
    for person in (stays, goes):
        people.verdict(person)
    path = written(tmp_path, f"{stays.nik},enrolled", header="nik,verdict")
    command(
        path,
        "verdicts",
        source="kemdikbud",
        date=date(2026, 4, 3),
        extent=ImportBatch.Extent.WHOLE,
    )
    assert RegistryVerdict.objects.get(superseded_at=None).account == stays
    assert noted() == {goes.pk}


def test_accounts_are_never_a_whole_list(tmp_path: Path) -> None:
    path = written(tmp_path, "A1,1,1,Siti,2026-01-01T00:00:00")
    source = imports.Source("situs", date(2026, 4, 3), extent=ImportBatch.Extent.WHOLE)
    with pytest.raises(imports.FileFault, match="Hanya daftar rujukan"):
        imports.import_file(path, "accounts", source=source, at=NOON)


def blocked(person: Account) -> Block:
    """Return the block that a person has for being listed."""
    people.screen()
    return Block.objects.get(account=person, rule="office")


def test_a_list_whose_silence_would_end_a_block_waits_for_a_second_officer(tmp_path: Path) -> None:
    stays, goes = listed(2)
    blocked(goes)
    noted()
    assert "1 blocks rest on them" in whole(tmp_path, stays)
    batch = ImportBatch.objects.latest("pk")
    assert imports.state(batch) is imports.State.AWAITING
    assert (batch.rows_removed, batch.rows_unnamed, batch.blocks_resting) == (0, 1, 1)
    assert (len(on_list()), noted()) == (2, set())


def test_a_second_officer_ends_what_the_list_does_not_name(tmp_path: Path) -> None:
    stays, goes = listed(2)
    block, by = blocked(goes), builders.officer("supervisor")
    whole(tmp_path, stays)
    batch = imports.end_unnamed(ImportBatch.objects.latest("pk"), by=by, at=LATER)
    assert (imports.state(batch), batch.rows_removed) == (imports.State.FINISHED, 1)
    assert on_list() == {stays.nik}
    people.screen()
    block.refresh_from_db()
    assert block.status == Block.Status.SUPERSEDED
    details = AuditEntry.objects.get(action="import.end_unnamed").details
    assert (details["removed"], details["blocks"]) == (1, 1)
    with pytest.raises(imports.NotWaiting):
        imports.end_unnamed(batch, by=by, at=LATER)


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "auditor", "rule_officer"])
def test_neither_others_nor_who_asked_for_it_end_what_is_not_named(
    tmp_path: Path, role: str
) -> None:
    stays, goes = listed(2)
    blocked(goes)
    whole(tmp_path, stays)
    by = builders.officer(role)
    batch = ImportBatch.objects.latest("pk")
    ImportBatch.objects.filter(requested_by=None).update(requested_by=by)
    batch.refresh_from_db()
    with pytest.raises(imports.NotAllowed):
        imports.end_unnamed(batch, by=by, at=LATER)
    assert len(on_list()) == 2


def test_nothing_is_ended_for_a_list_that_a_newer_file_followed(tmp_path: Path) -> None:
    stays, goes = listed(2)
    blocked(goes)
    whole(tmp_path, stays)
    batch = ImportBatch.objects.latest("pk")
    whole(tmp_path, stays, goes)
    with pytest.raises(imports.NotWaiting):
        imports.end_unnamed(batch, by=builders.officer("supervisor"), at=LATER)
    assert len(on_list()) == 2


def test_what_a_second_officer_ended_comes_back_with_the_batch_taken_back(tmp_path: Path) -> None:
    stays, goes = listed(2)
    blocked(goes)
    whole(tmp_path, stays)
    supervisor = builders.officer("supervisor")
    batch = imports.end_unnamed(ImportBatch.objects.latest("pk"), by=supervisor, at=LATER)
    imports.withdraw(batch, by=supervisor, reason="salah kirim", at=LATER)
    assert goes.nik in on_list()


def test_blocks_on_hold_are_told_apart_before_a_second_officer_agrees(tmp_path: Path) -> None:
    stays, goes, looked_at = listed(3)
    blocked(goes)
    holds.place(looked_at, reference="PRK-1", at=NOON)
    whole(tmp_path, stays, extent=ImportBatch.Extent.WHOLE_FOR_SURE)
    batch = ImportBatch.objects.latest("pk")
    assert (batch.blocks_resting, imports.resting_on_hold(batch, at=LATER)) == (2, 1)
    url = reverse("admin:eligibility_importbatch_change", args=[batch.pk])
    html = words(signed_in(builders.officer("supervisor")), url)
    assert "1 dari blokir itu tetap dulu" in html


def test_taking_a_whole_list_back_says_first_how_many_count_again(tmp_path: Path) -> None:
    stays, _goes = listed(2)
    whole(tmp_path, stays)
    batch, by = ImportBatch.objects.latest("pk"), builders.officer("supervisor")
    url = reverse("admin:eligibility_importbatch_withdraw", args=[batch.pk])
    assert "1 orang yang tidak disebut daftar lengkap ini kembali" in words(signed_in(by), url)
    imports.withdraw(batch, by=by, reason="salah kirim", at=LATER)
    batch.refresh_from_db()
    assert imports.named_again(batch) == 0
