"""Schema operations that a migration without a transaction may do again after it was cut off.

Owns nothing but the repeating; what stands in the database already is replaced.
"""

from typing import TYPE_CHECKING

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import RemoveConstraint

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState


class BuildIndex(AddIndexConcurrently):
    """Build an index beside writers, in place of the invalid one that a cut-off build leaves."""

    def database_forwards(  # noqa: PLR0917 - Django calls it so
        self,
        app_label: str,
        schema_editor: "BaseDatabaseSchemaEditor",
        from_state: "ProjectState",
        to_state: "ProjectState",
    ) -> None:
        """Drop what has the name, then build."""
        self._ensure_not_in_transaction(schema_editor)
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)


class DropConstraint(RemoveConstraint):
    """Drop a constraint if it is there still; one of the same name follows."""

    def database_forwards(  # noqa: PLR0917 - Django calls it so
        self,
        app_label: str,
        schema_editor: "BaseDatabaseSchemaEditor",
        from_state: "ProjectState",
        to_state: "ProjectState",
    ) -> None:
        """Drop it, whether or not a cut-off run did so before."""
        model = to_state.apps.get_model(app_label, self.model_name)
        table = schema_editor.quote_name(model._meta.db_table)
        name = schema_editor.quote_name(self.name)
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
