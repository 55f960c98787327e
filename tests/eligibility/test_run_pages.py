"""A run's pages: who may start, watch, stop, resume and undo it, and what they read."""

import pytest
from django.http import HttpResponse
from django.urls import reverse

from eligibility import screening
from eligibility.models import Block, RegistryVerdict, ScreeningChunk, ScreeningRun
from eligibility.screening import alive
from eligibility.screening.ending import TOO_MANY_BLOCKED
from portal.models import Role, User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility import people

pytestmark = pytest.mark.django_db
RUNNERS = {"rule_officer", "supervisor"}
START = "/pmo/eligibility/screeningrun/mulai/"


def address(run: ScreeningRun, name: str = "change") -> str:
    return reverse(f"admin:eligibility_screeningrun_{name}", args=[run.pk])


def send(user: User, run: ScreeningRun, name: str) -> HttpResponse:
    response: HttpResponse = signed_in(user).post(address(run, name))  # type: ignore[assignment]
    return response


def said(user: User, run: ScreeningRun, name: str) -> str:
    """Send a step and return the page that follows it."""
    client = signed_in(user)
    return client.post(address(run, name), follow=True).content.decode()


def planned(by: User | None = None) -> ScreeningRun:
    """Plan a run over everybody, somebody at school among them, and leave it to the workers."""
    people.verdict(people.account())
    return screening.screen(None, at=NOON, requested_by=by)


def worked_off(by: User | None = None) -> ScreeningRun:
    run = planned(by)
    while screening.work_off(run):
        pass
    run.refresh_from_db()
    return run


def status(run: ScreeningRun) -> str:
    return ScreeningRun.objects.get(pk=run.pk).status


@pytest.mark.parametrize("role", Role.values)
def test_everybody_watches_and_some_have_buttons(role: str) -> None:
    html = signed_in(builders.officer(role)).get(address(planned())).content.decode()
    assert "<progress" in html
    assert ("/hentikan/" in html) == (role in RUNNERS)


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("name", ["stop", "resume", "roll_back"])
def test_only_those_who_answer_for_the_rules_steer_a_run(role: str, name: str) -> None:
    response = send(builders.officer(role), planned(), name)
    assert response.status_code == (302 if role in RUNNERS else 403)


@pytest.mark.parametrize("role", Role.values)
def test_only_those_who_answer_for_the_rules_start_one(role: str) -> None:
    client = signed_in(builders.officer(role))
    assert client.get(START).status_code == (200 if role in RUNNERS else 403)
    assert client.post(START).status_code == (302 if role in RUNNERS else 403)
    assert ScreeningRun.objects.exists() == (role in RUNNERS)


def test_asking_for_the_start_starts_nothing() -> None:
    html = signed_in(builders.officer("rule_officer")).get(START).content.decode()
    assert "Mulai periksa semua akun" in html
    assert not ScreeningRun.objects.exists()


def test_a_second_full_run_is_not_started_beside_the_first() -> None:
    run = planned()
    response = signed_in(builders.officer("supervisor")).post(START)
    assert response["Location"] == address(run)
    assert ScreeningRun.objects.count() == 1


def test_the_figures_are_live_and_in_words() -> None:
    run = worked_off()
    figures = signed_in(builders.officer("auditor")).get(address(run, "progress")).json()
    assert figures["is_running"] is False
    assert figures["percent"] == 100
    assert figures["figures"]["status"] == "Selesai"
    assert figures["figures"]["newly_blocked"] == "1"


def test_a_run_that_has_not_begun_promises_no_time() -> None:
    answer = signed_in(builders.officer()).get(address(planned(), "progress")).json()
    assert (answer["percent"], answer["figures"]["left"]) == (0, "–")


def killed(run: ScreeningRun) -> None:
    """Leave the run's first chunk as a worker does that was killed two minutes ago."""
    ScreeningChunk.objects.filter(run=run).lease(seconds=alive.LEASE_SECONDS_IN_ONE_PIECE - 120)


def test_a_run_whose_worker_was_killed_says_so_and_promises_no_time() -> None:
    run, client = planned(), signed_in(builders.officer())
    assert client.get(address(run, "progress")).json()["figures"]["waiting"] == ""
    killed(run)
    figures = client.get(address(run, "progress")).json()["figures"]
    assert figures["left"] == "–"
    assert "tampaknya mati" in figures["waiting"]
    assert "tampaknya mati" in client.get(address(run)).content.decode()


def test_a_superuser_without_a_role_watches_nothing() -> None:
    user = builders.officer(is_superuser=True)
    user.groups.clear()
    client = signed_in(User.objects.get(pk=user.pk))
    assert client.get(address(planned(), "progress")).status_code == 403


def test_a_run_is_stopped_and_taken_up_again() -> None:
    officer, run = builders.officer("rule_officer"), planned()
    send(officer, run, "stop")
    assert status(run) == "stopped"
    assert "Dihentikan petugas." in signed_in(officer).get(address(run)).content.decode()
    send(officer, run, "resume")
    assert status(run) == "running"


def test_past_the_breaker_only_somebody_else_lets_it_go_on() -> None:
    officer = builders.officer("rule_officer")
    run = planned(officer)
    ScreeningRun.objects.update(status="stopped", stop_reason=TOO_MANY_BLOCKED, finished_at=NOON)
    assert "Orang lain yang harus melakukannya" in said(officer, run, "resume")
    assert status(run) == "stopped"
    assert "Pemeriksaan berlanjut" in said(builders.officer("supervisor"), run, "resume")


