"""Crowds for the tests of the rules about groups, and what a rule finds without screening."""

from datetime import datetime, timedelta
from typing import Any, cast

from eligibility.models import Account, RegistrationEvent
from eligibility.rules import catalogue
from eligibility.rules.base import EVERYBODY, Scope
from tests.builders import NOON
from tests.eligibility import people

HOUR = timedelta(hours=1)


def rows(code: str, limits: object, *, scope: Scope = EVERYBODY) -> list[dict[str, Any]]:
    """Return the breaches of the rule as screening would write them, by basis and account."""
    rule = catalogue.rule(code)
    assert rule is not None
    found = [row for look in rule.breaches(scope, limits, at=NOON) for row in look]
    return sorted(found, key=lambda row: (row["facts_found"]["basis"], row["account_key"]))


def broken_by(code: str, limits: object, *, scope: Scope = EVERYBODY) -> list[int]:
    """Return the keys of the accounts that break the rule."""
    return [row["account_key"] for row in rows(code, limits, scope=scope)]


def facts(code: str, limits: object) -> list[dict[str, Any]]:
    """Return the facts of the breaches, each once."""
    found = [row["facts_found"] for row in rows(code, limits)]
    return [one for place, one in enumerate(found) if one not in found[:place]]


def neighbours(code: str, *accounts: Account, limits: object, basis: str = "") -> set[int]:
    """Return whom the rule, or the look of it called `basis`, has beside the accounts."""
    rule = catalogue.rule(code)
    assert rule is not None
    keys: set[int] = set()
    for look in rule.looks:
        if basis in ("", look.basis):
            keys |= set(cast("Any", look.neighbours([one.pk for one in accounts], limits)))
    return keys - {one.pk for one in accounts}


def event(on: Account, at: datetime = NOON - HOUR, **over: Any) -> RegistrationEvent:
    """Register the account, on no known device unless told."""
    return RegistrationEvent.objects.create(
        account=on, at=at, **{"kind": RegistrationEvent.Kind.REGISTERED, **over}
    )


def registrations(*seconds: int, device: str = "tablet") -> list[Account]:
    """Register one new account from the device after each number of seconds."""
    made = [people.account() for _ in seconds]
    for one, second in zip(made, seconds, strict=True):
        event(one, at=NOON - HOUR + timedelta(seconds=second), device=device)
    return made


def keys(accounts: list[Account]) -> list[int]:
    """Return the accounts' keys."""
    return [one.pk for one in accounts]
