"""Sealed files in folders on a disk that this machine has mounted."""

import errno
import fcntl
import itertools
import os
import re
import secrets
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BufferedWriter
from pathlib import Path
from typing import BinaryIO

from portal.storage.faults import Missing, Unavailable

_NAME = re.compile(r"[0-9a-f]{32}")
_PIECE = 64 * 1024
_INCOMING = "incoming"
_LOCK = "lock"
# Files synced side by side share what the file system writes for them.
_SYNCED_AT_ONCE = 5
# The disk's own faults; what the source of a file says is its caller's.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ESTALE}


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
        with _full_disk_in_words():
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

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading; raises Missing."""
        try:
            return self._path(name).open("rb")
        except FileNotFoundError:
            raise Missing(f"file {name} is not in the store") from None

    def exists(self, name: str) -> bool:
        """Say whether there is a file of this name."""
        return self._path(name).is_file()

    def delete(self, name: str) -> None:
        """Remove the file; one that is gone already is fine."""
        if not self.exists(name):
            return
        with self._alone():
            self._path(name).unlink(missing_ok=True)
        _sync_folder(self._path(name).parent)

    def names(self, *, after: str) -> Iterator[str]:
        """Yield the names after `after`, in order, a folder at a time."""
        for first in _folders(self.root, after[:2]):
            for second in _folders(first, after[2:4] if first.name == after[:2] else ""):
                found = (path.name for path in second.iterdir())
                yield from sorted(one for one in found if one > after and _NAME.fullmatch(one))

    def written_at(self, name: str) -> float:
        """Return when the file was written, in seconds since 1970; raises Missing."""
        try:
            return self._path(name).stat().st_mtime
        except FileNotFoundError:
            raise Missing(f"file {name} is not in the store") from None

    def replace_header(
        self, name: str, length: int, change: Callable[[bytes], bytes | None]
    ) -> bool:
        """Write the file anew behind `change(header)`, and put it in its place at once."""
        with _full_disk_in_words():
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
        left = [path for path in (self.root / _INCOMING).glob("*") if _changed(path) < before]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def probe(self) -> None:
        """Write and remove an empty file."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = self.root / f".probe-{uuid.uuid4().hex}"
        probe.touch(mode=0o600)
        probe.unlink()

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


@contextmanager
def _full_disk_in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise Unavailable(f"the disk of the store: {os.strerror(error.errno)}") from error
        raise


def _folders(above: Path, first: str) -> list[Path]:
    found = above.glob("[0-9a-f][0-9a-f]")
    return sorted(one for one in found if one.name >= first)


def _prefixed(header: bytes, file: BinaryIO) -> Iterator[bytes]:
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
