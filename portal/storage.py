"""Private files, encrypted on disk and never served by the web server.

A file is a header (magic, key id, wrapped data key) and chunks of 64 KiB under AES-GCM, each
bound to its place and the last one marked (the STREAM construction), so that changed, cut,
reordered and swapped files are noticed. Owns names and bytes; what a file is, its row knows.
"""

import fcntl
import itertools
import os
import re
import secrets
import struct
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BufferedWriter
from mmap import mmap
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from portal import keys

CHUNK = 64 * 1024
Piece = bytes | memoryview | mmap

_MAGIC = b"PRV1"
_TAG = 16
_NONCE = 12
_KEY = 32
_HEADER = struct.Struct(f"4s{keys.ID_LENGTH_MOST}s{_NONCE}s{_KEY + _TAG}s")
_NAME = re.compile(r"[0-9a-f]{32}")
_INCOMING = "incoming"
_LOCK = "lock"
# Files synced side by side share what the file system writes for them.
_SYNCED_AT_ONCE = 5


class Missing(LookupError):
    """There is no file of this name."""


class Damaged(ValueError):
    """The file's bytes are not those that were written under this name."""


class Store:
    """A folder of encrypted files under random names."""

    def __init__(self, root: Path, *, purpose: str) -> None:
        self.root = root
        self._purpose = f"store:{purpose}"

    def write(self, data: Iterable[Piece] | bytes) -> str:
        """Keep `data` and return its new random name once it is safely on the disk."""
        return self.write_all([[data] if isinstance(data, bytes) else data])[0]

    def write_all(self, files: Iterable[Iterable[Piece]]) -> list[str]:
        """Keep each of `files` and return their new random names once all are safely on the disk.

        Written together, they lie in one folder, which is synced once; while one goes to the disk
        the next is sealed. When one fails, none is kept.
        """
        folder = secrets.token_hex(2)
        written: dict[str, Path] = {}
        try:
            with ThreadPoolExecutor(_SYNCED_AT_ONCE) as disk:
                synced = []
                for pieces in files:
                    name = folder + secrets.token_hex(14)
                    file = self._write_temporary(
                        self._sealed(name, AESGCM.generate_key(256), pieces)
                    )
                    written[name] = Path(file.name)
                    synced.append(disk.submit(_sync, file))
                for one in synced:
                    one.result()
        except BaseException:
            for temporary in written.values():
                temporary.unlink(missing_ok=True)
            raise
        self._take_in(written)
        return list(written)

    def _take_in(self, written: Mapping[str, Path]) -> None:
        """Give files that are on the disk their names, which are there too when this returns."""
        folders = dict.fromkeys(self._path(name).parent for name in written)
        owed = [above for folder in folders for above in _make_folder(folder)]
        for name, temporary in written.items():
            temporary.rename(self._path(name))
        # The lowest first: most file systems then have little left to write for those above.
        for folder in (*folders, *owed):
            _sync_folder(folder)

    def read(self, name: str) -> Iterator[bytes]:
        """Return the plain chunks in order.

        Raises Missing, or Damaged for a strange header, at once; Damaged later, instead of the
        first chunk that is not the one written there, so earlier chunks can be trusted.
        """
        with self._open(name) as file:
            data_key, _ = self._unwrap(name, file.read(_HEADER.size))
        return self._chunks(name, AESGCM(data_key))

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
        with self._alone():
            self._path(name).unlink(missing_ok=True)
        _sync_folder(self._path(name).parent)

    def names(self) -> Iterator[str]:
        """Yield the names of all files, in order, a folder at a time."""
        for first in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for second in sorted(first.glob("[0-9a-f][0-9a-f]")):
                yield from sorted(p.name for p in second.iterdir() if _NAME.fullmatch(p.name))

    def age_seconds(self, name: str) -> float:
        """Return how long ago the file was written; raises Missing."""
        if not self.exists(name):
            raise Missing(f"file {name} is not in {self._purpose}")
        return time.time() - self._path(name).stat().st_mtime

    def key_id(self, name: str) -> str:
        """Return the id of the master key that wraps the file's data key."""
        with self._open(name) as file:
            return _key_id(_unpacked(name, file.read(_HEADER.size))[0])

    def rewrap(self, name: str) -> bool:
        """Wrap the data key anew under the current master key; False where it already is.

        Only the header changes, but the file is replaced whole, so that a crash leaves the one
        or the other. A file deleted meanwhile stays deleted.
        """
        with self._open(name) as file:
            data_key, key_id = self._unwrap(name, file.read(_HEADER.size))
            if key_id == keys.current_id():
                return False
            copy = self._write_temporary(_prefixed(self._header(name, data_key), file))
            written = os.fstat(file.fileno())
        _sync(copy)
        temporary = Path(copy.name)
        os.utime(temporary, ns=(written.st_atime_ns, written.st_mtime_ns))
        with self._alone():
            if not self.exists(name):
                temporary.unlink()
                return False
            temporary.rename(self._path(name))
        _sync_folder(self._path(name).parent)
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

    def _write_temporary(self, pieces: Iterable[bytes]) -> BufferedWriter:
        """Write `pieces` into a file among the incoming ones; it stays open, not yet synced."""
        path = self.root / _INCOMING / secrets.token_hex(16)
        for folder in _make_folder(path.parent):
            _sync_folder(folder)
        path.touch(mode=0o600, exist_ok=False)
        out = path.open("wb")
        try:
            out.writelines(pieces)
        except BaseException:
            out.close()
            path.unlink(missing_ok=True)
            raise
        return out

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep deleting and rewrapping apart, or a rewrap could bring a deleted file back."""
        descriptor = os.open(self.root / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _chunks(self, name: str, cipher: AESGCM) -> Iterator[bytes]:
        with self._open(name) as file:
            file.seek(_HEADER.size)
            sealed = file.read(CHUNK + _TAG)
            for position in itertools.count():
                following = file.read(CHUNK + _TAG)
                try:
                    yield cipher.decrypt(_nonce(position, is_last=not following), sealed, None)
                except InvalidTag:
                    raise Damaged(f"chunk {position} of {name} is not its own") from None
                if not following:
                    return
                sealed = following

    def _sealed(self, name: str, data_key: bytes, pieces: Iterable[Piece]) -> Iterator[bytes]:
        cipher = AESGCM(data_key)
        yield self._header(name, data_key)
        for position, (chunk, is_last) in enumerate(_cut(pieces)):
            yield cipher.encrypt(_nonce(position, is_last=is_last), chunk, None)

    def _header(self, name: str, data_key: bytes) -> bytes:
        key_id = keys.current_id()
        padded = key_id.encode().ljust(keys.ID_LENGTH_MOST, b"\0")
        nonce = os.urandom(_NONCE)
        cipher = AESGCM(keys.derive(key_id, self._purpose))
        wrapped = cipher.encrypt(nonce, data_key, _bound(padded, name))
        return _HEADER.pack(_MAGIC, padded, nonce, wrapped)

    def _unwrap(self, name: str, header: bytes) -> tuple[bytes, str]:
        padded, nonce, wrapped = _unpacked(name, header)
        key_id = _key_id(padded)
        try:
            cipher = AESGCM(keys.derive(key_id, self._purpose))
            return cipher.decrypt(nonce, wrapped, _bound(padded, name)), key_id
        except (InvalidTag, keys.UnknownKey):
            raise Damaged(f"file {name} does not open with key {key_id!r}") from None


def evidence_store() -> Store:
    """Return the store of people's photos."""
    return Store(settings.EVIDENCE_DIR, purpose="evidence")


def export_store() -> Store:
    """Return the store of written exports."""
    return Store(settings.EXPORT_DIR, purpose="export")


def import_store() -> Store:
    """Return the store of files that wait to be taken in, and of what was refused in them."""
    return Store(settings.IMPORT_DIR, purpose="import")


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


def _prefixed(header: bytes, file: BinaryIO) -> Iterator[bytes]:
    yield header
    while piece := file.read(CHUNK):
        yield piece


def _make_folder(folder: Path) -> list[Path]:
    """Make `folder`; return the folders above that must be synced for it, the lowest first."""
    missing = list(itertools.takewhile(lambda one: not one.is_dir(), (folder, *folder.parents)))
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
    return [one.parent for one in missing]


def _sync(file: BufferedWriter) -> None:
    with file:
        file.flush()
        os.fsync(file.fileno())


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
