"""A table whose rows are joined to a query of SQL: the ORM has no join to a subquery.

What is counted or ordered among all must be so before the rows out of scope are left out.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Field, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.datastructures import BaseTable

Query = tuple[str, Sequence[Any]]  # SQL and its parameters, of whatever type


class _Joined(BaseTable):
    """A table, each of its rows joined to those of the query that hold its key."""

    def __init__(self, table_name: str, alias: str, *, query: Query, by: str) -> None:
        super().__init__(table_name, alias)
        self.query, self.by = query, by

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ANN401 - as Django has it
        """Compile the table and the join."""
        table, _ = super().as_sql(compiler, connection)
        sql, params = self.query
        key = f"{compiler.quote_name_unless_alias(self.table_alias)}.id"
        return f'{table} INNER JOIN ({sql}) "held" ON ("held"."{self.by}" = {key})', params

    def relabeled_clone(self, change_map: dict[str | None, str]) -> "_Joined":
        """Return the same under the alias that an outer query gives it."""
        alias = change_map.get(self.table_alias) or str(self.table_alias)
        return _Joined(self.table_name, alias, query=self.query, by=self.by)


def joined(rows: QuerySet[Any], query: Query, *, by: str) -> QuerySet[Any]:
    """Return the untouched `rows` of a table, joined to `query` by its column `by`."""
    rows = rows.all()
    table = rows.query.get_initial_alias()
    assert table is not None
    rows.query.alias_map[table] = _Joined(table, table, query=query, by=by)
    return rows


def held(column: str, field: "Field[Any, Any]") -> RawSQL:
    """Return a column of the query that the rows are joined to."""
    return RawSQL(f'"held"."{column}"', (), output_field=field)  # noqa: S611 - our own names
