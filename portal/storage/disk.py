"""Sealed files in folders on a disk that this machine has mounted."""

import fcntl
import itertools
import os
import re
import secrets
import stat
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BufferedWriter
from pathlib import Path
from typing import BinaryIO

from portal.storage.local import asking, reading, writing

_NAME = re.compile(r"[0-9a-f]{32}")
_FOLDER = re.compile(r"[0-9a-f]{2}")
_PIECE = 64 * 1024
_INCOMING = "incoming"
_LOCK = "lock"
# Files synced side by side share what the file system writes for them.
_SYNCED_AT_ONCE = 5


class Disk:
    """A folder of files in two levels of folders, by the first letters of their names."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put_all(self, files: Iterable[tuple[str, Iterable[bytes]]]) -> None:
        """Keep all files, or none; they are on the disk when this returns.

        Files whose names begin alike lie in one folder, which is synced once; while one goes to
        the disk the next is sealed.
        """
        written: dict[str, Path] = {}
        with writing():
            try:
                with ThreadPoolExecutor(_SYNCED_AT_ONCE) as disk:
                    synced = []
                    for name, sealed in files:
                        file = self._write_temporary(sealed)
                        written[name] = Path(file.name)
                        synced.append(disk.submit(_sync, file))
                    for one in synced:
                        one.result()
            except BaseException:
                for temporary in written.values():
                    temporary.unlink(missing_ok=True)
                raise
            self._take_in(written)

    def _take_in(self, written: Mapping[str, Path]) -> None:
        """Give files that are on the disk their names, which are there too when this returns."""
        folders = dict.fromkeys(self._path(name).parent for name in written)
        owed = [above for folder in folders for above in _make_folder(folder)]
        for name, temporary in written.items():
            temporary.rename(self._path(name))
        # The lowest first: most file systems then have little left to write for those above.
        for folder in (*folders, *owed):
            _sync_folder(folder)

    @contextmanager
    def open(self, name: str) -> Iterator["_File"]:
        """Open a file for reading; raises Missing, Damaged or Unavailable, as its reading may."""
        with reading(name):
            file = self._path(name).open("rb")
        with file:
            yield _File(name, file)

    def exists(self, name: str) -> bool:
        """Say whether there is a file of this name; raises Unavailable where the disk cannot."""
        with asking():
            try:
                return stat.S_ISREG(self._path(name).stat().st_mode)
            except (FileNotFoundError, NotADirectoryError):
                return False

    def delete(self, name: str) -> None:
        """Remove the file; one that is gone already is fine."""
        if not self.exists(name):
            return
        with asking():
            with self._alone():
                self._path(name).unlink(missing_ok=True)
            _sync_folder(self._path(name).parent)

    def names(self, *, after: str) -> Iterator[str]:
        """Yield the names after `after`, in order, a folder at a time."""
        for first in _folders(self.root, after[:2]):
            for second in _folders(first, after[2:4] if first.name == after[:2] else ""):
                found = (one for one in _listed(second) if one > after)
                yield from sorted(one for one in found if _NAME.fullmatch(one))

    def written_at(self, name: str) -> float:
        """Return when the file was written, in seconds since 1970; raises Missing or Damaged."""
        with reading(name):
            return self._path(name).stat().st_mtime

    def replace_header(
        self, name: str, length: int, change: Callable[[bytes], bytes | None]
    ) -> bool:
        """Write the file anew behind `change(header)`, and put it in its place at once."""
        with writing():
            with self.open(name) as file:
                header = change(file.read(length))
                if header is None:
                    return False
                copy = self._write_temporary(_prefixed(header, file))
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
        incoming = self.root / _INCOMING
        with asking():
            left = [path for path in incoming.glob("*") if _changed(path) < before]
            for path in left:
                path.unlink(missing_ok=True)
        return len(left)

    def probe(self) -> None:
        """Write and remove an empty file."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = self.root / f".probe-{uuid.uuid4().hex}"
        probe.touch(mode=0o600)
        probe.unlink()

    def replaces_safely(self) -> bool:
        """Say yes: whoever replaces or deletes a file here does it alone."""
        return True

    def _path(self, name: str) -> Path:
        return self.root / name[:2] / name[2:4] / name

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
            path.unlink(missing_ok=True)
            out.close()
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


class _File:
    """A file open for reading, whose disk may fail at any piece."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self._name, self._file = name, file

    def read(self, size: int, /) -> bytes:
        """Return `size` bytes, fewer at the end only; raises Damaged or Unavailable."""
        with reading(self._name):
            return self._file.read(size)

    def skip(self, size: int, /) -> None:
        """Go on `size` bytes further; raises Damaged or Unavailable."""
        with reading(self._name):
            self._file.seek(size, os.SEEK_CUR)

    def fileno(self) -> int:
        """Return its descriptor."""
        return self._file.fileno()


def _folders(above: Path, first: str) -> list[Path]:
    found = (one for one in _listed(above) if _FOLDER.fullmatch(one) and one >= first)
    return [above / one for one in sorted(found)]


def _listed(folder: Path) -> list[str]:
    """Return what lies in a folder; nothing where there is none."""
    with asking():
        try:
            return [path.name for path in folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []


def _prefixed(header: bytes, file: _File) -> Iterator[bytes]:
    yield header
    while piece := file.read(_PIECE):
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
