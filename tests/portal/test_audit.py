"""The audit trail: what is written, chained, refused and found out."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, close_old_connections, connection, transaction

from portal import audit
from portal.models import AuditEntry, AuditLink, User

AT = datetime(2026, 11, 20, 5, tzinfo=UTC)


@pytest.fixture
def trail(transactional_db: None) -> Iterator[None]:
    """Three committed entries; removed afterwards as only a superuser can."""
    _wipe()
    for number in range(3):
        audit.record("test.done", by=None, at=AT, number=number)
    yield
    _wipe()


def _wipe() -> None:
    _tamper("DELETE FROM portal_auditlink", "DELETE FROM portal_auditentry")


def _tamper(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)


def _nth_entry(number: int) -> int:
    return AuditLink.objects.get(position=number).entry_id


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_which_row() -> None:
    user = User.objects.create(username="siti")
    audit.record("staff.created", by=user, subject=user, at=AT, roles=["agent"])
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.subject_type, entry.subject_id) == (
        user,
        "portal.user",
        str(user.pk),
    )
    assert entry.details == {"roles": ["agent"]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value", ["3171234567890001", 3171234567890001, "budi@contoh.example", ["081234567890"]]
)
def test_personal_values_never_reach_the_trail(value: Any) -> None:
    with pytest.raises(audit.Personal):
        audit.record("test.done", by=None, at=AT, value=value)


@pytest.mark.django_db
def test_digests_and_codes_are_no_personal_values() -> None:
    audit.record(
        "test.done", by=None, at=AT, sha256="a1234567890123456b" * 2, code="PRK-7K3M2Q9XDA"
    )


def test_an_untouched_chain_holds(trail: None) -> None:
    verdict = audit.verify()
    assert (verdict.count, verdict.first_fault) == (3, None)
    assert verdict.head_digest == AuditLink.objects.get(position=3).digest.hex()


def test_unusual_values_hash_the_same_in_sql_and_python(trail: None) -> None:
    audit.record("é🙂", by=None, at=datetime(1969, 12, 31, 23, 59, 59, 999999, UTC), a=None, b="ü")
    assert audit.verify().first_fault is None


@pytest.mark.parametrize("table", ["portal_auditentry", "portal_auditlink"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_changes_are_refused(trail: None, table: str, change: str) -> None:
    column = "action = 'x'" if table.endswith("entry") else "digest = ''"
    statement = change.format(table, column)
    with pytest.raises(DatabaseError, match="append-only"):
        _execute_guarded(statement)


@transaction.atomic
def _execute_guarded(statement: str) -> None:
    """Execute with the truncate triggers in place, which the tests' set-up takes away."""
    with connection.cursor() as cursor:
        for table in ("portal_auditentry", "portal_auditlink"):
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER portal_audit_refuse_truncate BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION portal_audit_refuse()"
            )
        cursor.execute(statement)


def test_a_changed_entry_is_found(trail: None) -> None:
    _tamper(f"UPDATE portal_auditentry SET details = '{{}}' WHERE id = {_nth_entry(2)}")
    assert audit.verify().first_fault == audit.Fault(2, "the entry or its digest was changed")


def test_a_removed_entry_is_found(trail: None) -> None:
    _tamper(f"DELETE FROM portal_auditentry WHERE id = {_nth_entry(2)}")
    assert audit.verify().first_fault == audit.Fault(2, "the entry is missing")


def test_a_gap_is_found(trail: None) -> None:
    _tamper("DELETE FROM portal_auditlink WHERE position = 2")
    assert audit.verify().first_fault == audit.Fault(2, "a link is missing")


def test_an_entry_slipped_in_is_found(trail: None) -> None:
    _tamper(
        "INSERT INTO portal_auditentry (at, action, subject_type, subject_id, details)"
        " VALUES (now(), 'x', '', '', '{}')"
    )
    fault = audit.verify().first_fault
    assert fault is not None
    assert "has no link" in fault.what


def test_an_end_cut_off_is_found_by_a_noted_digest(trail: None) -> None:
    noted = (3, audit.verify().head_digest)
    last = _nth_entry(3)
    _tamper(
        "DELETE FROM portal_auditlink WHERE position = 3",
        f"DELETE FROM portal_auditentry WHERE id = {last}",
    )
    assert audit.verify().first_fault is None
    assert audit.verify(known=[noted]).first_fault == audit.Fault(
        3, "a position noted down earlier is missing"
    )


def test_a_chain_rewritten_as_a_whole_is_found_by_a_noted_digest(trail: None) -> None:
    assert audit.verify(known=[(2, "00" * 32)]).first_fault == audit.Fault(
        2, "the digest differs from the one noted down earlier"
    )


def test_what_is_rolled_back_leaves_no_link(trail: None) -> None:
    with transaction.atomic():
        audit.record("test.done", by=None, at=AT)
        transaction.set_rollback(True)
    assert audit.verify().count == 3


def test_writers_at_the_same_time_leave_no_gap(trail: None) -> None:
    threads = [threading.Thread(target=_write_twenty_five) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = audit.verify()
    assert (verdict.count, verdict.first_fault) == (203, None)


def _write_twenty_five() -> None:
    for number in range(25):
        with transaction.atomic():
            audit.record("test.done", by=None, at=AT, number=number)
    close_old_connections()
    connection.close()


def test_the_command_reports_the_head(trail: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")
    assert audit.verify().head_digest in capsys.readouterr().out


def test_the_command_fails_on_the_first_fault(trail: None) -> None:
    _tamper(f"UPDATE portal_auditentry SET action = 'x' WHERE id = {_nth_entry(1)}")
    with pytest.raises(CommandError, match="position 1"):
        call_command("verify_audit")


def test_the_command_compares_with_a_noted_digest(trail: None) -> None:
    with pytest.raises(CommandError, match="position 9"):
        call_command("verify_audit", "--known", "9:" + "00" * 32)
