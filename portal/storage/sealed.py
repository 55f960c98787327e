"""The sealed format: what the bytes of a private file look like, wherever they lie.

A file is a header (magic, key id, wrapped data key) and chunks of 64 KiB under AES-GCM, each
bound to its place and the last one marked (the STREAM construction), so that changed, cut,
reordered and swapped files are noticed.
"""

import itertools
import os
import struct
from collections.abc import Iterable, Iterator
from mmap import mmap
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal import keys
from portal.storage.faults import Damaged

CHUNK = 64 * 1024
Piece = bytes | memoryview | mmap

_MAGIC = b"PRV1"
_TAG = 16
_NONCE = 12
_KEY = 32
_HEADER = struct.Struct(f"4s{keys.ID_LENGTH_MOST}s{_NONCE}s{_KEY + _TAG}s")
HEADER = _HEADER.size


class Readable(Protocol):
    """Bytes that are read from front to back."""

    def read(self, size: int, /) -> bytes:
        """Return `size` bytes, fewer at the end only."""

    def skip(self, size: int, /) -> None:
        """Go on `size` bytes further."""


class Sealer:
    """Seals and opens the files of one purpose."""

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose

    def seal(self, name: str, pieces: Iterable[Piece]) -> Iterator[bytes]:
        """Yield the sealed file `name`, under a data key of its own."""
        data_key = AESGCM.generate_key(256)
        cipher = AESGCM(data_key)
        yield self.header(name, data_key)
        for position, (chunk, is_last) in enumerate(_cut(pieces)):
            yield cipher.encrypt(_nonce(position, is_last=is_last), chunk, None)

    def header(self, name: str, data_key: bytes) -> bytes:
        """Return the header that wraps `data_key` under the current master key."""
        key_id = keys.current_id()
        padded = key_id.encode().ljust(keys.ID_LENGTH_MOST, b"\0")
        nonce = os.urandom(_NONCE)
        cipher = AESGCM(keys.derive(key_id, self._purpose))
        wrapped = cipher.encrypt(nonce, data_key, _bound(padded, name))
        return _HEADER.pack(_MAGIC, padded, nonce, wrapped)

    def rewrapped(self, name: str, header: bytes) -> bytes | None:
        """Return the header under the current master key, None where it is that already."""
        data_key = self.data_key(name, header)
        return None if key_id(name, header) == keys.current_id() else self.header(name, data_key)

    def data_key(self, name: str, header: bytes) -> bytes:
        """Return the file's own key; raises Damaged."""
        padded, nonce, wrapped = _unpacked(name, header)
        wrapped_by = _key_id(padded)
        try:
            cipher = AESGCM(keys.derive(wrapped_by, self._purpose))
            return cipher.decrypt(nonce, wrapped, _bound(padded, name))
        except (InvalidTag, keys.UnknownKey):
            raise Damaged(f"file {name} does not open with key {wrapped_by!r}") from None


def unsealed(name: str, data_key: bytes, file: Readable, *, first: int = 0) -> Iterator[bytes]:
    """Yield the plain chunks of `file`, whose header was read, from the `first` on.

    Raises Damaged.
    """
    cipher = AESGCM(data_key)
    if first:
        file.skip(first * (CHUNK + _TAG))
    sealed = file.read(CHUNK + _TAG)
    for position in itertools.count(first):
        following = file.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(position, is_last=not following), sealed, None)
        except InvalidTag:
            raise Damaged(f"chunk {position} of {name} is not its own") from None
        if not following:
            return
        sealed = following


def key_id(name: str, header: bytes) -> str:
    """Return the id of the master key that wraps the file's data key; raises Damaged."""
    return _key_id(_unpacked(name, header)[0])


def _bound(padded_key_id: bytes, name: str) -> bytes:
    return _MAGIC + padded_key_id + name.encode()


def _unpacked(name: str, header: bytes) -> tuple[bytes, bytes, bytes]:
    if len(header) != _HEADER.size or not header.startswith(_MAGIC):
        raise Damaged(f"file {name} has no header")
    _, padded, nonce, wrapped = _HEADER.unpack(header)
    return padded, nonce, wrapped


def _key_id(padded: bytes) -> str:
    return padded.rstrip(b"\0").decode("ascii", "replace")


def _nonce(position: int, *, is_last: bool) -> bytes:
    return position.to_bytes(_NONCE - 1, "big") + bytes([is_last])


def _cut(pieces: Iterable[Piece]) -> Iterator[tuple[bytes | memoryview, bool]]:
    """Cut `pieces` into chunks of CHUNK bytes; at least one, and only the last is marked.

    Only what lies across two pieces is copied.
    """
    held = b""
    for piece in pieces:
        view = memoryview(b"".join((held, piece)) if held else piece)
        rest = max(0, len(view) - 1) // CHUNK * CHUNK
        for at in range(0, rest, CHUNK):
            yield view[at : at + CHUNK], False
        held = bytes(view[rest:])
    yield held, True
