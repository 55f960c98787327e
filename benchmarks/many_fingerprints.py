"""Fills a table with millions of fingerprints as drawn photos have them, and searches it.

Their waves are drawn from the normal distribution that has the mean and the covariance of those
of really drawn photos of the same kind, so that bits which cards have in common are in common here.
"""

import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from appeals.duplicates import bands, searching
from appeals.duplicates.bands import Space
from appeals.models import Fingerprint

Waves = npt.NDArray[np.float32]
Bits = npt.NDArray[np.uint8]  # a row of 32 bytes each

_CHUNK = 100_000
_INT8 = 20  # PostgreSQL's number of the type
_SEARCHES = 300
_BOTH = (Space.TELLING, Space.ALIKE)


def drawn(waves: Mapping[str, Waves], *, rows: int) -> Iterator[Bits]:
    """Yield `rows` fingerprints in chunks, in equal parts like each kind of photo."""
    dice = np.random.default_rng(20261122)
    shapes = [(kind.mean(axis=0), np.linalg.cholesky(_covariance(kind))) for kind in waves.values()]
    for first in range(0, rows, _CHUNK):
        mean, shape = shapes[first // _CHUNK % len(shapes)]
        count = min(_CHUNK, rows - first)
        noise = dice.standard_normal((count, len(mean)), dtype=np.float32)
        yield np.packbits(noise @ shape.T.astype(np.float32) + mean > 0, axis=1)


def fill(chunks: Iterator[Bits]) -> Bits:
    """Write the chunks into the table of fingerprints, index it, and return all of them."""
    (index,) = Fingerprint._meta.indexes
    kept = []
    with connection.schema_editor() as editor:
        editor.remove_index(Fingerprint, index)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # there are no files behind them
        cursor.execute("TRUNCATE appeals_fingerprint")
        place = 1
        for chunk in chunks:
            _copy(cursor, chunk, first=place)
            place += len(chunk)
            kept.append(chunk)
        cursor.execute("SET maintenance_work_mem = '1GB'")
    with connection.schema_editor() as editor:
        editor.add_index(Fingerprint, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE appeals_fingerprint")
    return np.concatenate(kept)


def milliseconds(table: Bits) -> list[float]:
    """Search for copies of some rows and for photos that nobody sent, and return how long each took.

    Raises AssertionError where a search does not find exactly what comparing with every row finds.
    """
    dice = np.random.default_rng(1)
    wide = table.view(np.uint64).reshape(len(table), 4)
    taken = []
    for number in range(_SEARCHES):
        sought = _copy_of(table[dice.integers(len(table))], dice, differing=number % 24)
        began = time.perf_counter()
        found = searching.nearest(sought.tobytes(), spaces=_BOTH)
        taken.append((time.perf_counter() - began) * 1000)
        apart = np.bitwise_count(wide ^ sought.view(np.uint64)).sum(axis=1)
        there = np.flatnonzero(apart <= bands.FARTHEST)
        assert len(found) == min(len(there), searching.MOST_NEAR), "a search missed a photo"
    return taken


def _covariance(waves: Waves) -> npt.NDArray[np.float64]:
    spread: npt.NDArray[np.float64] = np.cov(waves, rowvar=False)
    wider: npt.NDArray[np.float64] = np.eye(len(spread)) * spread.trace() / len(spread) * 1e-3
    return spread + wider


def _copy_of(row: Bits, dice: np.random.Generator, *, differing: int) -> Bits:
    points = np.unpackbits(row)
    points[dice.choice(len(points), differing, replace=False)] ^= 1
    return np.packbits(points)


def _keys(chunk: Bits) -> npt.NDArray[np.int64]:
    """Return what `bands.keys` does, for all rows at once."""
    points = np.unpackbits(chunk, axis=1).astype(np.int64)
    columns = []
    for band, places in enumerate(bands.PLACES):
        values = points[:, places] @ (1 << np.arange(len(places))[::-1])
        columns.append(bands.key(Space.TELLING, band, 0) | values)
    return np.stack(columns, axis=1)


def _copy(cursor: Any, chunk: Bits, *, first: int) -> None:  # noqa: ANN401 - psycopg's, untyped
    """Write rows in PostgreSQL's binary form, which has one length here: numpy makes it at once."""
    keys = _keys(chunk)
    assert list(keys[0]) == bands.keys(chunk[0].tobytes(), Space.TELLING)
    element = np.dtype([("length", ">i4"), ("key", ">i8")])
    row = np.dtype([
        ("fields", ">i2"), ("pk_length", ">i4"), ("pk", ">i8"),
        ("bits_length", ">i4"), ("bits_count", ">i4"), ("bits", "V32"),
        ("keys_length", ">i4"), ("dimensions", ">i4"), ("nulls", ">i4"), ("type", ">i4"),
        ("count", ">i4"), ("from", ">i4"), ("keys", element, (bands.BANDS,)),
    ])  # fmt: skip
    rows = np.zeros(len(chunk), dtype=row)
    rows["fields"], rows["pk_length"], rows["bits_length"] = 3, 8, 36
    rows["pk"] = np.arange(first, first + len(chunk))
    rows["bits_count"], rows["bits"] = 256, chunk.view("V32").reshape(-1)
    rows["keys_length"] = 20 + element.itemsize * bands.BANDS
    rows["dimensions"], rows["type"], rows["count"], rows["from"] = 1, _INT8, bands.BANDS, 1
    rows["keys"]["length"], rows["keys"]["key"] = 8, keys
    with cursor.copy(
        "COPY appeals_fingerprint (evidence_id, bits, keys) FROM STDIN BINARY"
    ) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows.tobytes() + b"\xff\xff")
