"""Rows that rules look at, for the tests of eligibility; and screening at once."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from eligibility import deadlines, screening
from eligibility.models import (
    Account,
    Finding,
    Gelombang,
    Grant,
    ImportBatch,
    ReferenceListEntry,
    RegistryVerdict,
    ScreeningRun,
    TrainingPurchase,
)
from tests.builders import NOON
from tests.builders import account as account

_numbers = itertools.count(1)


def screen(accounts: QuerySet[Account] | None = None, *, at: datetime = NOON) -> ScreeningRun:
    """Screen and work the run off."""
    run = screening.screen(accounts, at=at)
    while screening.work_off(run):
        pass
    run.refresh_from_db()
    return run


def found(rule: str, *, at: datetime = NOON) -> list[dict[str, Any]]:
    """Screen everybody and return the facts of the rule's findings, oldest first."""
    screen(at=at)
    findings = Finding.objects.filter(rule=rule).order_by("pk")
    return [finding.facts for finding in findings]


def grant(on: Account, *, wave: int = 70, **over: Any) -> Grant:
    """Grant a wave, in the next slot of the family card."""
    opens = NOON - timedelta(days=200)
    gelombang, _ = Gelombang.objects.get_or_create(
        number=wave, defaults={"opens_at": opens, "closes_at": opens + timedelta(days=5)}
    )
    values: dict[str, Any] = {
        "kk": on.kk,
        "granted_at": NOON - timedelta(days=2),
        "slot": Grant.objects.filter(kk=over.get("kk", on.kk)).count() + 1,
        **over,
    }
    values.setdefault(
        "first_training_until", deadlines.first_training_until(values["granted_at"], days=15)
    )
    return Grant.objects.create(account=on, gelombang=gelombang, **values)


def purchase(award: Grant, *, bought_at: datetime, **over: Any) -> TrainingPurchase:
    """Buy a training with the grant."""
    over.setdefault("complete_until", bought_at + timedelta(days=30))
    if award.first_bought_at is None or bought_at < award.first_bought_at:
        award.first_bought_at = bought_at
        award.save(update_fields=["first_bought_at"])
    return TrainingPurchase.objects.create(
        grant=award, external_id=f"P{next(_numbers)}", bought_at=bought_at, **over
    )


def training_file(day: date) -> ImportBatch:
    """Note that the platforms' data reaches to `day`."""
    return ImportBatch.objects.create(
        kind="training",
        source="platform",
        source_date=day,
        file_sha256="0" * 64,
        started_at=NOON,
        finished_at=NOON,
    )


def verdict(on: Account, said: str = "enrolled", **over: Any) -> RegistryVerdict:
    """Let a register say something about the person."""
    day = over.pop("as_of", date(2026, 3, 3))
    values = {"register": "kemdikbud", "since": day, "as_of": day, **over}
    return RegistryVerdict.objects.create(account=on, verdict=said, **values)


def entry(on: Account, **over: Any) -> ReferenceListEntry:
    """Put the person on a list."""
    day = date(2026, 3, 3)
    values = {"source": "bkn", "office": "asn", "since": day, "as_of": day, **over}
    return ReferenceListEntry.objects.create(nik=on.nik, **values)
