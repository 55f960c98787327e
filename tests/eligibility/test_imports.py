"""Imports: refuse single lines, take the rest, and give the same state when repeated."""

import stat
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from eligibility import imports
from eligibility.imports import intake
from eligibility.models import (
    Account,
    Gelombang,
    Grant,
    ImportBatch,
    ReferenceListEntry,
    RegistryVerdict,
    TrainingPurchase,
)
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

HEADER = (
    "external_id,nik,kk,name,phone,email,birth_date,sex,education,employment,declared_office,"
    "registered_at"
)


def line(number: int = 1, **over: str) -> str:
    """Return a line of an accounts file."""
    values = {
        "external_id": f"A{number}",
        "nik": f"317101120598{number:04d}",
        "kk": "3171010101150001",
        "name": "Siti Contoh",
        "phone": "+62 812-0000-0001",
        "email": "Siti@Example.id",
        "birth_date": "1998-05-12",
        "sex": "L",
        "education": "none",
        "employment": "jobseeker",
        "declared_office": "",
        "registered_at": "2026-03-01T23:59:59",
        **over,
    }
    return ",".join(values.values())


def written(folder: Path, *lines: str, header: str = HEADER) -> Path:
    """Write a file and return its path."""
    path = folder / "akun.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def command(path: Path, kind: str = "accounts", **options: Any) -> str:
    """Run the command and return what it printed."""
    out = StringIO()
    call_command(f"import_{kind}", path, stdout=out, **options)
    return out.getvalue()


def refused(path: Path) -> list[str]:
    """Return the refused lines with their reasons."""
    return imports.reject_path(path).read_text(encoding="utf-8").splitlines()[1:]


def begun(kind: str, source: str = "Kemdikbud", day: date = date(2026, 3, 3)) -> ImportBatch:
    """Begin a batch."""
    return imports.begin(kind, source=source, source_date=day, at=NOON)


def taken(kind: str, *rows: Mapping[str, str], **batch: Any) -> list[str]:
    """Take rows in and return the reasons of those refused."""
    refusals = imports.take_in(kind, rows, begun(kind, **batch), at=NOON)
    return [refusal.reason for refusal in refusals]


def state() -> list[tuple[Any, ...]]:
    """Return all accounts as people would see them."""
    hidden = {"batch_id", "created_at"}
    names = [f.attname for f in Account._meta.concrete_fields if f.attname not in hidden]
    return list(Account.objects.order_by("pk").values_list(*names))


def test_an_account_is_taken_in_with_what_its_nik_says(tmp_path: Path) -> None:
    command(written(tmp_path, line()), source="situs utama", date=date(2026, 3, 2))
    account = Account.objects.get()
    assert (account.nik, account.phone, account.email) == (
        "3171011205980001",
        "081200000001",
        "siti@example.id",
    )
    assert (account.name, account.sex, account.status) == ("Siti Contoh", "m", "candidate")
    assert (account.province_code, account.nik_sex) == ("31", "m")
    assert account.nik_birth_date == account.birth_date == date(1998, 5, 12)
    assert account.registered_on == date(2026, 3, 1)
    assert account.is_nik_well_formed
    assert str(account.batch) == "situs utama 2026-03-02"


def test_the_same_file_twice_gives_the_same_state(tmp_path: Path) -> None:
    path = written(tmp_path, line(1), line(2), line(3, nik=line(1).split(",")[1]))
    command(path)
    before, reasons = state(), refused(path)
    command(path)
    assert state() == before
    assert refused(path) == reasons


def test_a_known_account_is_updated_and_keeps_its_status(tmp_path: Path) -> None:
    command(written(tmp_path, line()))
    Account.objects.update(status="active")
    command(written(tmp_path, line(name="Siti Baru", employment="other")))
    account = Account.objects.get()
    assert (account.name, account.employment, account.status) == ("Siti Baru", "other", "active")


def test_the_last_of_two_lines_of_one_account_counts(tmp_path: Path) -> None:
    command(written(tmp_path, line(name="Awal"), line(name="Akhir")))
    assert Account.objects.get().name == "Akhir"


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"external_id": ""}, "Kolom external_id kosong."),
        ({"nik": ""}, "Kolom nik kosong."),
        ({"name": "x" * 201}, "Kolom name lebih dari 200 huruf."),
        ({"birth_date": "12/05/1998"}, "Kolom birth_date bukan tanggal (contoh: 2026-03-31)."),
        ({"birth_date": "2026-03-02"}, "Tanggal lahir sesudah tanggal pendaftaran."),
        ({"registered_at": ""}, "Kolom registered_at kosong."),
        ({"registered_at": "kemarin"}, "Kolom registered_at bukan waktu"),
        ({"registered_at": "0001-01-01T00:00:00+23:00"}, "Kolom registered_at bukan waktu"),
        ({"sex": "x"}, "Kolom sex harus P atau L."),
        ({"education": "sma"}, "Kolom education harus salah satu dari: none, school, university."),
        ({"name": "Si\0ti"}, "Baris ini berisi karakter yang rusak."),
        ({"registered_at": "2026-03-01,lebih"}, "Jumlah kolom berbeda dari baris pertama."),
    ],
)
def test_a_line_that_cannot_be_taken_in_is_refused_and_the_rest_goes_on(
    tmp_path: Path, over: dict[str, str], reason: str
) -> None:
    path = written(tmp_path, line(1), line(2, **over), line(3))
    out = command(path)
    assert Account.objects.count() == 2
    (only,) = refused(path)
    assert only.startswith("3,")
    assert reason in only
    assert "2 of 3 lines taken in" in out
    assert "1 refused" in out


