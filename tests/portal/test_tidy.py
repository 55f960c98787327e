"""The nightly tidying of codes and sessions."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal import codes, tasks
from portal.models import OneTimeCode

pytestmark = pytest.mark.django_db


def test_tidying_twice_removes_what_ran_out_and_keeps_the_rest() -> None:
    now = timezone.now()
    codes.issue("case", "old", at=now - timedelta(days=2))
    codes.issue("case", "fresh", at=now)
    for key, days in (("over", -1), ("running", 1)):
        Session.objects.create(session_key=key, expire_date=now + timedelta(days=days))
    for _ in range(2):
        tasks.tidy()
        assert OneTimeCode.objects.get().created_at == now
        assert Session.objects.get().session_key == "running"
