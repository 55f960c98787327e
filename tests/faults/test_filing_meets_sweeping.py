"""A form sent at the moment when its forgotten draft is swept away is filed all the same."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from appeals.evidence import sweep
from appeals.models import Appeal, Draft
from tests import builders
from tests.appeals.test_intake import URL, answers
from tests.faults.meeting import before_commit


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_while_its_draft_is_swept_away_is_filed_with_its_photo() -> None:
    form = answers(photo_ektp=builders.photo_file(size=(400, 300)))
    now = timezone.now()
    month = timedelta(days=30)
    Draft.objects.create(token=form["token"], created_at=now - month, expires_at=now)
    with before_commit(lambda: Client().post(URL, form)):
        assert sweep.remove_expired_drafts(at=timezone.now()) == 1
    assert Appeal.objects.get().evidence.count() == 1
