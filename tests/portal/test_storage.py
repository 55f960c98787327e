"""The private store: what is on the disk, and what it notices."""

import os
import stat
import threading
from collections.abc import Iterator
from io import BufferedWriter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from portal.storage import CHUNK, Damaged, Missing, Store, evidence_store, export_store
from tests.portal.test_fields import NEW, OLD

HEADER = 80
SEALED_CHUNK = CHUNK + 16


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "evidence", purpose="evidence")


def path(store: Store, name: str) -> Path:
    return store.root / name[:2] / name[2:4] / name


def pattern(length: int) -> bytes:
    return (b"0123456789abcdef" * (length // 16 + 1))[:length]


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_what_is_written_is_read(store: Store, length: int) -> None:
    name = store.write(pattern(length))
    assert store.read_bytes(name) == pattern(length)
    assert all(len(chunk) <= CHUNK for chunk in store.read(name))


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.integers(0, 2 * CHUNK), max_size=4))
def test_pieces_of_any_size_make_one_file(store: Store, lengths: list[int]) -> None:
    name = store.write(pattern(length) for length in lengths)
    assert store.read_bytes(name) == b"".join(pattern(length) for length in lengths)


def test_files_written_together_lie_in_one_folder_under_names_of_their_own(store: Store) -> None:
    contents = [pattern(length) for length in (0, CHUNK, 3 * CHUNK + 7)]
    names = store.write_all([content] for content in contents)
    assert [store.read_bytes(name) for name in names] == contents
    assert len(set(names)) == 3
    assert len({path(store, name).parent for name in names}) == 1


def test_when_one_of_several_files_breaks_off_none_is_kept(store: Store) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield pattern(CHUNK)
        raise OSError("the line went dead")

    with pytest.raises(OSError, match="dead"):
        store.write_all([[b"whole"], breaks_off()])
    assert list(store.names()) == []
    assert list((store.root / "incoming").iterdir()) == []


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


def test_the_disk_holds_neither_the_content_nor_a_key(store: Store) -> None:
    name = store.write(b"Siti Aminah 3174055504850001")
    on_disk = path(store, name).read_bytes()
    assert b"Siti" not in on_disk
    assert len(on_disk) == HEADER + 28 + 16


def test_only_the_owner_may_read_a_file(store: Store) -> None:
    name = store.write(b"x")
    assert stat.S_IMODE(path(store, name).stat().st_mode) == 0o600
    assert stat.S_IMODE(path(store, name).parent.stat().st_mode) == 0o700


def test_the_same_content_gets_another_name_and_other_bytes(store: Store) -> None:
    first, second = store.write(b"same"), store.write(b"same")
    assert first != second
    assert path(store, first).read_bytes()[HEADER:] != path(store, second).read_bytes()[HEADER:]


@pytest.mark.parametrize("place", [0, 4, 19, 20, 32, 79, 80, HEADER + SEALED_CHUNK, -1])
def test_one_changed_byte_is_noticed(store: Store, place: int) -> None:
    name = store.write(pattern(2 * CHUNK))
    content = bytearray(path(store, name).read_bytes())
    content[place] ^= 1
    path(store, name).write_bytes(content)
    with pytest.raises(Damaged):
        store.read_bytes(name)


@pytest.mark.parametrize(
    "kept", [0, 10, HEADER, HEADER + 5, HEADER + SEALED_CHUNK, HEADER + 2 * SEALED_CHUNK, -1]
)
def test_a_file_cut_short_is_noticed(store: Store, kept: int) -> None:
    name = store.write(pattern(3 * CHUNK))
    path(store, name).write_bytes(path(store, name).read_bytes()[:kept])
    with pytest.raises(Damaged):
        store.read_bytes(name)


def test_a_file_made_longer_is_noticed(store: Store) -> None:
    name = store.write(pattern(CHUNK))
    with path(store, name).open("ab") as file:
        file.write(b"more")
    with pytest.raises(Damaged):
        store.read_bytes(name)


def test_chunks_in_another_order_are_noticed(store: Store) -> None:
    name = store.write(pattern(3 * CHUNK))
    content = path(store, name).read_bytes()
    first, second = HEADER + SEALED_CHUNK, HEADER + 2 * SEALED_CHUNK
    swapped = content[:HEADER] + content[first:second] + content[HEADER:first] + content[second:]
    path(store, name).write_bytes(swapped)
    with pytest.raises(Damaged):
        store.read_bytes(name)


