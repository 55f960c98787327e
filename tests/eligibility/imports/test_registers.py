"""Registers and lists: what is said again is no news, what is older changes nothing."""

from datetime import date

import pytest

from eligibility.models import ReferenceListEntry, RegistryVerdict
from tests import builders
from tests.eligibility import people
from tests.eligibility.imports.rows import taken

pytestmark = pytest.mark.django_db


def test_a_register_that_repeats_itself_says_nothing_new() -> None:
    row = {"nik": people.account().nik, "verdict": "enrolled"}
    taken("verdicts", row, day=date(2026, 3, 3))
    taken("verdicts", row, day=date(2026, 4, 3))
    said = RegistryVerdict.objects.get()
    assert (said.register, said.since, said.as_of) == (
        "kemdikbud",
        date(2026, 3, 3),
        date(2026, 4, 3),
    )


def test_another_verdict_supersedes_the_earlier_one() -> None:
    nik = people.account().nik
    taken("verdicts", {"nik": nik, "verdict": "enrolled"}, day=date(2026, 3, 3))
    taken("verdicts", {"nik": nik, "verdict": "matches"}, day=date(2026, 4, 3))
    assert RegistryVerdict.objects.get(superseded_at=None).verdict == "matches"
    assert RegistryVerdict.objects.count() == 2


def test_an_older_file_changes_nothing() -> None:
    nik = people.account().nik
    taken("verdicts", {"nik": nik, "verdict": "matches"}, day=date(2026, 4, 3))
    taken("verdicts", {"nik": nik, "verdict": "enrolled"}, day=date(2026, 3, 3))
    assert RegistryVerdict.objects.get().verdict == "matches"


def test_verdicts_on_unknown_people_or_without_a_verdict_are_refused() -> None:
    nik = builders.nik()
    assert taken("verdicts", {"nik": nik, "verdict": "enrolled"}) == [
        "NIK ini tidak ada di data akun."
    ]
    assert taken("verdicts", {"nik": nik, "verdict": ""}) == ["Kolom verdict kosong."]


def test_a_list_holds_each_person_once_and_notes_a_new_office_as_new() -> None:
    nik = builders.nik()
    rows = [{"nik": nik, "office": "honorer"}, {"nik": nik, "office": "asn"}]
    taken("reference", *rows, source="BKN", day=date(2026, 3, 3))
    taken("reference", rows[1], source="BKN", day=date(2026, 4, 3))
    entry = ReferenceListEntry.objects.get()
    assert (entry.source, entry.office, entry.since) == ("bkn", "asn", date(2026, 3, 3))
    taken("reference", rows[0], source="BKN", day=date(2026, 5, 3))
    assert ReferenceListEntry.objects.get().since == date(2026, 5, 3)
