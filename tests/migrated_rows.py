"""Puts the database back after a test that commits: empty but for the rows that migrations made.

Django would truncate every table and save those rows one by one, twice a test: a second each time.
"""

from functools import cache

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

SCHEMA = "as_migrated"


def keep() -> None:
    """Copy what migrations made, and let every test that commits end with `put_back`."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in _filled(cursor):
            cursor.execute(f'CREATE TABLE {SCHEMA}."{table}" AS TABLE public."{table}"')
    # What Django would load before a test, which finds everything in its place already.
    if hasattr(connection, "_test_serialized_contents"):
        del connection._test_serialized_contents
    TransactionTestCase._fixture_teardown = lambda _: put_back()  # type: ignore[attr-defined]


def put_back() -> None:
    """Empty what was filled and copy the kept rows back; sequences go on counting."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Between two tests neither foreign keys nor the audit trail's own triggers have a say.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _filled(cursor):
            cursor.execute(f'DELETE FROM public."{table}"')
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SCHEMA])
        for (table,) in cursor.fetchall():
            cursor.execute(f'INSERT INTO public."{table}" SELECT * FROM {SCHEMA}."{table}"')


def _filled(cursor: CursorWrapper) -> list[str]:
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM public.\"{table}\")" for table in _tables()
    )
    cursor.execute(asked)
    return [table for (table,) in cursor.fetchall()]


@cache
def _tables() -> tuple[str, ...]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(sorted(names))
