"""The OpenAPI document, and calls made from it: whatever it allows and whatever it forbids."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings

from eligibility.models import WebhookEndpoint
from portal.wsgi import application
from tests.eligibility.api import calls

pytestmark = pytest.mark.django_db

document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def secret() -> Iterator[str]:
    """Give a key; the server's end of a request leaves the test's connection open."""
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield calls.key(calls.partner(calls_per_minute=6_000))
    for end in ends:
        end.connect(close_old_connections)


@document.parametrize()
@settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_documented(case: schemathesis.Case[Any], secret: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})


def test_the_document_tells_what_partners_hear() -> None:
    told = Client().get("/api/v1/openapi.json").json()["webhooks"]
    assert set(told) == {*WebhookEndpoint.Event.values, "test"}
    for event, message in told.items():
        content = message["post"]["requestBody"]["content"]["application/json"]
        assert content["schema"]["properties"]["type"] == {"const": event}
