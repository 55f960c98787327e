"""Filing an appeal."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from appeals import lifecycle
from appeals.filing import GroundClaim, HelperSaid
from appeals.models import Appeal, Draft, Evidence
from eligibility.models import Hold
from portal.models import OutgoingMessage
from tests import builders
from tests.builders import NOON


def _draft_with_photo() -> Evidence:
    draft = Draft.objects.create(created_at=NOON, expires_at=NOON)
    return Evidence.objects.create(
        draft=draft, kind="ektp", original_name="a.jpg", original_sha256="0" * 64,
        original_bytes=1, uploaded_at=NOON,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_filing_finds_its_account_and_open_blocks() -> None:
    block = builders.block("G03")
    appeal = builders.appeal_about(block)
    assert appeal.account == block.account
    assert [row.block for row in appeal.contested.all()] == [block]
    assert Hold.objects.standing().filter(account=block.account).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("grounds", "contested"),
    [
        ([], ["G03", "G10"]),
        (["G10"], ["G10"]),
        (["G03", "G10"], ["G03", "G10"]),
        (["G10", "G05"], ["G10"]),
        (["G05"], ["G03", "G10"]),
        ([""], ["G03", "G10"]),
        (["G10", ""], ["G03", "G10"]),
    ],
)
def test_a_filing_is_about_the_grounds_it_names(grounds: list[str], contested: list[str]) -> None:
    block = builders.block("G03")
    builders.block("G10", on=block.account)
    claims = tuple(GroundClaim(ground) for ground in grounds)
    appeal = builders.appeal_about(block, claims=claims)
    assert sorted(row.block.ground for row in appeal.contested.all()) == contested
    assert sorted(appeal.claims.values_list("ground", flat=True)) == sorted(grounds)


@pytest.mark.django_db
def test_whose_nik_was_misused_contests_every_block() -> None:
    block = builders.block("G03")
    builders.block("G10", on=block.account)
    appeal = builders.appeal_about(block, lane="misuse", claims=(GroundClaim("G03"),))
    assert appeal.lane == Appeal.Lane.MISUSE
    assert appeal.contested.count() == 2


@pytest.mark.django_db
def test_what_was_said_about_each_ground_is_kept_sealed() -> None:
    said = GroundClaim("G03", "graduated", "Saya lulus bulan Mei.")
    appeal = builders.appeal(claims=(said, GroundClaim("G10")))
    claim = appeal.claims.get(ground="G03")
    assert (claim.reason, claim.statement) == ("graduated", "Saya lulus bulan Mei.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM appeals_claim WHERE id = %s", [claim.pk])
        assert b"lulus" not in bytes(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_ground_named_twice_is_one_claim() -> None:
    appeal = builders.appeal(claims=(GroundClaim("G03", "graduated"), GroundClaim("G03", "other")))
    assert appeal.claims.get().reason == "other"


@pytest.mark.django_db
def test_the_helper_the_late_reason_and_the_province_are_kept() -> None:
    helper = HelperSaid("Pak Contoh", "village_office", phone="081200000077")
    appeal = builders.appeal(helper=helper, late_reason="Saya sakit.", nik=builders.nik())
    assert (appeal.helper.name, appeal.helper.relation) == ("Pak Contoh", "village_office")
    assert appeal.late_reason == "Saya sakit."
    assert appeal.province_code == "31"


@pytest.mark.django_db
@pytest.mark.parametrize("nik", ["", "9", "99", "\u0663\u0661"])
def test_a_nik_of_no_province_gives_none(nik: str) -> None:
    assert builders.appeal(nik=nik).province_code == ""


@pytest.mark.django_db
def test_an_unknown_or_odd_nik_is_filed_all_the_same() -> None:
    appeal = builders.appeal(nik="123")
    assert appeal.account is None
    assert appeal.status == Appeal.Status.SUBMITTED


@pytest.mark.django_db
def test_the_draft_gives_its_evidence_to_the_appeal() -> None:
    photo = _draft_with_photo()
    assert photo.draft is not None
    appeal = builders.appeal(token=photo.draft.token, evidence_ids=(photo.pk,))
    assert list(appeal.evidence.all()) == [photo]
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_filing_that_names_lost_evidence_is_not_taken() -> None:
    with pytest.raises(lifecycle.EvidenceMissing):
        builders.appeal(evidence_ids=(999,))
    assert not Appeal.objects.exists()


@pytest.mark.django_db
def test_the_acknowledgement_names_the_number_and_the_day_but_not_the_person() -> None:
    appeal = builders.appeal()
    message = OutgoingMessage.objects.get()
    assert appeal.reference in message.body
    assert "Jumat, 4 Desember 2026" in message.body
    assert "/k/" in message.body
    assert appeal.name not in message.body
    assert appeal.nik not in message.body


@pytest.mark.django_db
def test_the_acknowledgement_speaks_the_persons_language() -> None:
    builders.appeal(language="en")
    assert "Friday, 4 December 2026" in OutgoingMessage.objects.get().body


@pytest.mark.django_db
def test_the_same_form_twice_is_one_appeal() -> None:
    filing = builders.filing()
    first = lifecycle.submit(filing, at=NOON)
    again = lifecycle.submit(filing, at=NOON)
    assert first == again
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_simultaneous_submissions_are_one_appeal() -> None:
    filing = builders.filing(token=uuid.uuid4())

    def submit(_: int) -> str:
        try:
            return lifecycle.submit(filing, at=NOON).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(submit, range(8)))
    assert len(numbers) == 1
    assert Appeal.objects.count() == 1
    assert OutgoingMessage.objects.count() == 1


@pytest.mark.django_db
def test_the_birth_date_lies_sealed_and_reads_back() -> None:
    appeal = builders.appeal(birth_date=date(1998, 5, 12))
    with connection.cursor() as cursor:
        cursor.execute("SELECT birth_date FROM appeals_appeal WHERE id = %s", [appeal.pk])
        (stored,) = cursor.fetchone()
    assert b"1998" not in bytes(stored)
    assert Appeal.objects.get(pk=appeal.pk).birth_date == date(1998, 5, 12)
    assert builders.appeal(birth_date=None).birth_date is None
