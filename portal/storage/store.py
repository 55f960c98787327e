"""Private files under random names: sealed by `sealed`, lying on a disk or in a bucket.

Owns names and what may be asked of a store. What a file is, its row knows.
"""

import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from typing import Protocol

from portal.storage.faults import Damaged, Missing, Unavailable
from portal.storage.sealed import CHUNK, HEADER, Piece, Readable, Sealer, key_id, unsealed

NAME = re.compile(r"[0-9a-f]{32}")


class Place(Protocol):
    """Where sealed files lie. Everything may raise Unavailable."""

    def put_all(self, files: Iterable[tuple[str, Iterable[bytes]]]) -> None:
        """Keep all files by their names, safely, or none of them."""

    def open(self, name: str) -> AbstractContextManager[Readable]:
        """Open a file for reading; raises Missing."""

    def exists(self, name: str) -> bool:
        """Say whether there is a file of this name."""

    def delete(self, name: str) -> None:
        """Remove the file; one that is gone already is fine."""

    def names(self, *, after: str) -> Iterator[str]:
        """Yield the names that come after `after`, in order."""

    def written_at(self, name: str) -> float:
        """Return when the file was written, in seconds since 1970; raises Missing."""

    def replace_header(
        self, name: str, length: int, change: Callable[[bytes], bytes | None]
    ) -> bool:
        """Put `change(header)` in place of the first `length` bytes; None leaves them.

        Say whether the file is another now. One deleted meanwhile stays deleted. Raises Missing.
        """

    def sweep_temporary(self, older_than_seconds: float) -> int:
        """Remove what interrupted writes left; return how many files that were."""

    def probe(self) -> None:
        """Raise something unless the place is there and would take a file."""

    def replaces_safely(self) -> bool:
        """Say whether it replaces a file only while that is as it was read; may try it out."""


class Store:
    """Encrypted files under random names."""

    def __init__(self, place: Place, *, purpose: str) -> None:
        self._place = place
        self._sealer = Sealer(f"store:{purpose}")

    def write(self, data: Iterable[Piece] | bytes) -> str:
        """Keep `data` and return its new random name once it is safely there.

        Raises Unavailable, and then nothing was kept.
        """
        return self.write_all([[data] if isinstance(data, bytes) else data])[0]

    def write_all(self, files: Iterable[Iterable[Piece]]) -> list[str]:
        """Keep each of `files` and return their new random names once all are safely there.

        Names of files written together begin alike; while one is written the next is sealed.
        When one fails, none is kept. Raises Unavailable.
        """
        folder = secrets.token_hex(2)
        names: list[str] = []
        self._place.put_all(self._sealed(folder, files, names))
        return names

    def _sealed(
        self, folder: str, files: Iterable[Iterable[Piece]], names: list[str]
    ) -> Iterator[tuple[str, Iterable[bytes]]]:
        for pieces in files:
            name = folder + secrets.token_hex(14)
            names.append(name)
            yield name, self._sealer.seal(name, pieces)

    def read(self, name: str) -> Iterator[bytes]:
        """Return the plain chunks in order.

        Raises Missing, Unavailable, or Damaged for a strange header, at once; Damaged or
        Unavailable later, instead of the first chunk that is not the one written there, so
        earlier chunks can be trusted.
        """
        chunks = self._chunks(name)
        next(chunks)
        return chunks

    def read_part(self, name: str, *, start: int, length: int) -> Iterator[bytes]:
        """Return `length` plain bytes from `start` on, opening only the chunks they lie in.

        Raises as `read` does, Damaged also where the file is over before its part is.
        """
        chunks = self._chunks(name, first=start // CHUNK)
        next(chunks)
        return _cut_out(name, chunks, skipped=start % CHUNK, length=length)

    def _chunks(self, name: str, *, first: int = 0) -> Iterator[bytes]:
        """Yield nothing first, once the header is checked; then the chunks from the `first` on."""
        with self._open(name) as file:
            data_key = self._sealer.data_key(name, file.read(HEADER))
            yield b""
            yield from unsealed(name, data_key, file, first=first)

    def read_bytes(self, name: str) -> bytes:
        """Return the whole file; raises Missing, Damaged or Unavailable."""
        return b"".join(self.read(name))

    def exists(self, name: str) -> bool:
        """Say whether a file of this name is here; raises Unavailable."""
        return bool(NAME.fullmatch(name)) and self._place.exists(name)

    def delete(self, name: str) -> None:
        """Remove the file; one that is gone already is fine. Raises Unavailable."""
        if NAME.fullmatch(name):
            self._place.delete(name)

    def discard(self, name: str) -> None:
        """Remove a file that no row names; while the place is away, the nightly sweep will."""
        with suppress(Unavailable):
            self.delete(name)

    def names(self, *, after: str = "") -> Iterator[str]:
        """Yield the names of all files that come after `after`, in order."""
        return self._place.names(after=after)

    def age_seconds(self, name: str) -> float:
        """Return how long ago the file was written; raises Missing or Unavailable."""
        self._check(name)
        return time.time() - self._place.written_at(name)

    def key_id(self, name: str) -> str:
        """Return the id of the master key that wraps the file's data key."""
        with self._open(name) as file:
            return key_id(name, file.read(HEADER))

    def rewrap(self, name: str) -> bool:
        """Wrap the data key anew under the current master key; False where it already is.

        Only the header changes, but the file is replaced whole, so that a crash leaves the one
        or the other. A file deleted meanwhile stays deleted.
        """
        self._check(name)
        return self._place.replace_header(
            name, HEADER, lambda header: self._sealer.rewrapped(name, header)
        )

    def sweep_temporary(self, older_than_seconds: float) -> int:
        """Remove what interrupted writes left; return how many files that were."""
        return self._place.sweep_temporary(older_than_seconds)

    def probe(self) -> None:
        """Raise something unless the place is there and would take a file."""
        self._place.probe()

    def replaces_safely(self) -> bool:
        """Say whether `rewrap` can bring no deleted file back here; raises Unavailable."""
        return self._place.replaces_safely()

    def _open(self, name: str) -> AbstractContextManager[Readable]:
        self._check(name)
        return self._place.open(name)

    def _check(self, name: str) -> None:
        if not NAME.fullmatch(name):
            raise Missing("no file has a name of this form")


def _cut_out(name: str, chunks: Iterator[bytes], *, skipped: int, length: int) -> Iterator[bytes]:
    while length > 0:
        chunk = next(chunks, None)
        if chunk is None:
            raise Damaged(f"file {name} ends before the part that was asked for")
        piece = chunk[skipped : skipped + length]
        skipped, length = 0, length - len(piece)
        yield piece
