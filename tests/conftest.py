"""What every test session shares: the database's arrangements and a clean cache."""

import gc
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tests import migrated_rows


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark browser tests."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", []):
            item.add_marker(pytest.mark.browser)


def pytest_collection_finish() -> None:
    """Spare the collector of cycles what lives until the end, and let it come more seldom.

    Otherwise it walks over thousands of tests and all modules again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Keep what migrations made for tests that commit, let policies be rewritten and the audit
    trail be truncated, as tests with many rows do."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        migrated_rows.keep()
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
