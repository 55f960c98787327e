"""The letter to an institution opens a person's numbers: to whom, and who reads of it."""

import pytest
from django.urls import reverse

from appeals import lifecycle
from appeals.models import Appeal, Interest, SourceRequest
from appeals.rights.held.looked import looks_at
from portal.models import AuditEntry, User
from portal.security import FRESH_AT
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def asked_by(agent: User) -> SourceRequest:
    case = builders.appeal_about(builders.block("G03"), at=builders.now())
    lifecycle.take(case, by=agent, at=builders.now())
    inquiry = lifecycle.Inquiry("dukcapil")
    lifecycle.wait_for_source(case, by=agent, inquiry=inquiry, at=builders.now())
    return case.source_requests.get()


def looks(case: Appeal) -> list[str]:
    found = looks_at({"appeals.appeal": [case.pk]})
    return [str(line.value) for record in found for line in record if line.key == "what"]


def test_the_letter_asks_the_holder_for_the_password_and_the_person_reads_of_it() -> None:
    agent = builders.officer()
    asked = asked_by(agent)
    client = signed_in(agent)
    letter = reverse("admin:appeals_sourcerequest_letter", args=[asked.pk])
    assert client.get(letter).status_code == 405
    session = client.session
    session[FRESH_AT] = 0
    session.save()
    assert "fresh_password" in client.post(letter).content.decode()
    assert looks(asked.appeal) == []
    agent.set_password("rahasia-benar")
    agent.save()
    client = signed_in(agent)
    assert client.post(letter).content.startswith(b"%PDF")
    assert looks(asked.appeal) == ["case.letter_opened"]


def test_the_letter_is_for_the_holder_or_a_supervisor_without_a_tie_while_it_waits() -> None:
    agent, boss = builders.officer(), builders.officer("supervisor")
    asked = asked_by(agent)
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.open_letter(asked, by=builders.officer(), at=builders.now())
    assert lifecycle.open_letter(asked, by=boss, at=builders.now()).startswith(b"%PDF")
    Interest.objects.create(appeal=asked.appeal, officer=boss, how="friend", at=builders.now())
    with pytest.raises(lifecycle.Barred):
        lifecycle.open_letter(asked, by=boss, at=builders.now())
    page = signed_in(boss).post(reverse("admin:appeals_sourcerequest_letter", args=[asked.pk]))
    assert page.status_code == 302
    lifecycle.resume(asked.appeal, by=agent, answer="Sudah.", at=builders.now())
    asked.refresh_from_db()
    with pytest.raises(lifecycle.NotAllowed):
        lifecycle.open_letter(asked, by=agent, at=builders.now())
    assert AuditEntry.objects.filter(action="case.letter_opened").count() == 1