def test_two_files_that_changed_places_are_noticed(store: Store) -> None:
    first, second = store.write(b"first"), store.write(b"second")
    path(store, first).write_bytes(path(store, second).read_bytes())
    with pytest.raises(Damaged):
        store.read_bytes(first)


def test_a_file_of_another_store_is_noticed(store: Store) -> None:
    name = store.write(b"x")
    with pytest.raises(Damaged):
        Store(store.root, purpose="export").read_bytes(name)


def test_chunks_before_the_damage_are_given_and_none_after(store: Store) -> None:
    name = store.write(pattern(3 * CHUNK))
    content = bytearray(path(store, name).read_bytes())
    content[HEADER + SEALED_CHUNK] ^= 1
    path(store, name).write_bytes(content)
    chunks = store.read(name)
    assert next(chunks) == pattern(CHUNK)
    with pytest.raises(Damaged):
        next(chunks)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 31, "A" * 32, "0" * 32, "lock"])
def test_an_unknown_name_is_missing(store: Store, name: str) -> None:
    store.write(b"x")
    assert not store.exists(name)
    store.delete(name)
    for ask in (store.read, store.key_id, store.rewrap, store.age_seconds):
        with pytest.raises(Missing):
            ask(name)


def test_a_deleted_file_is_gone_and_deleting_twice_is_fine(store: Store) -> None:
    name = store.write(b"x")
    store.delete(name)
    store.delete(name)
    assert not store.exists(name)
    assert list(store.names()) == []


def test_names_lists_every_file_once_and_nothing_else(store: Store) -> None:
    written = {store.write(b"x") for _ in range(20)}
    (store.root / "incoming" / "left").touch()
    assert sorted(written) == list(store.names())


def test_a_source_that_breaks_off_leaves_nothing(store: Store) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.write(broken())
    assert not list(store.names())
    assert not list((store.root / "incoming").iterdir())


def test_old_leftovers_are_swept_and_fresh_ones_stay(store: Store) -> None:
    kept = store.write(b"x")
    old, fresh = store.root / "incoming" / "old", store.root / "incoming" / "fresh"
    for left in (old, fresh):
        left.touch()
    os.utime(old, (0, 0))
    assert store.sweep_temporary(older_than_seconds=3600) == 1
    assert not old.exists()
    assert fresh.exists()
    assert store.exists(kept)


def test_a_files_age_is_counted_from_its_writing(store: Store) -> None:
    name = store.write(b"x")
    os.utime(path(store, name), (0, 0))
    assert store.age_seconds(name) > 1_000_000_000


def test_an_empty_store_has_nothing_to_list_or_sweep(store: Store) -> None:
    assert list(store.names()) == []
    assert store.sweep_temporary(0) == 0


def test_rewrapping_changes_the_header_only(store: Store, settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    name = store.write(pattern(CHUNK + 1))
    before, age = path(store, name).read_bytes(), path(store, name).stat().st_mtime_ns
    settings.MASTER_KEYS = [NEW, OLD]
    assert store.rewrap(name)
    assert not store.rewrap(name)
    settings.MASTER_KEYS = [NEW]
    assert store.key_id(name) == "newer"
    assert store.read_bytes(name) == pattern(CHUNK + 1)
    assert path(store, name).read_bytes()[HEADER:] == before[HEADER:]
    assert path(store, name).stat().st_mtime_ns == age


def test_a_file_of_a_retired_key_says_which(store: Store, settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    name = store.write(b"x")
    settings.MASTER_KEYS = [NEW]
    with pytest.raises(Damaged, match="'old'"):
        store.read(name)


def test_rewrapping_never_brings_a_deleted_file_back(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MASTER_KEYS = [OLD]
    name = store.write(b"x")
    settings.MASTER_KEYS = [NEW, OLD]
    write = store._write_temporary

    def write_while_another_deletes(pieces: Iterator[bytes]) -> BufferedWriter:
        store.delete(name)
        return write(pieces)

    monkeypatch.setattr(store, "_write_temporary", write_while_another_deletes)
    assert not store.rewrap(name)
    assert not store.exists(name)
    assert list((store.root / "incoming").iterdir()) == []


def test_many_writers_do_not_disturb_each_other(store: Store) -> None:
    written: dict[str, bytes] = {}

    def work(number: int) -> None:
        for turn in range(5):
            content = f"{number} {turn}".encode()
            written[store.write(content)] = content

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: store.read_bytes(name) for name in store.names()} == written


def test_the_stores_lie_where_the_settings_say(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR, settings.EXPORT_DIR = tmp_path / "a", tmp_path / "b"
    assert (evidence_store().root, export_store().root) == (tmp_path / "a", tmp_path / "b")
