"""Letters about blocks: what they say, whom they reach, and that nobody is told twice."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from eligibility import announcements, blocking, letters
from eligibility.models import Account, Block, BlockLetter, Gelombang
from portal import office
from portal.models import OutgoingMessage
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db


def newly_blocked(ground: str = "G03", **over: object) -> Block:
    """Return a block whose letter is owed, and nothing else."""
    block = builders.block(ground, on=builders.account(**over))
    BlockLetter.objects.all().delete()
    announcements.blocked([block.pk], at=NOON)
    return block


def newly_lifted(ground: str = "G03", *, reason: str = "source_wrong") -> Block:
    block = builders.block(ground)
    blocking.lift([block], by=None, reason=reason, at=NOON)
    BlockLetter.objects.all().delete()
    announcements.owe_restored_letters([block.pk], at=NOON)
    block.refresh_from_db()
    return block


def body() -> str:
    """Write what is owed and return the only message."""
    assert letters.write_owed(at=NOON) is not None
    return str(OutgoingMessage.objects.get().body)


def test_the_letter_says_why_until_when_and_what_to_do(settings: Settings) -> None:
    block = newly_blocked()
    words = body()
    message = OutgoingMessage.objects.get()
    assert message.recipient == block.account.email
    assert message.subject == "Akun Anda diblokir sementara"
    assert message.key == f"block-letter-{block.pk}-blocked"
    assert "Kemdikbud, per Selasa, 3 Maret 2026" in words
    assert "Kirim paling lambat Senin, 21 Desember 2026." in words
    assert f"{settings.SITE_URL}/akun/" in words
    assert f"{settings.SITE_URL}/pengaduan/" in words
    assert settings.CONTACT_PHONE in words


def test_the_letter_names_neither_person_nor_number() -> None:
    account = newly_blocked(name="Rahasia Sekali").account
    words = body()
    for secret in ("Rahasia", account.nik, account.kk, account.phone, account.external_id):
        assert secret not in words


def test_letters_are_indonesian_whatever_the_workers_language() -> None:
    newly_blocked()
    with patch("django.utils.translation.get_language", return_value="en"):
        assert "Akun Anda diblokir sementara." in body()
    assert OutgoingMessage.objects.get().language == "id"


def test_a_row_is_done_with_its_message() -> None:
    newly_blocked()
    assert letters.write_owed(at=NOON) == letters.Written(1, 0, 0, 0)
    assert BlockLetter.objects.get().done_at is not None
    assert letters.write_owed(at=NOON) is None


def test_a_worker_killed_before_marking_tells_nobody_twice() -> None:
    newly_blocked()
    with patch.object(letters, "_finish", side_effect=SystemExit), pytest.raises(SystemExit):
        letters.write_owed(at=NOON)
    assert not OutgoingMessage.objects.exists()
    BlockLetter.objects.update(lease_until=NOON - timedelta(days=1))
    assert letters.write_owed(at=NOON) is not None
    BlockLetter.objects.update(done_at=None, lease_until=None)
    assert letters.write_owed(at=NOON) is not None
    assert OutgoingMessage.objects.count() == 1


def test_nobody_takes_a_letter_that_another_worker_holds() -> None:
    newly_blocked()
    assert len(BlockLetter.objects.lease(seconds=60)) == 1
    assert letters.write_owed(at=NOON) is None


def test_who_has_no_address_is_counted_and_noted() -> None:
    newly_blocked(email="")
    assert letters.write_owed(at=NOON) == letters.Written(0, 1, 0, 0)
    assert BlockLetter.objects.get().last_fault == letters.NO_ADDRESS
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize("verb", ["lift", "uphold"])
def test_a_block_that_somebody_decided_meanwhile_is_no_news(verb: str) -> None:
    block = newly_blocked()
    getattr(blocking, verb)([block], by=None, reason="rule_applies", at=NOON)
    BlockLetter.objects.filter(kind="restored").delete()
    assert letters.write_owed(at=NOON) == letters.Written(0, 0, 1, 0)
    assert BlockLetter.objects.get().last_fault == letters.OVERTAKEN


def test_letters_wait_while_they_are_switched_off(settings: Settings) -> None:
    newly_blocked()
    settings.ACCOUNT_LETTERS = False
    assert letters.write_owed(at=NOON) is None
    assert BlockLetter.objects.owed().count() == 1


def test_none_is_owed_while_they_are_switched_off(settings: Settings) -> None:
    settings.ACCOUNT_LETTERS = False
    newly_blocked()
    assert not BlockLetter.objects.exists()


def test_one_letter_without_words_stops_no_other() -> None:
    bad, good = newly_blocked(), builders.block()
    announcements.blocked([good.pk], at=NOON)
    real = letters._mail

    def broken(letter: BlockLetter, *args: object, **kwargs: object) -> object:
        if letter.block_id == bad.pk:
            raise ValueError("no words")
        return real(letter, *args, **kwargs)  # type: ignore[arg-type]

    with patch.object(letters, "_mail", broken):
        assert letters.write_owed(at=NOON) == letters.Written(1, 0, 0, 1)
    assert BlockLetter.objects.owed().get().last_fault == letters.UNWORDED


def test_the_end_says_what_and_what_came_back() -> None:
    Gelombang.objects.create(
        number=71, opens_at=NOON - timedelta(days=20), closes_at=NOON - timedelta(days=15)
    )
    newly_lifted()
    words = body()
    assert OutgoingMessage.objects.get().subject == "Blokir akun Anda dicabut"
    assert "- Masih bersekolah atau kuliah" in words
    assert "Mengapa: Kami sudah memeriksanya kembali." in words
    assert "Yang kami pulihkan:\n- Anda berhak ikut gelombang berikutnya" in words
    assert "Akun Anda bisa dipakai." in words


def test_nothing_given_back_is_not_mentioned() -> None:
    newly_lifted()
    assert "pulihkan" not in body()


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("facts_ceased", "Data yang menjadi dasarnya sudah berubah atau dibetulkan."),
        ("rule_changed", "Aturannya berubah, dan tidak mengenai akun Anda lagi."),
        (
            "run_rolled_back",
            "Blokir dicabut karena pemeriksaan sistem kami keliru. Ini bukan kesalahan Anda.",
        ),
    ],
)
def test_the_end_says_why(reason: str, sentence: str) -> None:
    newly_lifted(reason=reason)
    assert sentence in body()


def test_another_standing_ground_is_named() -> None:
    block = newly_lifted()
    builders.block("G02", on=Account.objects.get(pk=block.account_id))
    BlockLetter.objects.filter(kind="blocked").delete()
    words = body()
    assert "Akun Anda masih diblokir karena alasan lain:\n- Umur" in words
    assert "Akun Anda bisa dipakai." not in words


def test_a_revoked_account_is_not_called_usable() -> None:
    block = newly_lifted()
    Account.objects.filter(pk=block.account_id).update(status="revoked")
    assert "Akun Anda bisa dipakai." not in body()


def test_the_end_of_a_check_does_not_speak_of_a_block() -> None:
    block = newly_lifted()
    Block.objects.filter(pk=block.pk).update(status="dismissed", confirmed_at=None)
    words = body()
    assert OutgoingMessage.objects.get().subject == "Pengecekan akun Anda dihentikan"
    assert words.startswith("Akun Anda sempat kami cek.")


def cost_of(count: int) -> int:
    new, over = ([builders.block().pk for _ in range(count)] for _ in range(2))
    blocking.lift(Block.objects.filter(pk__in=over), by=None, reason="source_wrong", at=NOON)
    BlockLetter.objects.all().delete()
    announcements.blocked(new, at=NOON)
    announcements.owe_restored_letters(over, at=NOON)
    with CaptureQueriesContext(connection) as captured:
        assert letters.write_owed(at=NOON) == letters.Written(2 * count, 0, 0, 0)
    return len(captured)


def test_twenty_five_cost_as_many_queries_as_one() -> None:
    office.hours_in_words()  # read every half minute, whatever is written
    assert cost_of(1) == cost_of(25)
