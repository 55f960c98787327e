"""Sending a complaint while the forms are flooded: work, or half a minute, and nothing is lost."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from appeals.intake import drafts
from appeals.intake.consent import SHOWN
from appeals.models import Appeal, Draft
from portal import proof
from tests import builders
from tests.appeals.test_intake import answers, send, was_sent
from tests.appeals.walking import SEND, file, write
from tests.portal.test_proof import solution

pytestmark = pytest.mark.django_db


@pytest.fixture
def flooded(settings: Settings) -> None:
    settings.PROOF_OF_WORK = "on"
    settings.PROOF_BITS = 6


def work() -> str:
    """Return a solution as the browser's script finds it."""
    return solution(proof.challenge(at=builders.now()))


def old_ticket(token: str) -> str:
    """Return a ticket given out a minute ago."""
    return proof.ticket(token, at=builders.now() - timedelta(minutes=1))


def test_on_ordinary_days_no_page_speaks_of_it(client: Client) -> None:
    write(client)
    for page in ("/pengaduan/", SEND):
        assert "data-proof" not in client.get(page).content.decode()


@pytest.mark.usefixtures("flooded")
def test_both_ways_of_sending_carry_the_challenge_and_no_other_page(client: Client) -> None:
    write(client)
    for page in ("/pengaduan/", SEND):
        text = client.get(page).content.decode()
        assert 'data-proof="/tantangan/"' in text
        assert "js/proof.js" in text
        assert 'name="proof_ticket"' in text
    assert "data-proof" not in client.get("/pengaduan/cek/").content.decode()


@pytest.mark.usefixtures("flooded")
def test_without_proof_nothing_is_filed_and_nothing_is_lost(client: Client) -> None:
    form = answers(photo_ektp=builders.photo_file())
    response = send(client, form)
    assert "Tunggu 30 detik" in response.content.decode()
    assert not Appeal.objects.exists()
    draft = Draft.objects.get()
    assert draft.evidence.count() == 1
    assert drafts.answers_of(draft)["name"] == "Siti Contoh"
    assert was_sent(send(client, answers(token=form["token"], proof=work())))
    assert Appeal.objects.get().evidence.count() == 1


@pytest.mark.usefixtures("flooded")
def test_the_steps_take_work_too(client: Client) -> None:
    write(client)
    response = client.post(SEND, {"consent_version": SHOWN, "send": "1"}, follow=True)
    assert response.redirect_chain[-1][0] == SEND
    assert "Tunggu 30 detik" in response.content.decode()
    assert file(client, proof=work()).url == "/pengaduan/terkirim/"


@pytest.mark.usefixtures("flooded")
def test_without_scripts_half_a_minute_is_enough(client: Client) -> None:
    form = answers()
    assert was_sent(send(client, {**form, "proof_ticket": old_ticket(form["token"])}))


@pytest.mark.usefixtures("flooded")
def test_who_presses_too_early_has_not_waited_in_vain(client: Client) -> None:
    token = str(uuid.uuid4())
    ticket = proof.ticket(token, at=builders.now())
    response = send(client, answers(token=token, proof_ticket=ticket))
    assert not Appeal.objects.exists()
    assert response.context["work"].ticket == ticket


@pytest.mark.usefixtures("flooded")
def test_a_ticket_of_another_form_or_an_old_one_is_replaced(client: Client) -> None:
    for ticket in (old_ticket("another"), "x", ""):
        response = send(client, answers(proof_ticket=ticket))
        assert response.context["work"].ticket not in {ticket, ""}
    assert not Appeal.objects.exists()


@pytest.mark.usefixtures("flooded")
def test_one_solution_files_one_complaint(client: Client) -> None:
    once = work()
    assert was_sent(send(client, answers(proof=once)))
    assert not was_sent(send(Client(), answers(proof=once)))
    assert Appeal.objects.count() == 1


@pytest.mark.usefixtures("flooded")
def test_pressing_twice_with_one_solution_shows_one_number(client: Client) -> None:
    form = answers(proof=work())
    assert was_sent(send(client, form))
    assert was_sent(send(client, form))
    assert Appeal.objects.count() == 1


@pytest.mark.usefixtures("flooded")
def test_a_faulty_form_does_not_use_up_the_work(client: Client) -> None:
    form = answers(proof=work())
    assert not was_sent(send(client, {**form, "email": ""}))
    assert was_sent(send(client, form))


def test_an_address_that_sent_many_is_asked_and_others_are_not(settings: Settings) -> None:
    settings.PROOF_OF_WORK, settings.PROOF_AFTER_ADDRESS, settings.PROOF_BITS = "auto", 2, 6

    def sends(address: str, **more: Any) -> bool:
        return was_sent(send(Client(REMOTE_ADDR=address), answers(nik=builders.nik(), **more)))

    assert [sends("203.0.113.7") for _ in range(3)] == [True, True, False]
    assert sends("203.0.113.7", proof=work())
    assert sends("198.51.100.1")


def test_who_proved_the_account_is_not_locked_out_by_those_who_know_its_number(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appeals.intake.sending._PER_NIK", 1)
    account = builders.account()
    first, second = (send(Client(), answers(nik=account.nik)) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 429)
    session = client.session
    session["checked_account"] = {"id": account.pk, "until": builders.now().timestamp() + 60}
    session.save()
    assert was_sent(send(client, answers(nik=account.nik)))
