"""What every test session shares: the database's arrangements and a clean cache."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker, blocking_manager_key


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark browser tests, and give transactional ones the rows that migrations made."""
    for item in items:
        fixtures: list[str] = getattr(item, "fixturenames", [])
        marker = item.get_closest_marker("django_db")
        is_transactional = marker is not None and marker.kwargs.get("transaction", False)
        if is_transactional or {"live_server", "transactional_db"} & set(fixtures):
            fixtures.append("django_db_serialized_rollback")
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put the rows that migrations made back after a transactional test: what comes next, in
    whatever order and process, finds them."""
    yield
    is_last = nextitem is None  # the database is gone by now
    if not is_last and "django_db_serialized_rollback" in getattr(item, "fixturenames", []):
        _restore_rows(item)


def _restore_rows(item: pytest.Item) -> None:
    contents: str = getattr(connection, "_test_serialized_contents", "") or "[]"
    blocker = item.config.stash[blocking_manager_key]
    with blocker.unblock():
        connection.creation.deserialize_db_from_string(contents)
        connection.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the audit trail be truncated, as transactional tests do, and policies be rewritten."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("portal_auditentry", "portal_auditlink"):
            cursor.execute(f"DROP TRIGGER IF EXISTS portal_audit_refuse_truncate ON {table}")
        # Tests set a rule's mode in place; tests/eligibility/test_policies.py arms it again.
        cursor.execute(
            "ALTER TABLE eligibility_rulepolicy DISABLE TRIGGER policies_in_use_are_final"
        )


@pytest.fixture(scope="session", autouse=True)
def compiled_translations() -> None:
    """Compile the translations, which are not kept compiled."""
    call_command("compile_locale", verbosity=0)


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    """Forget counters and sessions between tests."""
    yield
    cache.clear()
    caches["process"].clear()


@pytest.fixture(autouse=True)
def indonesian() -> None:
    """Begin in Indonesian: a page asked for in English leaves its language to the thread."""
    translation.activate(settings.LANGUAGE_CODE)
