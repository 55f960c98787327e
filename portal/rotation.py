"""Brings what older master keys sealed under the current one: columns and stored files.

Owns the walk over rows and files, in small steps that can stop and start again at any point.
Which key is current, `portal.keys` says.
"""

import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from psycopg import sql

from portal import keys
from portal.fields import SealedField, header
from portal.storage import Damaged, Missing, Store, Withheld


@dataclass(slots=True)
class Rotated:
    """How far the walk over one table or store came; `left` names what kept its old key."""

    label: str
    changed: int = 0
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Table:
    model: type[models.Model]
    columns: Sequence[SealedField]


def tables() -> list[type[models.Model]]:
    """Return the models that have sealed columns."""
    return [
        model
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and _sealed(model)
    ]


def rotate_rows(model: type[models.Model], *, batch: int) -> Iterator[Rotated]:
    """Seal the model's rows under the current key, `batch` rows a transaction.

    Yields the same Rotated after each batch. Rows already under the current key are passed
    over, so a second run goes on where the first stopped. A row whose value exists under the
    new key already breaks a unique constraint; it keeps its old key and is named in `left`.
    """
    table = _Table(model, _sealed(model))
    so_far = Rotated(model._meta.label)
    last: object = None
    while rows := _rotate_batch(table, so_far, last=last, batch=batch):
        last = rows[-1]
        yield so_far


def rotate_files(label: str, store: Store, *, at_once: int = 1) -> Iterator[Rotated]:
    """Wrap the files' data keys under the current key, `at_once` side by side.

    Yields the same Rotated after each; a file that is damaged or withheld is named in `left`.
    Raises Unavailable; what was begun then is still ended.
    """
    so_far, names = Rotated(label), store.names()
    with ThreadPoolExecutor(at_once) as hands:
        while batch := list(itertools.islice(names, at_once)):
            for name, turn in [(name, hands.submit(store.rewrap, name)) for name in batch]:
                try:
                    so_far.changed += turn.result()
                except Missing:  # deleted meanwhile
                    continue
                except (Damaged, Withheld):  # this one only: those behind it may be fine
                    so_far.left.append(name)
                yield so_far


def _sealed(model: type[models.Model]) -> list[SealedField]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, SealedField)]


def _rotate_batch(table: _Table, so_far: Rotated, *, last: object, batch: int) -> list[object]:
    with transaction.atomic():
        rows = _stale_rows(table, last=last, batch=batch)
        try:
            with transaction.atomic():
                for row in rows:
                    _reseal(table, row)
            so_far.changed += len(rows)
        except IntegrityError:
            _reseal_singly(table, rows, so_far)
    return [row[0] for row in rows]


def _stale_rows(table: _Table, *, last: object, batch: int) -> list[tuple[object, ...]]:
    current = header(keys.current_id())
    key_column = sql.Identifier(str(table.model._meta.pk.column))
    columns: list[sql.Composable] = [sql.Identifier(str(each.column)) for each in table.columns]
    stale: list[sql.Composable] = [
        sql.SQL("substring({} FOR {}) <> {}").format(column, len(current), current)
        for column in columns
    ]
    after = sql.SQL("TRUE" if last is None else "{} > {}").format(key_column, last)
    query = sql.SQL(
        "SELECT {key}, {columns} FROM {table} WHERE ({stale}) AND {after}"
        " ORDER BY {key} LIMIT {batch} FOR UPDATE"
    ).format(
        key=key_column,
        columns=sql.SQL(", ").join(columns),
        table=sql.Identifier(table.model._meta.db_table),
        stale=sql.SQL(" OR ").join(stale),
        after=after,
        batch=batch,
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _reseal(table: _Table, row: tuple[object, ...]) -> None:
    pk, *values = row
    table.model._base_manager.filter(pk=pk).update(
        **{
            column.name: column.reseal(value)
            for column, value in zip(table.columns, values, strict=True)
            if isinstance(value, bytes)
        }
    )


def _reseal_singly(table: _Table, rows: list[tuple[object, ...]], so_far: Rotated) -> None:
    for row in rows:
        try:
            with transaction.atomic():
                _reseal(table, row)
            so_far.changed += 1
        except IntegrityError:
            so_far.left.append(str(row[0]))
