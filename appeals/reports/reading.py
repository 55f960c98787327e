"""Reads the rows of an export by the thousand and shows them column by column.

Goes past the models: a value costs no call of its own unless it must be opened, and what stands
often in a column is put into words once a block.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from portal.fields import SealedField

Show = Callable[[Any], str]  # Any: whatever the field holds
Columns = Sequence[Sequence[Any]]

# Rows of a block: enough that the way to the server costs nothing, few enough for flat memory.
_BLOCK = 2000
# A column whose values repeat so often is shown by its distinct values.
_OFTEN = 4


def columns(values: QuerySet[Any, Any]) -> Iterator[Columns]:
    """Yield the rows of a `values_list` block by block, each as its columns, opened.

    In binary, where times and sealed bytes need no reading of text. JSON comes parsed; of fields'
    own converters only those of sealed ones are asked.
    """
    compiler = values.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    fields = [expression.output_field for expression, *_ in compiler.select]
    openers = [field.opener() if isinstance(field, SealedField) else None for field in fields]
    with _binary_cursor(sql, params) as cursor:
        while block := cursor.fetchmany(_BLOCK):
            yield [
                _opened(column, opener) if opener else column
                for column, opener in zip(zip(*block, strict=True), openers, strict=True)
            ]


def count(values: QuerySet[Any, Any]) -> int:
    """Return how many rows `columns` would yield, reading none.

    QuerySet.count() forgets the joins that only the order needs, and with them rows.
    """
    sql, params = values.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS counted", params)  # noqa: S608 - Django's
        return int(cursor.fetchone()[0])


def shown(blocks: Iterable[Columns], shows: Sequence[tuple[int, Show]]) -> Iterator[list[str]]:
    """Yield the rows of all blocks as text: the columns whose places `shows` names, in its order.

    What a show says of a value must rest on nothing but the value and the language.
    """
    for block in blocks:
        texts = [_shown(block[place], show) for place, show in shows]
        yield from map(list, zip(*texts, strict=True))


def _opened(sealed: Sequence[bytes | None], opener: Callable[[bytes], Any]) -> list[Any]:
    return [None if value is None else opener(value) for value in sealed]


def _shown(values: Sequence[Any], show: Show) -> Iterable[str]:
    """Show one column's values; of those that stand there often each but once."""
    try:
        distinct = set(values)
    except TypeError:  # lists, which are no keys
        return map(show, values)
    if len(distinct) * _OFTEN > len(values):
        return map(show, values)
    words = {value: show(value) for value in distinct}
    return map(words.__getitem__, values)


@contextmanager
def _binary_cursor(sql: str, params: Sequence[object]) -> Iterator[Any]:  # Any: Django's wrapper
    """Open a server-side cursor that answers in binary; outside a transaction, too."""
    with connection.cursor() as bare:
        said = bare.mogrify(sql, params)
    driver = connection.connection
    # All rows are read, so the plan must not be for the first tenth of them, which comes sooner.
    driver.execute("SET cursor_tuple_fraction = 1")
    name = f"export_{uuid.uuid4().hex}"
    cursor = driver.cursor(name, binary=True, scrollable=False, withhold=driver.autocommit)
    with connection._prepare_cursor(cursor) as watched:  # type: ignore[attr-defined] # logs it
        watched.execute(said)
        yield watched
