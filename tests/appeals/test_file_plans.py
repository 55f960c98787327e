"""What lies on a case's file is looked up by keys, however many cases there are."""

from collections.abc import Callable

import pytest
from django.db import connection

from appeals import legal_holds
from appeals.lifecycle import on_file, second_level
from appeals.models import Appeal, Draft, Evidence, Message, Question
from tests import builders
from tests.builders import NOON
from tests.eligibility.plans import planned

pytestmark = pytest.mark.django_db
# So many that to read a table from end to end costs more than some looks into its indexes.
CASES = 3_000


def _copy(table: str, pk: int, **others: str) -> None:
    """Fill the table with rows like the one that has this key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
            "AND column_name <> 'id'", [table],
        )  # fmt: skip
        columns = [name for (name,) in cursor.fetchall()]
        chosen = ", ".join(others.get(name, name) for name in columns)
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table}, "
            f"generate_series(1, {CASES}) n WHERE id = {pk}"
        )
        cursor.execute(f"ANALYZE {table}")


def _crowd() -> None:
    """Make thousands of cases, each with a file, a message and an answer."""
    lone, officer = builders.appeal(), builders.officer()
    file = Evidence.objects.create(
        appeal=lone, kind="ektp", original_name="a.jpg", original_sha256="0" * 64,
        original_bytes=10, uploaded_at=NOON, state="ready",
    )  # fmt: skip
    said = Message.objects.create(appeal=lone, author="person", text="Ini.", at=NOON)
    asked = Question.objects.create(
        appeal=lone, text="?", asked_by=officer, asked_at=NOON, answer="Ya", answered_at=NOON
    )
    _copy("appeals_appeal", lone.pk, reference="'X' || n", form_token="gen_random_uuid()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) - 1 FROM appeals_appeal WHERE reference LIKE 'X%'")
        each = {"appeal_id": f"{cursor.fetchone()[0]} + n"}
    for row in (file, said, asked):
        _copy(row._meta.db_table, row.pk, **each)


def test_nothing_on_a_file_is_searched_for_from_end_to_end() -> None:
    _crowd()
    block = builders.block()
    first, joined = builders.appeal_about(block), builders.appeal_about(block)
    later = builders.appeal_about(builders.block())
    Appeal.objects.filter(pk=later.pk).update(previous=first, root=first)
    later.refresh_from_db()
    photo = Evidence.objects.create(
        appeal=joined, kind="ektp", original_name="a.jpg", original_sha256="1" * 64,
        original_bytes=10, uploaded_at=NOON, state="ready",
    )  # fmt: skip
    draft = Draft.objects.create(created_at=NOON, expires_at=NOON)
    asked: dict[str, Callable[[], object]] = {
        "names": lambda: on_file.names_on_file(first),
        "digest": lambda: on_file.digest(later),
        "open": lambda: list(Evidence.objects.open_to(later)),
        "inherited": lambda: list(Evidence.objects.inherited_by(later)),
        "held": lambda: legal_holds.is_held(later),
        "matter": lambda: list(legal_holds.matter(later)),
        "new files": lambda: second_level._new_files(first, draft),
    }
    for name, ask in asked.items():
        with planned() as plans:
            ask()
        read = [
            node["Relation Name"]
            for _, nodes in plans.planned
            for node in nodes
            if node["Node Type"] == "Seq Scan"
        ]
        crowded = {"appeals_appeal", "appeals_evidence", "appeals_message", "appeals_question"}
        assert crowded.isdisjoint(read), name
    assert f"file-{photo.pk}" in on_file.names_on_file(first)
    assert {row.pk for row in legal_holds.matter(later)} == {first.pk, joined.pk, later.pk}
