"""Migrations without a transaction: cut off anywhere, they are simply done again."""

import importlib
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

CUT_OFF = (
    "0028_index_what_the_queue_asks",
    "0032_index_clocks_and_let_letters_ask",
    "0035_index_who_filed_for_callers",
)


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_builds_indexes_may_be_done_again() -> None:
    with connection.cursor() as cursor:
        before = _indexes_and_constraints(cursor)
    state: Any = SimpleNamespace(apps=apps)
    for name in CUT_OFF:
        migration = importlib.import_module(f"appeals.migrations.{name}").Migration
        for operation in migration.operations:
            with connection.schema_editor(atomic=False) as editor:
                operation.database_forwards("appeals", editor, state, state)
    with connection.cursor() as cursor:
        assert _indexes_and_constraints(cursor) == before


def _indexes_and_constraints(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'appeals%' UNION"
        " SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conname = 'a_ruling_has_a_decision' ORDER BY 1"
    )
    return list(cursor.fetchall())
