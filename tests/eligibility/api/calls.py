"""A partner with a key, and calls as it makes them."""

import itertools
import json
from datetime import timedelta
from typing import Any

from django.test import Client

from eligibility import partners
from eligibility.models import Partner, PartnerKey
from tests import builders

ALL = tuple(PartnerKey.Scope.values)
_numbers = itertools.count(1)


def partner(**over: Any) -> Partner:
    """Add a partner."""
    by, name = builders.officer("supervisor"), f"Mitra Uji {next(_numbers)}"
    return partners.add(over.pop("name", name), by=by, at=builders.now(), **over)


def key(of: Partner | None = None, *scopes: str) -> str:
    """Issue a key for a month and return its secret."""
    at = builders.now()
    _, secret = partners.issue(
        of or partner(),
        scopes=scopes or ALL,
        expires_at=at + timedelta(days=30),
        by=builders.officer("supervisor"),
        at=at,
    )
    return secret


def post(
    path: str, body: Any, secret: str, **over: Any
) -> Any:  # the test client's answer, which has json()
    """Send a batch; `once` is its Idempotency-Key."""
    headers = {
        "Authorization": f"Bearer {secret}",
        "Idempotency-Key": over.pop("once", f"call-{next(_numbers)}"),
        **over.pop("headers", {}),
    }
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    over.setdefault("content_type", "application/json")
    return Client().post(f"/api/v1/{path}", content, headers=headers, **over)


def status(external_id: str, secret: str) -> Any:  # as above
    """Ask how an account stands."""
    headers = {"Authorization": f"Bearer {secret}"}
    return Client().get(f"/api/v1/accounts/{external_id}", headers=headers)


def registration(**over: Any) -> dict[str, Any]:
    """Return a complete registration of an invented person."""
    number = next(_numbers)
    return {
        "external_id": f"A{number}",
        "nik": builders.nik(serial=2000 + number),
        "kk": f"317101010117{number % 9999 + 1:04d}",
        "name": "Budi Contoh",
        "registered_at": "2026-11-01T09:00:00+07:00",
        "birth_date": "1998-05-12",
        **over,
    }
