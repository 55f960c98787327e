"""The private store on a disk: folders, rights, and what lies there after a fault."""

import errno
import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from io import BufferedWriter
from pathlib import Path

import pytest
from pytest_django import Settings

from portal.storage import (
    CHUNK,
    Damaged,
    Disk,
    Store,
    Unavailable,
    Withheld,
    evidence_store,
    export_store,
)
from tests.portal.test_fields import NEW, OLD
from tests.portal.test_storage import HEADER, pattern


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


@pytest.fixture
def store(root: Path) -> Store:
    return Store(Disk(root), purpose="evidence")


def path(root: Path, name: str) -> Path:
    return root / name[:2] / name[2:4] / name


def test_files_written_together_lie_in_one_folder_under_names_of_their_own(
    root: Path, store: Store
) -> None:
    contents = [pattern(length) for length in (0, CHUNK, 3 * CHUNK + 7)]
    names = store.write_all([content] for content in contents)
    assert [store.read_bytes(name) for name in names] == contents
    assert len(set(names)) == 3
    assert len({path(root, name).parent for name in names}) == 1


def test_when_one_of_several_files_breaks_off_none_is_kept(root: Path, store: Store) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield pattern(CHUNK)
        raise OSError("the line went dead")

    with pytest.raises(OSError, match="dead"):
        store.write_all([[b"whole"], breaks_off()])
    assert list(store.names()) == []
    assert list((root / "incoming").iterdir()) == []


def test_a_file_has_its_name_only_once_it_is_on_the_disk(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        real(descriptor)
        is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
        assert not is_file or list(store.names()) == []
        synced.append(is_file)

    monkeypatch.setattr(os, "fsync", watched)
    names = store.write_all([[b"one"], [b"two"]])
    assert sorted(store.names()) == sorted(names)
    assert synced.count(True) == 2
    assert synced[-3:] == [False, False, False]  # the folder, and those above that are new


def test_only_the_owner_may_read_a_file(root: Path, store: Store) -> None:
    name = store.write(b"x")
    assert stat.S_IMODE(path(root, name).stat().st_mode) == 0o600
    assert stat.S_IMODE(path(root, name).parent.stat().st_mode) == 0o700


def test_old_leftovers_are_swept_and_fresh_ones_stay(root: Path, store: Store) -> None:
    kept = store.write(b"x")
    old, fresh = root / "incoming" / "old", root / "incoming" / "fresh"
    for left in (old, fresh):
        left.touch()
    os.utime(old, (0, 0))
    assert store.sweep_temporary(older_than_seconds=3600) == 1
    assert not old.exists()
    assert fresh.exists()
    assert store.exists(kept)


def test_a_files_age_is_counted_from_its_writing(root: Path, store: Store) -> None:
    name = store.write(b"x")
    os.utime(path(root, name), (0, 0))
    assert store.age_seconds(name) > 1_000_000_000


def test_rewrapping_changes_the_header_only(root: Path, store: Store, settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    name = store.write(pattern(CHUNK + 1))
    before, age = path(root, name).read_bytes(), path(root, name).stat().st_mtime_ns
    settings.MASTER_KEYS = [NEW, OLD]
    assert store.rewrap(name)
    assert not store.rewrap(name)
    settings.MASTER_KEYS = [NEW]
    assert store.key_id(name) == "newer"
    assert store.read_bytes(name) == pattern(CHUNK + 1)
    assert path(root, name).read_bytes()[HEADER:] == before[HEADER:]
    assert path(root, name).stat().st_mtime_ns == age


def test_rewrapping_never_brings_a_deleted_file_back(
    root: Path, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MASTER_KEYS = [OLD]
    name = store.write(b"x")
    settings.MASTER_KEYS = [NEW, OLD]
    write = Disk._write_temporary

    def write_while_another_deletes(self: Disk, pieces: Iterable[bytes]) -> BufferedWriter:
        store.delete(name)
        return write(self, pieces)

    monkeypatch.setattr(Disk, "_write_temporary", write_while_another_deletes)
    assert not store.rewrap(name)
    assert not store.exists(name)
    assert list((root / "incoming").iterdir()) == []


def test_the_stores_lie_where_the_settings_say(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR, settings.EXPORT_DIR = tmp_path / "a", tmp_path / "b"
    evidence, export = evidence_store().write(b"a"), export_store().write(b"b")
    assert path(tmp_path / "a", evidence).is_file()
    assert path(tmp_path / "b", export).is_file()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_is_full_or_shut_keeps_nothing_and_says_so(
    root: Path, store: Store, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def full(_: int) -> None:
        raise OSError(number, "no room, or no right")

    monkeypatch.setattr(os, "fsync", full)
    root.joinpath("incoming").mkdir(parents=True)
    with pytest.raises(Unavailable):
        store.write_all([[b"one"], [b"two"]])
    assert list(store.names()) == []
    assert list((root / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("number", "fault"),
    [(errno.EIO, Damaged), (errno.ESTALE, Unavailable), (errno.EACCES, Withheld)],
)
def test_what_the_disk_says_while_a_file_is_read_is_in_our_words(
    store: Store, monkeypatch: pytest.MonkeyPatch, number: int, fault: type[Exception]
) -> None:
    name = store.write(b"x")
    monkeypatch.setattr(Path, "open", lambda *_, **__: _BadDisk(number))
    with pytest.raises(fault):
        store.read(name)


class _BadDisk(io.BytesIO):
    """An open file whose disk fails at the first piece."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number

    def read(self, *_: object) -> bytes:
        raise OSError(self._number, "no")


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EROFS])
@pytest.mark.parametrize(
    ("broken", "ask"),
    [
        ("stat", lambda store, name: store.exists(name)),
        ("stat", lambda store, name: store.delete(name)),
        ("unlink", lambda store, name: store.delete(name)),
        ("iterdir", lambda store, _: list(store.names())),
    ],
)
def test_a_disk_that_cannot_say_is_away_and_nothing_counts_as_gone(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    broken: str,
    ask: Callable[[Store, str], object],
) -> None:
    name = store.write(b"x")

    def fails(*_: object, **__: object) -> None:
        raise OSError(number, "no")

    with monkeypatch.context() as patch:
        patch.setattr(Path, broken, fails)
        with pytest.raises(Unavailable):
            ask(store, name)
    assert store.read_bytes(name) == b"x"


def test_the_age_of_a_file_on_a_bad_sector_is_unknown(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = store.write(b"x")

    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(Path, "stat", fails)
    with pytest.raises(Damaged):
        store.age_seconds(name)
