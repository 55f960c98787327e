"""What every test shares."""

import pytest
from django.db import connection


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the audit trail be truncated, which is how transactional tests tidy up after each."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("portal_auditentry", "portal_auditlink"):
            cursor.execute(f"DROP TRIGGER IF EXISTS portal_audit_refuse_truncate ON {table}")