def test_an_odd_nik_is_taken_in_and_marked() -> None:
    row = dict(zip(HEADER.split(","), line(nik="12345").split(","), strict=True))
    assert taken("accounts", row) == []
    account = Account.objects.get()
    assert not account.is_nik_well_formed
    assert account.nik_birth_date is None


def test_unknown_facts_stay_unknown(tmp_path: Path) -> None:
    header = "external_id,nik,kk,name,registered_at"
    command(written(tmp_path, "A1,3171011205980001,1,Siti,2026-03-01T10:00+07:00", header=header))
    account = Account.objects.get()
    assert account.birth_date is None
    assert account.education == account.employment == account.sex == ""


def test_a_nik_in_use_is_refused_across_and_within_files(tmp_path: Path) -> None:
    path = written(tmp_path, line(1), line(2, nik=line(1).split(",")[1]))
    command(path)
    assert refused(path) == ["3,NIK pada baris ini sudah dipakai akun lain."]
    other = written(tmp_path, line(5, nik=line(1).split(",")[1]))
    command(other)
    assert refused(other) == ["2,NIK pada baris ini sudah dipakai akun lain."]


def test_the_nik_of_a_closed_account_is_free(tmp_path: Path) -> None:
    command(written(tmp_path, line(1)))
    Account.objects.update(status="closed")
    command(written(tmp_path, line(2, nik=line(1).split(",")[1])))
    assert Account.objects.count() == 2


def test_the_reject_file_is_private_and_holds_no_values(tmp_path: Path) -> None:
    path = written(tmp_path, line(1, birth_date="rahasia"))
    command(path)
    target = imports.reject_path(path)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "rahasia" not in target.read_text(encoding="utf-8")


def test_a_file_without_refusals_leaves_no_reject_file(tmp_path: Path) -> None:
    command(written(tmp_path, line(1, birth_date="salah")))
    path = written(tmp_path, line(1))
    command(path)
    assert not imports.reject_path(path).exists()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "Berkas ini kosong."),
        (HEADER.encode() + b"\nA1,\xff\xfe", "Berkas ini bukan UTF-8."),
        (HEADER.encode() + b"\nA1,\xc3", "Berkas ini bukan UTF-8."),
        (b"external_id,nik\n", "Kolom ini tidak ada di baris pertama: kk, name, registered_at."),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_clear_sentence(
    tmp_path: Path, raw: bytes, sentence: str
) -> None:
    path = tmp_path / "akun.csv"
    path.write_bytes(raw)
    with pytest.raises(CommandError, match="^" + sentence.split(":")[0]):
        command(path)
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_not_there_gets_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="tidak ada"):
        command(tmp_path / "tidak.csv")


def test_semicolons_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "akun.csv"
    path.write_text("\ufeff" + f"{HEADER}\n\n{line()}\n".replace(",", ";"), encoding="utf-8")
    command(path)
    assert Account.objects.count() == 1


def test_a_field_beyond_any_measure_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = written(tmp_path, line(1, name="x" * 200_000), line(2))
    command(path)
    assert refused(path) == ["2,Baris ini tidak bisa dibaca sebagai CSV."]
    assert Account.objects.get().external_id == "A2"


def test_a_batch_remembers_its_file_and_its_counts(tmp_path: Path) -> None:
    command(written(tmp_path, line(1), line(2, sex="x")))
    batch = ImportBatch.objects.get()
    assert (batch.rows_read, batch.rows_written, batch.rows_refused) == (2, 1, 1)
    assert len(batch.file_sha256) == 64
    assert batch.finished_at is not None


def test_an_import_killed_in_the_middle_is_repeated_safely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PORTION", 2)
    path = written(tmp_path, *(line(number) for number in range(1, 6)))

    def die(so_far: imports.Taken) -> None:
        raise KeyboardInterrupt

    source = imports.Source("situs", NOON.date())
    with pytest.raises(KeyboardInterrupt):
        imports.import_file(path, "accounts", source=source, at=NOON, show=die)
    assert Account.objects.count() == 2
    command(path)
    assert Account.objects.count() == 5


# --- Grants and training ----------------------------------------------------------------------


