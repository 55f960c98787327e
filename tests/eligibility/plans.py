"""How PostgreSQL means to do what is asked of it: the plan of every statement, as it is executed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

_PLANNED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass(slots=True)
class Plans:
    """Statements with the nodes of their plans, flat."""

    planned: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)

    def of(self, words: str) -> "Plans":
        """Return those of statements that begin so, whatever the spaces."""
        return Plans([one for one in self.planned if " ".join(one[0].split()).startswith(words)])

    def scanned(self, *tables: str) -> list[tuple[str, str]]:
        """Return which of the tables are read from end to end, and by which statements."""
        return [
            (node["Relation Name"], sql)
            for sql, nodes in self.planned
            for node in nodes
            if node["Node Type"] == "Seq Scan"
            and node["Relation Name"].removeprefix("eligibility_") in tables
        ]

    def index_only(self) -> set[str]:
        """Return the indexes that are read without going to their table."""
        nodes = [node for _, some in self.planned for node in some]
        return {node["Index Name"] for node in nodes if node["Node Type"] == "Index Only Scan"}

    def sorts(self) -> list[str]:
        """Return the statements that sort."""
        return [sql for sql, nodes in self.planned if any("Sort" in n["Node Type"] for n in nodes)]


@contextmanager
def planned() -> Iterator[Plans]:
    """Plan what is executed meanwhile, with the settings and tables of that very moment."""
    plans = Plans()

    def explain(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if str(sql).strip().startswith(_PLANNED) and not many:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                plans.planned.append((str(sql), list(_nodes(cursor.fetchone()[0][0]["Plan"]))))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield plans


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
