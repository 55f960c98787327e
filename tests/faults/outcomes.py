"""What a run has come to, by content, here and in a copy of the database where nobody disturbs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, connections
from django.db.models import Count
from psycopg import sql

from eligibility.models import (
    Account,
    Block,
    BlockLetter,
    Finding,
    Restoration,
    ScreeningRun,
    WebhookDelivery,
)
from portal.models import AuditEntry

Outcome = dict[str, list[Any]]


def outcome(run: ScreeningRun) -> Outcome:
    """Return everything the run decided; keys of new rows are left to chance and so left out."""
    run.refresh_from_db()
    findings = Finding.objects.values_list(
        "account", "rule", "facts_digest", "status", "policy", "run", "source", "source_date",
        "batch", "cluster", "found_at",
    )  # fmt: skip
    blocks = Block.objects.values_list(
        "account", "rule", "status", "finding__facts_digest", "policy", "run", "proposed_at",
        "confirmed_at", "ended_at", "reason",
    )  # fmt: skip
    audited = AuditEntry.objects.order_by("action").values_list("action")
    return {
        "run": [run.status, run.findings, run.newly_blocked, run.ended],
        "chunks": sorted(
            run.chunk_rows.values_list(
                "rule", "first_id", "accounts", "findings", "newly_blocked", "ended"
            )
        ),
        "findings": sorted(findings, key=str),
        "blocks": sorted(blocks, key=str),
        "accounts": list(Account.objects.order_by("pk").values_list("status", "blocked_since")),
        "letters": _of_blocks(BlockLetter, "kind"),
        "messages": _of_blocks(WebhookDelivery, "event"),
        "restored": _of_blocks(Restoration, "kind"),
        "audited": list(audited.annotate(entries=Count("pk"))),
    }


def _of_blocks(model: Any, what: str) -> list[Any]:
    rows = model.objects.values_list("block__account", "block__rule", "block__status", what)
    return sorted(rows)


@contextmanager
def copied() -> Iterator[str]:
    """Copy the database for the while, and return the copy's name."""
    name = str(connection.settings_dict["NAME"])
    copy = f"{name}_undisturbed"
    connections.close_all()
    _order("DROP DATABASE IF EXISTS {} WITH (FORCE)", copy)
    _order("CREATE DATABASE {} TEMPLATE {}", copy, name)
    try:
        yield copy
    finally:
        _order("DROP DATABASE {} WITH (FORCE)", copy)


@contextmanager
def inside(database: str) -> Iterator[None]:
    """Let this process see another database for the while."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def order(statement: str | sql.Composed, *values: object) -> None:
    """Say something to the server from outside any test's connection."""
    settings = connection.settings_dict
    with psycopg.connect(
        dbname="postgres", host=settings["HOST"], port=settings["PORT"] or None,
        user=settings["USER"], password=settings["PASSWORD"] or None, autocommit=True,
    ) as other:  # fmt: skip
        other.execute(statement, values)


def _order(statement: str, *names: str) -> None:
    order(sql.SQL(statement).format(*map(sql.Identifier, names)))