@pytest.fixture
def wave() -> Gelombang:
    return Gelombang.objects.create(number=47, opens_at=NOON, closes_at=NOON)


def award(on: Account, day: int = 1, **over: str) -> dict[str, str]:
    at = f"2026-10-{day:02d}T10:00:00+07:00"
    return {"external_id": on.external_id, "gelombang": "47", "granted_at": at, **over}


@pytest.mark.usefixtures("wave")
def test_a_grant_makes_a_candidate_active_and_sets_the_deadline_of_its_wave() -> None:
    person = people.account(status="candidate")
    assert taken("grants", award(person)) == []
    grant = Grant.objects.get()
    person.refresh_from_db()
    assert (person.status, grant.slot, grant.kk) == ("active", 1, person.kk)
    assert grant.first_training_until == datetime(2026, 10, 31, 16, 59, 59, 999_999, tzinfo=UTC)


@pytest.mark.usefixtures("wave")
def test_recipients_of_one_card_take_slots_in_the_order_of_their_grants() -> None:
    family = [people.account(kk="3171010101150001") for _ in range(3)]
    taken("grants", award(family[0], day=3), award(family[1], day=1), award(family[2], day=2))
    by_account = dict(Grant.objects.values_list("account", "slot"))
    assert [by_account[person.pk] for person in family] == [3, 1, 2]


@pytest.mark.usefixtures("wave")
def test_grants_taken_in_twice_keep_their_slots() -> None:
    rows = [award(people.account(kk="3171010101150001"), day=day) for day in (1, 2)]
    for _ in range(2):
        assert taken("grants", *rows) == []
    assert sorted(Grant.objects.values_list("slot", flat=True)) == [1, 2]


@pytest.mark.usefixtures("wave")
def test_a_grant_may_name_the_card_as_of_the_wave() -> None:
    taken("grants", award(people.account(), kk="3171 0101 0115 9999"))
    assert Grant.objects.get().kk == "3171010101159999"


@pytest.mark.usefixtures("wave")
def test_grants_of_unknown_accounts_or_waves_are_refused() -> None:
    person = people.account()
    assert taken(
        "grants",
        award(person, external_id="tidak ada"),
        award(person, gelombang="46"),
        award(person, gelombang="empat"),
    ) == [
        "Akun dengan external_id ini belum ada.",
        "Gelombang ini belum ada.",
        "Kolom gelombang harus berisi angka.",
    ]


def purchase(on: Account, **over: str) -> dict[str, str]:
    return {
        "purchase_id": "P1",
        "external_id": on.external_id,
        "gelombang": "47",
        "bought_at": "2026-10-05T10:00:00",
        "complete_until": "2026-11-05T23:59:59",
        **over,
    }


@pytest.mark.usefixtures("wave")
def test_a_purchase_is_taken_in_and_later_completed() -> None:
    person = people.account()
    taken("grants", award(person))
    assert taken("training", purchase(person)) == []
    assert TrainingPurchase.objects.get().completed_at is None
    taken("training", purchase(person, completed_at="2026-11-01T10:00:00"))
    assert TrainingPurchase.objects.get().completed_at is not None


@pytest.mark.usefixtures("wave")
def test_a_purchase_without_a_grant_is_refused() -> None:
    assert taken("training", purchase(people.account())) == [
        "Akun ini bukan penerima pada gelombang itu."
    ]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_grants_of_one_card_that_race_take_different_slots() -> None:
    Gelombang.objects.create(number=47, opens_at=NOON, closes_at=NOON)
    family = [people.account(kk="3171010101150001") for _ in range(4)]
    start = threading.Barrier(len(family))

    def run(person: Account) -> None:
        start.wait()
        taken("grants", award(person))
        connection.close()

    threads = [threading.Thread(target=run, args=(person,)) for person in family]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(Grant.objects.values_list("slot", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_file_taken_in_by_two_at_once_gives_one_state(tmp_path: Path) -> None:
    path = written(tmp_path, *(line(number) for number in range(1, 30)))
    rows = [
        dict(zip(HEADER.split(","), text.split(","), strict=True))
        for text in path.read_text().splitlines()[1:]
    ]

    def run() -> None:
        taken("accounts", *rows)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Account.objects.count() == 29


# --- Registers and lists ----------------------------------------------------------------------


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


def test_every_kind_has_a_command(tmp_path: Path) -> None:
    for kind in ImportBatch.Kind.values:
        with pytest.raises(CommandError, match="tidak ada"):
            command(tmp_path / "tidak.csv", kind)


def test_deadlines_never_move_back_by_importing_again() -> None:
    Gelombang.objects.create(number=47, opens_at=NOON, closes_at=NOON)
    person = people.account()
    taken("grants", award(person))
    Grant.objects.update(first_training_until=NOON + timedelta(days=99))
    taken("grants", award(person))
    assert Grant.objects.get().first_training_until == NOON + timedelta(days=99)
