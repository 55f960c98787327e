"""Private files, encrypted on disk and never served by the web server.

A file is a header (magic, key id, wrapped data key) and chunks of 64 KiB under AES-GCM, each
bound to its place and the last one marked (the STREAM construction), so that changed, cut,
reordered and swapped files are noticed. Owns names and bytes; what a file is, its row knows.
"""

import os
import re
import secrets
import struct
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from portal import keys

CHUNK = 64 * 1024

_MAGIC = b"PRV1"
_TAG = 16
_NONCE = 12
_KEY = 32
_HEADER = struct.Struct(f"4s{keys.ID_LENGTH_MOST}s{_NONCE}s{_KEY + _TAG}s")
_NAME = re.compile(r"[0-9a-f]{32}")
_INCOMING = "incoming"


class Missing(LookupError):
    """There is no file of this name."""


class Damaged(ValueError):
    """The file's bytes are not those that were written under this name."""


class Store:
    """A folder of encrypted files under random names."""

    def __init__(self, root: Path, *, purpose: str) -> None:
        self.root = root
        self._purpose = f"store:{purpose}"

    def write(self, data: Iterable[bytes] | bytes) -> str:
        """Keep `data` and return its new random name once it is safely on the disk."""
        name = secrets.token_hex(16)
        data_key = AESGCM.generate_key(256)
        pieces = [data] if isinstance(data, bytes) else data
        self._place(name, self._sealed(name, data_key, pieces))
        return name

    def read(self, name: str) -> Iterator[bytes]:
        """Yield the plain chunks; raises Missing at once, Damaged where a chunk is not ours."""
        file = self._open(name)
        try:
            data_key, _ = self._unwrap(name, file.read(_HEADER.size))
        except BaseException:
            file.close()
            raise
        return _opened(file, AESGCM(data_key))

    def read_bytes(self, name: str) -> bytes:
        """Return the whole file; raises Missing or Damaged."""
        return b"".join(self.read(name))

    def exists(self, name: str) -> bool:
        """Say whether a file of this name is here."""
        return bool(_NAME.fullmatch(name)) and self._path(name).is_file()

    def delete(self, name: str) -> None:
        """Remove the file; one that is gone already is fine."""
        if not self.exists(name):
            return
        self._path(name).unlink(missing_ok=True)
        _sync_folder(self._path(name).parent)

    def names(self) -> Iterator[str]:
        """Yield the names of all files, in order."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if _NAME.fullmatch(path.name):
                yield path.name

    def key_id(self, name: str) -> str:
        """Return the id of the master key that wraps the file's data key."""
        with self._open(name) as file:
            return _key_id(_unpacked(name, file.read(_HEADER.size))[0])

    def rewrap(self, name: str) -> bool:
        """Wrap the data key anew under the current master key; False where it already is.

        Only the header changes; the file is replaced whole, so that a crash leaves one of both.
        """
        with self._open(name) as file:
            data_key, key_id = self._unwrap(name, file.read(_HEADER.size))
            if key_id == keys.current_id():
                return False
            self._place(name, _prefixed(self._header(name, data_key), file))
        return True

    def sweep_temporary(self, older_than_seconds: float) -> int:
        """Remove what interrupted writes left; return how many files that were."""
        before = time.time() - older_than_seconds
        left = [path for path in (self.root / _INCOMING).glob("*") if _changed(path) < before]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _path(self, name: str) -> Path:
        return self.root / name[:2] / name[2:4] / name

    def _open(self, name: str) -> BinaryIO:
        if not _NAME.fullmatch(name):
            raise Missing("no file has a name of this form")
        try:
            return self._path(name).open("rb")
        except FileNotFoundError:
            raise Missing(f"file {name} is not in {self._purpose}") from None

    def _place(self, name: str, pieces: Iterable[bytes]) -> None:
        incoming = self.root / _INCOMING
        target = self._path(name)
        for folder in (self.root, incoming, target.parent.parent, target.parent):
            _make_folder(folder)
        temporary = incoming / secrets.token_hex(16)
        try:
            temporary.touch(mode=0o600, exist_ok=False)
            with temporary.open("wb") as out:
                out.writelines(pieces)
                out.flush()
                os.fsync(out.fileno())
            temporary.rename(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)

    def _sealed(self, name: str, data_key: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
        cipher = AESGCM(data_key)
        yield self._header(name, data_key)
        for position, (chunk, is_last) in enumerate(_chunks(pieces)):
            yield cipher.encrypt(_nonce(position, is_last), chunk, None)

    def _header(self, name: str, data_key: bytes) -> bytes:
        key_id = keys.current_id().encode()
        nonce = os.urandom(_NONCE)
        cipher = AESGCM(keys.derive(key_id.decode(), self._purpose))
        wrapped = cipher.encrypt(nonce, data_key, _bound(key_id, name))
        return _HEADER.pack(_MAGIC, key_id, nonce, wrapped)

    def _unwrap(self, name: str, header: bytes) -> tuple[bytes, str]:
        padded, nonce, wrapped = _unpacked(name, header)
        key_id = _key_id(padded)
        cipher = AESGCM(keys.derive(key_id, self._purpose))
        try:
            return cipher.decrypt(nonce, wrapped, _bound(key_id.encode(), name)), key_id
        except InvalidTag:
            raise Damaged(f"the header of file {name} is not its own") from None


def evidence_store() -> Store:
    """Return the store of people's photos."""
    return Store(settings.EVIDENCE_DIR, purpose="evidence")


def export_store() -> Store:
    """Return the store of written exports."""
    return Store(settings.EXPORT_DIR, purpose="export")


def _bound(key_id: bytes, name: str) -> bytes:
    return _MAGIC + key_id + b"/" + name.encode()


def _unpacked(name: str, header: bytes) -> tuple[bytes, bytes, bytes]:
    if len(header) != _HEADER.size or not header.startswith(_MAGIC):
        raise Damaged(f"file {name} has no header")
    _, padded, nonce, wrapped = _HEADER.unpack(header)
    return padded, nonce, wrapped


def _key_id(padded: bytes) -> str:
    return padded.rstrip(b"\0").decode("ascii", "replace")


def _nonce(position: int, is_last: bool) -> bytes:  # noqa: FBT001
    return position.to_bytes(_NONCE - 1, "big") + bytes([is_last])


def _chunks(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Cut `pieces` into chunks of CHUNK bytes; at least one, and only the last is marked."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > CHUNK:
            yield bytes(held[:CHUNK]), False
            del held[:CHUNK]
    yield bytes(held), True


def _opened(file: BinaryIO, cipher: AESGCM) -> Iterator[bytes]:
    with file:
        sealed = file.read(CHUNK + _TAG)
        position = 0
        while True:
            following = file.read(CHUNK + _TAG)
            try:
                yield cipher.decrypt(_nonce(position, not following), sealed, None)
            except InvalidTag:
                raise Damaged(f"chunk {position} is not the one written there") from None
            if not following:
                return
            sealed, position = following, position + 1


def _prefixed(header: bytes, file: BinaryIO) -> Iterator[bytes]:
    yield header
    while piece := file.read(CHUNK):
        yield piece


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