def test_undoing_says_first_how_many_blocks_fall() -> None:
    run = worked_off()
    client = signed_in(builders.officer("supervisor"))
    html = client.get(address(run, "roll_back")).content.decode()
    assert "1 blokir dicabut" in html
    assert reverse("admin:eligibility_rulepolicy_change", args=[builders.policy().pk]) in html
    assert Block.objects.standing().count() == 1


def test_undoing_ends_the_blocks_of_the_run() -> None:
    run = worked_off(builders.officer("rule_officer"))
    assert "dibatalkan" in said(builders.officer("supervisor"), run, "roll_back")
    assert status(run) == "rolled_back"
    assert not Block.objects.standing().exists()


def ask(user: User, run: ScreeningRun, reason: str) -> HttpResponse:
    client = signed_in(user)
    response: HttpResponse = client.post(address(run, "ask_roll_back"), {"reason": reason})  # type: ignore[assignment]
    return response


def test_two_officers_undo_a_run_that_the_machine_began() -> None:
    run, officer = worked_off(), builders.officer("rule_officer")
    supervisor = builders.officer("supervisor")
    assert "Minta pembatalan" in signed_in(officer).get(address(run, "roll_back")).content.decode()
    assert "Belum ada yang meminta pembatalannya" in said(supervisor, run, "roll_back")
    assert ask(officer, run, "Berkas keliru").status_code == 302
    html = signed_in(officer).get(address(run, "roll_back")).content.decode()
    assert "orang lain yang bisa membatalkannya" in html
    assert "Anda yang meminta pembatalannya" in said(officer, run, "roll_back")
    html = signed_in(supervisor).get(address(run, "roll_back")).content.decode()
    assert "Berkas keliru" in html
    assert "Pemeriksaan dibatalkan" in said(supervisor, run, "roll_back")
    assert status(run) == "rolled_back"


def test_asking_to_undo_a_run_takes_words() -> None:
    run = worked_off()
    response = ask(builders.officer("supervisor"), run, " ")
    assert response.status_code == 422
    assert "Tulis mengapa pemeriksaan ini keliru." in response.content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_only_those_who_answer_for_the_rules_ask_to_undo_a_run(role: str) -> None:
    response = ask(builders.officer(role), worked_off(), "Berkas keliru")
    assert response.status_code == (302 if role in RUNNERS else 403)


def test_undoing_says_what_stood_before_and_what_had_ended() -> None:
    said_before = people.verdict(people.account())
    worked_off()
    RegistryVerdict.objects.filter(pk=said_before.pk).update(superseded_at=NOON)
    people.verdict(said_before.account, as_of=NOON.date())
    run = worked_off()
    ScreeningRun.objects.filter(pk=run.pk).update(ended=2)
    html = signed_in(builders.officer("supervisor")).get(address(run, "roll_back")).content.decode()
    assert "1 blokir yang sudah ada sebelumnya tetap berlaku" in html
    assert "2 blokir yang diakhiri pemeriksaan ini tidak langsung kembali" in html


def test_the_figures_tell_accounts_from_blocks() -> None:
    run = worked_off(builders.officer("supervisor"))
    figures = signed_in(builders.officer()).get(address(run, "progress")).json()["figures"]
    assert (figures["newly_blocked"], figures["begun"], figures["carried"]) == ("1", "1", "0")


def test_nobody_undoes_their_own_run() -> None:
    officer = builders.officer("rule_officer")
    run = worked_off(officer)
    assert "orang lain yang bisa" in signed_in(officer).get(address(run)).content.decode()
    assert "Orang lain yang harus melakukannya" in said(officer, run, "roll_back")
    assert Block.objects.standing().count() == 1


def test_a_step_out_of_turn_is_told_by_the_runs_state() -> None:
    html = said(builders.officer("supervisor"), worked_off(), "stop")
    assert "berstatus “Selesai”" in html


@pytest.mark.parametrize("name", ["stop", "resume"])
def test_a_step_is_taken_by_post_only(name: str) -> None:
    client = signed_in(builders.officer("supervisor"))
    assert client.get(address(planned(), name)).status_code == 405


def test_chunks_that_failed_for_good_are_told() -> None:
    run = planned()
    run.chunk_rows.update(dead_at=NOON)
    html = signed_in(builders.officer()).get(address(run)).content.decode()
    assert "gagal berkali-kali" in html


def test_a_browser_without_scripts_is_refreshed_while_the_run_goes_on() -> None:
    client, run = signed_in(builders.officer()), planned()
    assert '<noscript><meta http-equiv="refresh"' in client.get(address(run)).content.decode()
    done = worked_off()
    assert "http-equiv" not in client.get(address(done)).content.decode()


def test_after_the_breaker_nobody_begins_anew_instead_of_deciding() -> None:
    officer = builders.officer("rule_officer")
    run = planned(officer)
    ScreeningRun.objects.update(status="stopped", stop_reason=TOO_MANY_BLOCKED, finished_at=NOON)
    response = signed_in(officer).post(START)
    assert response["Location"] == address(run)
    assert ScreeningRun.objects.count() == 1
