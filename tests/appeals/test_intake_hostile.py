"""Hostile submissions: every one gets a page, and nothing is stored from what was refused.

`make trial-hostile` sends ten thousand; here are the first three hundred.
"""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from appeals import lifecycle
from appeals.intake.consent import SHOWN
from appeals.models import Appeal, Draft, Evidence
from portal.wsgi import PlainRequest
from tests import builders
from tests.faults import hostile

pytestmark = pytest.mark.django_db
_SEED = 20261122


@pytest.fixture(autouse=True)
def as_served(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the photos apart, to see a file nobody names; read requests as the web server does."""
    settings.EVIDENCE_DIR = tmp_path
    monkeypatch.setattr("django.test.client.WSGIRequest", PlainRequest)


def _sent(submission: hostile.Submission, *, csrf: str = hostile.CSRF) -> bool:
    """Send it from its own address; say whether it was filed."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = csrf
    answer = client.generic(
        "POST",
        submission.path,
        submission.body,
        content_type=submission.kind,
        REMOTE_ADDR=submission.address,
    )
    assert answer.status_code < 500
    return answer.headers.get("Location") == hostile.SENT


def test_three_hundred_hostile_submissions_store_nothing_that_was_refused() -> None:
    requests = hostile.submissions(300, seed=_SEED, version=SHOWN)
    announced = sum(map(_sent, requests))
    assert announced > 10
    assert Evidence.objects.exists()
    assert hostile.stored_wrongly(announced=announced) == []


def test_a_forged_form_files_nothing() -> None:
    for submission in hostile.submissions(60, seed=_SEED, version=SHOWN):
        assert not _sent(submission, csrf="x" * 32)
    assert not Appeal.objects.exists()
    assert not any(Draft.objects.values_list("answers", flat=True))


def test_five_hundred_sets_of_answers_go_through_every_form() -> None:
    day = builders.NOON.date()
    filed: list[Appeal] = []
    came = hostile.through_the_forms(
        hostile.answers(500, seed=_SEED, version=SHOWN),
        day=day,
        file_it=lambda filing: filed.append(lifecycle.submit(filing, at=builders.NOON)),
    )
    assert sum(came.values()) == 500
    assert min(came["valid"], came["refused"]) > 50
    assert Appeal.objects.count() == came["valid"]
