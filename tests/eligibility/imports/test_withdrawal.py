"""A wrong batch is taken back: its facts count no more, what it replaced counts again."""

from datetime import date, timedelta

import pytest

from eligibility import imports
from eligibility.imports import withdrawal
from eligibility.models import (
    Account,
    ImportBatch,
    ReferenceListEntry,
    RefundDemand,
    RegistrationEvent,
    RegistryVerdict,
)
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON
from tests.eligibility import people
from tests.eligibility.imports.rows import batch_of, event, noted

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


def withdraw(batch: ImportBatch, role: str = "supervisor") -> ImportBatch:
    """Let an officer take the batch back."""
    return imports.withdraw(batch, by=builders.officer(role), reason="salah kirim", at=LATER)


def said(person: Account) -> list[tuple[str, date]]:
    """Return what the register says of a person now."""
    current = RegistryVerdict.objects.filter(account=person, superseded_at=None)
    return list(current.values_list("verdict", "as_of"))


def told(person: Account, verdict: str, day: date) -> ImportBatch:
    """Let the register say something."""
    return batch_of("verdicts", {"nik": person.nik, "verdict": verdict}, day=day)


def test_a_withdrawn_verdict_is_gone_and_its_account_noted() -> None:
    person = people.account()
    batch = told(person, "enrolled", date(2026, 3, 3))
    noted()
    withdraw(batch)
    assert (said(person), noted()) == ([], {person.pk})
    batch.refresh_from_db()
    assert batch.taken_back_at == LATER


def test_the_verdict_before_counts_again() -> None:
    person = people.account()
    told(person, "matches", date(2026, 3, 3))
    withdraw(told(person, "enrolled", date(2026, 4, 3)))
    assert said(person) == [("matches", date(2026, 3, 3))]


def test_a_batch_that_only_repeated_leaves_the_day_it_was_first_said() -> None:
    person = people.account()
    first = told(person, "enrolled", date(2026, 3, 3))
    again = told(person, "enrolled", date(2026, 4, 3))
    noted()
    withdraw(again)
    assert said(person) == [("enrolled", date(2026, 3, 3))]
    assert RegistryVerdict.objects.get().batch == first
    assert noted() == set()
    withdraw(first)
    assert said(person) == []


def test_what_was_first_said_in_a_withdrawn_file_ends_with_its_repetition() -> None:
    person = people.account()
    first = told(person, "enrolled", date(2026, 3, 3))
    again = told(person, "enrolled", date(2026, 4, 3))
    withdraw(first)
    assert said(person) == [("enrolled", date(2026, 4, 3))]
    withdraw(again)
    assert said(person) == []


def test_a_verdict_that_something_newer_replaced_stays_replaced() -> None:
    person = people.account()
    wrong = told(person, "enrolled", date(2026, 3, 3))
    told(person, "matches", date(2026, 4, 3))
    withdraw(wrong)
    assert said(person) == [("matches", date(2026, 4, 3))]


def test_entries_of_a_list_end_and_those_it_ended_come_back() -> None:
    here, gone = people.account(), people.account()
    batch_of("reference", {"nik": gone.nik, "office": "asn"}, source="bkn", day=date(2026, 3, 3))
    source = imports.Source("bkn", date(2026, 4, 3), extent=ImportBatch.Extent.WHOLE_FOR_SURE)
    batch = imports.begin("reference", source=source.name, source_date=source.day,
                          extent=source.extent, at=NOON)  # fmt: skip
    imports.take_in("reference", [{"nik": here.nik, "office": "asn"}], batch, at=NOON)
    noted()
    withdraw(batch)
    entries = ReferenceListEntry.objects.filter(removed_at=None)
    assert [entry.nik for entry in entries] == [gone.nik]
    assert noted() == {here.pk, gone.pk}


def test_events_and_demands_are_taken_back() -> None:
    person = people.account()
    withdraw(batch_of("events", event(person)))
    demand = {"refund_id": "R1", "external_id": person.external_id, "ground": "G10",
              "amount": "600000", "demanded_at": "2026-10-05T10:00:00"}  # fmt: skip
    withdraw(batch_of("refunds", demand))
    assert not RegistrationEvent.objects.exists()
    assert RefundDemand.objects.get().withdrawn_at == LATER


def test_a_large_batch_is_taken_back_by_the_sweep_and_twice_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(withdrawal, "PORTION", 2)
    persons = [people.account() for _ in range(5)]
    rows = [{"nik": person.nik, "verdict": "enrolled"} for person in persons]
    batch = withdraw(batch_of("verdicts", *rows))
    assert imports.state(batch) is imports.State.TAKING_BACK
    assert RegistryVerdict.objects.filter(superseded_at=None).count() == 3
    for _ in range(2):
        assert not imports.work_off_withdrawals(at=LATER)
    assert not RegistryVerdict.objects.filter(superseded_at=None).exists()
    batch.refresh_from_db()
    assert imports.state(batch) is imports.State.TAKEN_BACK


@pytest.mark.parametrize("kind", ["accounts", "grants", "training"])
def test_what_happened_cannot_be_taken_back(kind: str) -> None:
    with pytest.raises(imports.NotWithdrawable, match=kind):
        withdraw(imports.begin(kind, source="situs", source_date=NOON.date(), at=NOON))


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "auditor"])
def test_others_may_not_take_a_batch_back(role: str) -> None:
    batch = told(people.account(), "enrolled", date(2026, 3, 3))
    with pytest.raises(imports.NotAllowed):
        withdraw(batch, role)


def test_nobody_takes_their_own_import_back() -> None:
    batch = told(people.account(), "enrolled", date(2026, 3, 3))
    by = builders.officer("rule_officer")
    ImportBatch.objects.update(requested_by=by)
    batch.refresh_from_db()
    with pytest.raises(imports.NotAllowed):
        imports.withdraw(batch, by=by, reason="salah kirim", at=LATER)


def test_a_batch_is_taken_back_once_and_that_is_written_down() -> None:
    batch = told(people.account(), "enrolled", date(2026, 3, 3))
    withdraw(batch)
    with pytest.raises(imports.NotWithdrawable):
        withdraw(batch)
    assert AuditEntry.objects.get(action="import.withdraw").details["why"] == "salah kirim"


@pytest.mark.parametrize("extent", ImportBatch.Extent.values)
def test_a_file_read_on_after_its_withdrawal_changes_nothing_more(extent: str) -> None:
    person, other = people.account(), people.account()
    told(other, "enrolled", date(2026, 3, 3))
    batch = imports.begin(
        "verdicts", source="kemdikbud", source_date=date(2026, 4, 3), extent=extent, at=NOON
    )
    withdraw(batch)
    rows = {"full": [{"nik": person.nik, "verdict": "enrolled"}], "none left": []}
    for left in rows.values():
        with pytest.raises(imports.Withdrawn):
            imports.take_in("verdicts", left, batch, at=LATER)
    assert (said(person), said(other)) == ([], [("enrolled", date(2026, 3, 3))])


def test_whoever_shared_a_group_with_a_withdrawn_event_is_screened_again() -> None:
    gone, *others = [people.account() for _ in range(3)]
    batches = [
        batch_of("events", event(person, event_id=f"E{person.pk}")) for person in (gone, *others)
    ]
    noted()
    withdraw(batches[0])
    assert noted() == {gone.pk, *(person.pk for person in others)}
