"""The audit trail's pages: every action has a name, and entries are narrowed by index."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from appeals.lifecycle import steps
from eligibility.blocking.steps import STEPS
from portal import actions, audit
from portal.models import AuditEntry
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.sources import ROOT

LIST = "admin:portal_auditentry_changelist"
# Whose records are named after an action that is handed in, and with which word before it.
PREFIXES = {
    "eligibility/blocking": "block",
    "eligibility/policies/drafting.py": "policy",
    "appeals/reports/exporting.py": "export",
    "appeals/reports/scheduling.py": "export_plan",
}
RECORDERS = {"record", "_record", "_write"}


def written_actions(path: Path) -> Iterator[str]:
    """Return the actions that a module's calls name, and those it loops over."""
    prefix = next((word for part, word in PREFIXES.items() if part in path.as_posix()), "")
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in RECORDERS:
                yield from texts(node.args[0], prefix)
        elif isinstance(node, ast.For) and "action" in ast.unparse(node.target):
            for pair in getattr(node.iter, "elts", ()):
                yield from texts(pair.elts[0], prefix)


def texts(node: ast.expr, prefix: str) -> Iterator[str]:
    """Return the actions that an expression may be."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            if re.fullmatch(r"[a-z_]+\.[a-z_]+", part.value):
                yield part.value
            elif prefix and part.value.isidentifier():
                yield f"{prefix}.{part.value}"


def test_every_action_that_is_written_down_has_a_name() -> None:
    used = {f"block.{action}" for action in STEPS} | {f"appeal.{verb}" for verb in steps.STEPS}
    for app in ("portal", "eligibility", "appeals"):
        for path in (ROOT / app).rglob("*.py"):
            used |= set(written_actions(path))
    assert {"policy.draft", "export.lost", "block.carry_over", "staff.saved"} <= used
    assert {action for action in used if actions.named(action) == action} == set()


@pytest.mark.django_db
def test_the_trail_says_in_words_what_was_done_to_what() -> None:
    audit.record("account.viewed", by=None, subject=builders.account(), at=NOON)
    entry = AuditEntry.objects.get(action="account.viewed")
    client = signed_in(builders.officer("auditor"))
    for url in (reverse(LIST), reverse("admin:portal_auditentry_change", args=[entry.pk])):
        html = client.get(url).content.decode()
        assert "Akun dibuka" in html
        assert 'readonly">account.viewed' not in html
        assert ">eligibility.account<" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("action=fuse.reset", 1),
        ("action=fuse.blown", 0),
        ("actor=penyelia", 1),
        ("actor=orang", 0),
        ("subject_type=portal.user", 1),
        ("subject_id=999999", 0),
        ("since=2020-01-01&until=2020-01-02", 0),
    ],
)
def test_the_trail_is_narrowed(query: str, found: int) -> None:
    by = builders.officer("supervisor", username="penyelia")
    audit.record("fuse.reset", by=by, subject=by, at=NOON)
    page = signed_in(builders.officer("auditor")).get(f"{reverse(LIST)}?{query}")
    assert len([row for row in page.context["cl"].result_list if row.actor == by]) == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "index", "condition"),
    [
        ("auditentry", "audit_by_action", "action = 'fuse.reset'"),
        ("auditentry", "audit_by_actor", "actor_id = 1"),
        ("auditentry", "audit_by_subject", "subject_type = 'portal.user' AND subject_id = '1'"),
        ("outgoingmessage", "message_dead", "done_at IS NULL AND dead_at IS NOT NULL"),
    ],
)
def test_a_filter_reads_an_index_in_order(table: str, index: str, condition: str) -> None:
    with connection.cursor() as cursor:
        # Another file's statistics may call the table too small for any index but its key's.
        cursor.execute(f"TRUNCATE portal_{table} CASCADE")
        for costly in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{costly} = off")
        cursor.execute(
            f"EXPLAIN SELECT * FROM portal_{table} WHERE {condition} ORDER BY id DESC LIMIT 51"
        )
        assert index in "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.django_db
def test_an_entrys_details_are_lines_to_read() -> None:
    by = builders.officer("supervisor")
    audit.record(
        "account.revealed", by=by, at=NOON, field="nik", reason="compare", note="", ids=[1, 2],
        is_active=True,
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="account.revealed")
    page = signed_in(builders.officer("auditor")).get(
        reverse("admin:portal_auditentry_change", args=[entry.pk])
    )
    html = page.content.decode()
    for line in (
        "<dt>data</dt><dd>NIK</dd>",
        "<dt>alasan</dt><dd>Mencocokkan dengan dokumen</dd>",
        "<dt>keterangan</dt><dd>–</dd>",
        "<dt>ids</dt><dd>1, 2</dd>",
        "<dt>aktif</dt><dd>ya</dd>",
    ):
        assert line in html
    assert "{&quot;" not in html


def test_of_a_long_list_the_beginning_is_shown() -> None:
    [(_label, text)] = actions.in_words({"blocks": list(range(100))})
    assert text.startswith("0, 1, 2")
    assert text.endswith("dan 60 lagi")


def test_an_entry_about_no_row_has_a_dash_for_its_kind() -> None:
    assert actions.subject_named("") == "–"


def test_eligibilitys_details_have_names() -> None:
    used = set()
    for path in (ROOT / "eligibility").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                used |= {word.arg for word in node.keywords if word.arg} - {"by", "subject", "at"}
    assert "passed_over" in used
    assert {name for name in used if actions.in_words({name: 1})[0][0] == name} == set()
