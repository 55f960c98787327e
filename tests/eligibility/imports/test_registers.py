"""Registers and lists: what is said again is no news, what is older changes nothing."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError

from eligibility import sources
from eligibility.models import ImportBatch, ReferenceListEntry, RegistryVerdict
from eligibility.rules.catalogue import RULES
from eligibility.rules.registers import RegistersWord
from tests import builders
from tests.eligibility import people
from tests.eligibility.imports.rows import command, taken, written

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


@pytest.mark.parametrize(
    ("kind", "source"),
    [("verdicts", "kemdikbut"), ("verdicts", "bkn"), ("verdicts", ""), ("reference", "emis")],
)
def test_a_source_that_no_such_file_comes_from_is_refused(
    tmp_path: Path, kind: str, source: str
) -> None:
    path = written(tmp_path, header="nik,verdict,office")
    known = ", ".join(sources.REGISTERS if kind == "verdicts" else sources.LISTS)
    with pytest.raises(CommandError, match=f"salah satu dari: {known}"):
        command(path, kind, source=source)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(("said", "is_taken"), [("", 1), ("Kemdikbud ", 1), ("emis", 0)])
def test_a_line_of_another_source_than_its_file_is_refused(said: str, is_taken: int) -> None:
    row = {"nik": people.account().nik, "verdict": "enrolled", "source": said}
    refused = taken("verdicts", row)
    assert RegistryVerdict.objects.count() == is_taken
    assert len(refused) == 1 - is_taken


def test_every_register_a_rule_asks_for_is_known() -> None:
    looks = [look for rule in RULES for look in rule.looks]
    asked = {look.register for look in looks if isinstance(look, RegistersWord)} - {""}
    assert asked
    assert asked <= set(sources.REGISTERS)
