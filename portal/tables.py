"""A migration's operation that makes many tables in one step."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """Makes the tables of all CreateModel among `operations`, as all of `operations` leave them.

    One after the other, Django builds every related model anew after each operation; together it
    builds them once. For an empty database only; there is no way back.
    """

    reversible = False
    category = OperationCategory.ADDITION

    def __init__(self, operations: Sequence[Operation]) -> None:
        """Take operations on models that are made among them."""
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change the state without building a model."""
        state.__dict__.pop("apps", None)  # a cached property; with it each change builds models
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(  # noqa: PLR0917 - as Django calls it
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the tables; foreign keys and indexes follow when the migration ends."""
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                model = to_state.apps.get_model(app_label, operation.name)
                if self.allow_migrate_model(schema_editor.connection.alias, model):
                    schema_editor.create_model(model)

    def describe(self) -> str:
        """Return what is made, in a line."""
        made = sum(isinstance(operation, CreateModel) for operation in self.operations)
        return f"Create {made} tables"
