"""What two officers do with a run that nobody asked for: one asks, another one does it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from eligibility import holds, screening
from eligibility.models import Account, ScreeningRun
from eligibility.screening import running
from portal.models import AuditEntry, User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility import people

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def broken_off(monkeypatch: pytest.MonkeyPatch) -> ScreeningRun:
    """Let the breaker stop a run that nobody asked for."""
    monkeypatch.setattr(running, "BREAKER_LEAST", 2)
    for _ in range(7):
        people.account(employment="other")
    run = people.screen()
    assert run.status == "stopped"
    return run


def address(run: ScreeningRun, name: str = "change") -> str:
    return reverse(f"admin:eligibility_screeningrun_{name}", args=[run.pk])


def page(user: User, run: ScreeningRun) -> str:
    return " ".join(signed_in(user).get(address(run)).content.decode().split())


def test_one_alone_lets_no_nightly_run_past_the_breaker(broken_off: ScreeningRun) -> None:
    one, other = builders.officer("supervisor"), builders.officer("rule_officer")
    with pytest.raises(screening.NotAllowed, match="somebody asks first"):
        screening.resume(broken_off, by=one, at=LATER)
    screening.ask_resume(broken_off, by=one, reason=" Sudah diperiksa ", at=LATER)
    with pytest.raises(screening.NotAllowed, match="somebody else must"):
        screening.resume(broken_off, by=one, at=LATER)
    screening.resume(broken_off, by=other, at=LATER)
    while screening.work_off(broken_off):
        pass
    broken_off.refresh_from_db()
    assert (broken_off.status, broken_off.waived_by, broken_off.waive_asked_by) == (
        "finished", other, one,
    )  # fmt: skip
    assert broken_off.waive_reason == "Sudah diperiksa"
    assert AuditEntry.objects.get(action="screening.ask_resume").actor == one


def test_the_database_too_wants_two_past_the_breaker(broken_off: ScreeningRun) -> None:
    by = builders.officer("supervisor")
    alone = {"waive_asked_by": by, "waived_by": by}
    with (
        pytest.raises(IntegrityError, match="nobody_passes_the_breaker_alone"),
        transaction.atomic(),
    ):
        ScreeningRun.objects.filter(pk=broken_off.pk).update(**alone)


def test_only_what_the_breaker_stopped_is_asked_for_and_with_words(
    broken_off: ScreeningRun,
) -> None:
    by, finished = builders.officer("supervisor"), people.screen(Account.objects.none())
    for run, words in ((finished, "Sudah diperiksa"), (broken_off, "  ")):
        with pytest.raises(screening.NotAllowed):
            screening.ask_resume(run, by=by, reason=words, at=LATER)
    with pytest.raises(screening.NotAllowed, match="may not"):
        screening.ask_resume(broken_off, by=builders.officer(), reason="Sudah", at=LATER)


def test_whoever_asked_takes_it_back_and_nobody_else_does() -> None:
    run, one = people.screen(), builders.officer("supervisor")
    screening.ask_roll_back(run, by=one, reason="Keliru", at=LATER)
    with pytest.raises(screening.NotAllowed, match="nothing to take back"):
        screening.take_back(run, by=builders.officer("supervisor"), at=LATER)
    screening.take_back(run, by=one, at=LATER)
    run.refresh_from_db()
    assert (run.roll_back_asked_by, run.roll_back_reason) == (None, "")
    assert AuditEntry.objects.get(action="screening.take_back").actor == one
    with pytest.raises(screening.NotAllowed, match="somebody asks first"):
        screening.roll_back(run, by=builders.officer("rule_officer"), at=LATER)


def test_a_request_to_go_on_is_taken_back_too(broken_off: ScreeningRun) -> None:
    one = builders.officer("supervisor")
    screening.ask_resume(broken_off, by=one, reason="Sudah diperiksa", at=LATER)
    screening.take_back(broken_off, by=one, at=LATER)
    broken_off.refresh_from_db()
    assert (broken_off.waive_asked_by, broken_off.waive_reason) == (None, "")


def test_the_page_leads_two_officers_past_the_breaker(broken_off: ScreeningRun) -> None:
    one, other = builders.officer("supervisor"), builders.officer("rule_officer")
    assert "Minta dilanjutkan…" in page(one, broken_off)
    assert "/lanjutkan/" not in page(one, broken_off)
    client = signed_in(one)
    assert client.get(address(broken_off, "ask_resume")).status_code == 200
    refused = client.post(address(broken_off, "ask_resume"), {"reason": " "})
    assert refused.status_code == 422
    client.post(address(broken_off, "ask_resume"), {"reason": "Sudah diperiksa"})
    assert "Tarik permintaan saya" in page(one, broken_off)
    assert "/lanjutkan/" not in page(one, broken_off)
    html = page(other, broken_off)
    assert "Sudah diperiksa" in html
    assert "Menunggu petugas lain melanjutkannya." in html
    signed_in(other).post(address(broken_off, "resume"))
    broken_off.refresh_from_db()
    assert broken_off.status == "running"


def test_who_asked_has_no_button_to_undo_the_run_but_one_to_take_it_back() -> None:
    run, one = people.screen(), builders.officer("supervisor")
    screening.ask_roll_back(run, by=one, reason="Keliru", at=LATER)
    html = page(one, run)
    assert "Batalkan pemeriksaan…" not in html
    assert "Menunggu petugas lain membatalkannya." in html
    signed_in(one).post(address(run, "take_back"))
    assert "Batalkan pemeriksaan…" in page(one, run)
    said = signed_in(one).post(address(run, "take_back"), follow=True).content.decode()
    assert "Tidak ada permintaan Anda yang masih menunggu." in said


def test_accounts_on_hold_are_among_the_figures() -> None:
    held = people.verdict(people.account()).account
    holds.place(held, reference="R", at=NOON)
    run = people.screen()
    answer = signed_in(builders.officer()).get(address(run, "progress")).json()
    assert (answer["figures"]["held"], answer["figures"]["begun"]) == ("1", "0")


def test_an_undone_run_says_what_was_lifted_and_what_stays() -> None:
    accounts = [people.verdict(people.account()).account for _ in range(3)]
    run = people.screen()
    holds.place(accounts[0], reference="R", at=NOON)
    screening.ask_roll_back(run, by=builders.officer("supervisor"), reason="Keliru", at=LATER)
    by = builders.officer("rule_officer")
    assert "Hasil pembatalan" not in page(by, run)
    screening.roll_back(run, by=by, at=LATER)
    html = page(by, run)
    assert "Blokir dicabut lagi</dt><dd>2</dd>" in html
    assert "Tetap, karena akunnya ditangguhkan</dt><dd>1</dd>" in html
