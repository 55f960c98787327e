"""Looking at stored files: what is lost is written down, told once, and may come back."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.urls import reverse
from pytest_django import Settings

from appeals import tasks
from appeals.evidence import decoder, intake, nightly, verify
from appeals.models import Appeal, Draft, Evidence, EvidenceCheck, LostFile
from portal import status
from portal.models import AuditEntry, OutgoingMessage
from portal.storage import Store, Unavailable, Withheld, evidence_store
from tests import builders, photos
from tests.desk import signed_in

pytestmark = pytest.mark.django_db
NOON = builders.NOON


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    yield
    decoder.close_idle()


def photo(case: Appeal | None = None, *, kind: str = "ektp", red: int = 0) -> Evidence:
    """Return a photo that stands ready in a case, without the child that makes it."""
    image, thumbnail = f"image {red}".encode(), b"thumbnail"
    row = intake.attach_to_case(
        case or builders.appeal(), photos.upload(photos.jpeg((800 + red, 600))), kind=kind, at=NOON
    )
    evidence_store().delete(row.upload_name)
    Evidence.objects.filter(pk=row.pk).update(
        state="ready",
        upload_name="",
        image_name=evidence_store().write(image),
        thumbnail_name=evidence_store().write(thumbnail),
        done_at=NOON,
    )
    row.refresh_from_db()
    return row


def check(**options: object) -> verify.Step:
    """Look at every file."""
    return verify.take_step(verify.rows(**options), after=0, at=NOON)  # type: ignore[arg-type]


def told(case: Appeal | None) -> int:
    """Count the messages that tell of a lost file."""
    assert case is not None
    return OutgoingMessage.objects.filter(key__startswith=f"appeal:{case.pk}:evidence_lost").count()


def damage(name: str, settings: Settings) -> None:
    """Change a byte of a stored file."""
    path = settings.EVIDENCE_DIR / name[:2] / name[2:4] / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_whole_files_are_fine_and_digests_that_old_rows_lack_are_taken_in() -> None:
    row = photo()
    first, second = check(), check()
    assert (first.files, first.taken_in, first.wrong) == (2, 2, [])
    assert (second.files, second.taken_in, second.wrong) == (2, 0, [])
    row.refresh_from_db()
    assert len(row.image_sha256) == len(row.thumbnail_sha256) == 64


def test_the_worker_keeps_the_digests_of_what_it_writes() -> None:
    case = builders.appeal()
    intake.attach_to_case(case, photos.upload(photos.jpeg()), kind="ektp", at=NOON)
    tasks.examine_photos(appeal_id=case.pk)
    step = check()
    assert (step.files, step.taken_in, step.wrong) == (2, 0, [])


def test_a_file_that_is_missing_is_written_down_and_its_person_told_once() -> None:
    row = photo()
    evidence_store().delete(row.image_name)
    for _ in range(2):
        assert check().wrong == [verify.Wrong(row.pk, "image", "missing")]
    row.refresh_from_db()
    assert row.is_lost
    assert not row.can_be_opened
    assert LostFile.objects.get().fault == "missing"
    assert told(row.appeal) == 1
    assert AuditEntry.objects.get(action="evidence.lost").details["fault"] == "missing"


def test_a_file_that_does_not_open_is_damaged(settings: Settings) -> None:
    row = photo()
    damage(row.image_name, settings)
    assert check().wrong == [verify.Wrong(row.pk, "image", "damaged")]


def test_a_file_that_is_another_than_the_one_written_is_changed() -> None:
    row = photo()
    Evidence.objects.filter(pk=row.pk).update(image_sha256="0" * 64)
    assert check().wrong == [verify.Wrong(row.pk, "image", "changed")]


def test_all_that_one_case_lost_on_one_day_is_one_message() -> None:
    case = builders.appeal()
    for number, kind in enumerate(("ektp", "kk")):
        evidence_store().delete(photo(case, kind=kind, red=number).image_name)
    assert len(check().wrong) == 2
    assert told(case) == 1


def test_a_small_picture_that_is_lost_is_reported_and_hinders_nobody() -> None:
    row = photo()
    evidence_store().delete(row.thumbnail_name)
    assert check().wrong == [verify.Wrong(row.pk, "thumbnail", "missing")]
    row.refresh_from_db()
    assert not row.is_lost
    assert told(row.appeal) == 0


def test_a_file_that_is_back_is_lost_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    row = photo()
    with monkeypatch.context() as patch:
        patch.setattr(Store, "read", _missing(row.image_name))
        check()
    assert check().found_again == 1
    row.refresh_from_db()
    assert not row.is_lost
    assert LostFile.objects.get().mended_at == NOON
    assert AuditEntry.objects.filter(action="evidence.found_again").count() == 1


def _missing(name: str):  # type: ignore[no-untyped-def] # a stand-in for Store.read
    read = Store.read

    def without(self: Store, asked: str) -> Iterator[bytes]:
        return read(self, "0" * 32 if asked == name else asked)

    return without


def test_an_upload_given_up_is_told_of_and_examined_once_it_is_back() -> None:
    case = builders.appeal()
    row = intake.attach_to_case(case, photos.upload(photos.jpeg()), kind="ektp", at=NOON)
    content = evidence_store().read_bytes(row.upload_name)
    evidence_store().delete(row.upload_name)
    for _ in range(5):
        Evidence.objects.update(due_at=Now())
        tasks.examine_owed_photos()
    assert (told(case), LostFile.objects.get().part) == (1, "upload")
    Evidence.objects.update(upload_name=evidence_store().write(content))  # restored
    assert check().found_again == 1
    Evidence.objects.update(due_at=Now())
    tasks.examine_owed_photos()
    row.refresh_from_db()
    assert row.state == "ready"
    assert not row.is_lost


def test_what_lies_in_a_draft_is_reported_and_nobody_told() -> None:
    draft = Draft.objects.create(created_at=NOON, expires_at=NOON + timedelta(days=1))
    row = intake.attach(draft, photos.upload(photos.jpeg()), kind="ektp", at=NOON)
    evidence_store().delete(row.upload_name)
    assert check().wrong == [verify.Wrong(row.pk, "upload", "missing")]
    row.refresh_from_db()
    assert row.lost_at is None
    assert intake.remove(draft, row.pk)


def test_so_much_missing_at_once_is_the_wrong_store_and_nobody_is_told() -> None:
    case = builders.appeal()
    rows = [photo(case, kind="supporting", red=number) for number in range(22)]
    for row in rows:
        evidence_store().delete(row.image_name)
    with pytest.raises(verify.LooksWrong):
        check()
    assert not LostFile.objects.exists()
    step = verify.take_step(verify.rows(), after=0, at=NOON, believe=True)
    assert len(step.wrong) == 22


def test_the_walk_goes_by_key_and_may_be_narrowed() -> None:
    first, second = photo(), photo()
    Evidence.objects.filter(pk=second.pk).update(uploaded_at=NOON + timedelta(days=1))
    assert verify.take_step(verify.rows(), after=first.pk, at=NOON).rows == 1
    assert check(since=NOON + timedelta(hours=1)).last_id == second.pk
    assert check(appeal_id=first.appeal_id).last_id == first.pk


def test_the_nightly_check_counts_and_ends() -> None:
    row, _whole = photo(), photo()
    evidence_store().delete(row.image_name)
    tasks.begin_evidence_check()
    tasks.check_evidence()
    tasks.check_evidence()
    done = EvidenceCheck.objects.get()
    assert done.done_at is not None
    assert (done.total, done.seen, done.files, done.lost) == (2, 2, 4, 1)


def test_a_slice_without_time_goes_on_where_the_last_one_stopped() -> None:
    photo()
    nightly.begin(at=NOON)
    nightly.work(at=NOON, seconds=-1)
    assert EvidenceCheck.objects.get().done_at is None
    nightly.work(at=NOON)
    assert EvidenceCheck.objects.get().seen == 1


def test_one_check_at_a_time() -> None:
    assert nightly.begin(at=NOON) is not None
    assert nightly.begin(at=NOON) is None
    nightly.work(at=NOON)
    assert nightly.begin(at=NOON) is not None


def test_while_the_store_is_away_the_check_waits_and_spends_no_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo()
    nightly.begin(at=NOON)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "read", _away)
        nightly.work(at=NOON)
    waiting = EvidenceCheck.objects.get()
    assert (waiting.deliveries, waiting.last_fault) == (0, nightly.STORE_AWAY)
    EvidenceCheck.objects.update(due_at=Now())
    done = nightly.work(at=NOON)
    assert done is not None
    assert done.done_at is not None


def test_a_photo_waits_for_a_store_that_is_away_without_spending_a_try(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = builders.appeal()
    row = intake.attach_to_case(case, photos.upload(photos.jpeg()), kind="ektp", at=NOON)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "read", _away)
        for _ in range(7):
            Evidence.objects.update(due_at=Now())
            tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    assert (row.state, row.deliveries, row.dead_at) == ("waiting", 0, None)
    Evidence.objects.update(due_at=Now())
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    assert row.state == "ready"


def test_a_store_that_is_away_refuses_a_photo_with_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "write_all", _away)
    with pytest.raises(intake.Refused) as refused:
        intake.attach_to_case(builders.appeal(), photos.upload(photos.jpeg()), kind="ektp", at=NOON)
    assert refused.value.fault.http_status == 503
    assert "kirim lagi" in str(refused.value.fault)
    assert not Evidence.objects.exists()


def _away(*_: object) -> None:
    raise Unavailable


def test_the_command_reports_and_ends_with_a_fault() -> None:
    row = photo()
    orphan = evidence_store().write(b"nobody's")
    call_command("verify_evidence", stdout=StringIO(), stderr=StringIO())  # too young to count
    evidence_store().delete(row.image_name)
    said = StringIO()
    with pytest.raises(CommandError, match="1 files lost or damaged"):
        call_command("verify_evidence", stdout=StringIO(), stderr=said)
    assert f"evidence {row.pk}, image: missing" in said.getvalue()
    assert orphan not in said.getvalue()


def test_the_command_takes_one_case_by_its_number() -> None:
    row, lost = photo(), photo()
    evidence_store().delete(lost.image_name)
    said = StringIO()
    assert row.appeal is not None
    call_command("verify_evidence", case=row.appeal.reference, stdout=said)
    assert "1 rows, 2 files" in said.getvalue()
    with pytest.raises(CommandError, match="no case"):
        call_command("verify_evidence", case="PRK-0")


@pytest.mark.parametrize(
    ("role", "answer"), [("supervisor", 200), ("auditor", 200), ("agent", 403)]
)
def test_supervisors_and_auditors_see_checks_and_lost_files(role: str, answer: int) -> None:
    row = photo()
    evidence_store().delete(row.image_name)
    nightly.begin(at=NOON)
    nightly.work(at=NOON)
    client = signed_in(builders.officer(role))
    checks = client.get(reverse("admin:appeals_evidencecheck_changelist"))
    lost = client.get(reverse("admin:appeals_lostfile_changelist"), {"state": "lost"})
    assert (checks.status_code, lost.status_code) == (answer, answer)
    if answer == 200:
        assert "Selesai" in checks.content.decode()
        assert row.appeal is not None
        assert row.appeal.reference in lost.content.decode()


def test_status_says_what_the_last_check_found() -> None:
    evidence_store().delete(photo().image_name)
    nightly.begin(at=NOON)
    nightly.work(at=NOON)
    found = status.collect()["evidence check"]
    assert (found["files"], found["lost"], found["lost now"]) == (2, 1, 1)


def _withholds(names: set[str]):  # type: ignore[no-untyped-def] # a stand-in for Store.read
    read = Store.read

    def withheld(self: Store, asked: str) -> Iterator[bytes]:
        if asked in names:
            raise Withheld
        return read(self, asked)

    return withheld


def test_a_file_that_the_store_withholds_is_noted_and_the_check_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, _second = photo(), photo()
    monkeypatch.setattr(Store, "read", _withholds({first.image_name}))
    nightly.begin(at=NOON)
    done = nightly.work(at=NOON)
    assert done is not None
    assert done.done_at is not None
    assert (done.files, done.refused, done.lost) == (4, 1, 0)
    assert not LostFile.objects.exists()
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_evidence", stdout=StringIO(), stderr=said)
    assert f"evidence {first.pk}, image: withheld" in said.getvalue()


def test_a_store_that_withholds_many_files_stops_the_check_and_staff_read_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = builders.appeal()
    rows = [photo(case, kind="supporting", red=number) for number in range(21)]
    monkeypatch.setattr(Store, "read", _withholds({row.image_name for row in rows}))
    nightly.begin(at=NOON)
    check = nightly.work(at=NOON)
    assert check is not None
    assert (check.last_fault, check.seen, check.done_at) == (nightly.STORE_REFUSES, 0, None)
    assert status.collect()["evidence check"]["last fault"] == nightly.STORE_REFUSES
    page = signed_in(builders.officer("supervisor")).get(
        reverse("admin:appeals_evidencecheck_changelist")
    )
    assert "penyimpanan tidak memberikan banyak berkas" in page.content.decode()
