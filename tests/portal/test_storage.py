"""The private store on a disk and in a bucket: what lies there, and what it notices."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from portal.storage import CHUNK, Damaged, Missing, Store
from portal.storage.sealed import Sealer
from tests.portal.buckets import address, endpoint
from tests.portal.shelves import DiskShelf, Shelf, shelf
from tests.portal.test_fields import NEW, OLD

__all__ = ["address", "endpoint", "shelf"]  # the fixtures

HEADER = 80
SEALED_CHUNK = CHUNK + 16


@pytest.fixture
def store(shelf: Shelf) -> Store:
    return Store(shelf.place(), purpose="evidence")


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


def test_the_place_holds_neither_the_content_nor_a_key(shelf: Shelf, store: Store) -> None:
    name = store.write(b"Siti Aminah 3174055504850001")
    kept = shelf.read(name)
    assert b"Siti" not in kept
    assert len(kept) == HEADER + 28 + 16


def test_the_same_content_gets_another_name_and_other_bytes(shelf: Shelf, store: Store) -> None:
    first, second = store.write(b"same"), store.write(b"same")
    assert first != second
    assert shelf.read(first)[HEADER:] != shelf.read(second)[HEADER:]


@pytest.mark.parametrize("place", [0, 4, 19, 20, 32, 79, 80, HEADER + SEALED_CHUNK, -1])
def test_one_changed_byte_is_noticed(shelf: Shelf, store: Store, place: int) -> None:
    name = store.write(pattern(2 * CHUNK))
    content = bytearray(shelf.read(name))
    content[place] ^= 1
    shelf.write(name, bytes(content))
    with pytest.raises(Damaged):
        store.read_bytes(name)


@pytest.mark.parametrize(
    "kept", [0, 10, HEADER, HEADER + 5, HEADER + SEALED_CHUNK, HEADER + 2 * SEALED_CHUNK, -1]
)
def test_a_file_cut_short_is_noticed(shelf: Shelf, store: Store, kept: int) -> None:
    name = store.write(pattern(3 * CHUNK))
    shelf.write(name, shelf.read(name)[:kept])
    with pytest.raises(Damaged):
        store.read_bytes(name)


def test_a_file_made_longer_is_noticed(shelf: Shelf, store: Store) -> None:
    name = store.write(pattern(CHUNK))
    shelf.write(name, shelf.read(name) + b"more")
    with pytest.raises(Damaged):
        store.read_bytes(name)


def test_chunks_in_another_order_are_noticed(shelf: Shelf, store: Store) -> None:
    name = store.write(pattern(3 * CHUNK))
    content = shelf.read(name)
    first, second = HEADER + SEALED_CHUNK, HEADER + 2 * SEALED_CHUNK
    swapped = content[:HEADER] + content[first:second] + content[HEADER:first] + content[second:]
    shelf.write(name, swapped)
    with pytest.raises(Damaged):
        store.read_bytes(name)


def test_two_files_that_changed_places_are_noticed(shelf: Shelf, store: Store) -> None:
    first, second = store.write(b"first"), store.write(b"second")
    shelf.write(first, shelf.read(second))
    with pytest.raises(Damaged):
        store.read_bytes(first)


def test_a_file_of_another_store_is_noticed(shelf: Shelf, store: Store) -> None:
    name = store.write(b"x")
    with pytest.raises(Damaged):
        Store(shelf.place(), purpose="export").read_bytes(name)


@pytest.mark.parametrize("start", [0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 6])
def test_a_part_is_the_bytes_asked_for_and_never_goes_past_the_end(
    store: Store, start: int
) -> None:
    whole = pattern(2 * CHUNK + 7)
    name = store.write(whole)
    assert b"".join(store.read_part(name, start=start, length=1)) == whole[start : start + 1]
    assert b"".join(store.read_part(name, start=start, length=len(whole) - start)) == whole[start:]
    with pytest.raises(Damaged):
        list(store.read_part(name, start=start, length=len(whole) + 1))


def test_chunks_before_the_damage_are_given_and_none_after(shelf: Shelf, store: Store) -> None:
    name = store.write(pattern(3 * CHUNK))
    content = bytearray(shelf.read(name))
    content[HEADER + SEALED_CHUNK] ^= 1
    shelf.write(name, bytes(content))
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


def test_an_empty_store_has_nothing_to_list_or_sweep(store: Store) -> None:
    assert list(store.names()) == []
    assert store.sweep_temporary(0) == 0


def test_a_file_of_a_retired_key_says_which(store: Store, settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    name = store.write(b"x")
    settings.MASTER_KEYS = [NEW]
    with pytest.raises(Damaged, match="'old'"):
        store.read(name)


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


def test_when_one_of_several_files_breaks_off_none_is_kept(store: Store) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield pattern(CHUNK)
        raise OSError("the line went dead")

    with pytest.raises(OSError, match="dead"):
        store.write_all([[b"whole"], breaks_off()])
    assert list(store.names()) == []
    assert store.sweep_temporary(0) == 0


def test_files_written_together_have_names_of_their_own(store: Store) -> None:
    contents = [pattern(length) for length in (0, CHUNK, 3 * CHUNK + 7)]
    names = store.write_all([content] for content in contents)
    assert [store.read_bytes(name) for name in names] == contents
    assert len(set(names)) == 3


def test_names_lists_every_file_once_and_nothing_else(shelf: Shelf, store: Store) -> None:
    written = sorted(store.write(b"x") for _ in range(12))
    if isinstance(shelf, DiskShelf):
        (shelf.root / "incoming" / "left").touch()
    else:
        shelf.write("not-a-name", b"x")
    assert list(store.names()) == written
    assert [list(store.names(after=name)) for name in ("", *written)] == [
        written[at:] for at in range(13)
    ]


def test_a_source_that_breaks_off_leaves_nothing(store: Store) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.write(broken())
    assert not list(store.names())
    assert store.sweep_temporary(0) == 0


def test_a_fresh_file_has_hardly_any_age(store: Store) -> None:
    assert -5 < store.age_seconds(store.write(b"x")) < 60


def test_rewrapping_changes_the_header_only(shelf: Shelf, store: Store, settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    name = store.write(pattern(CHUNK + 1))
    before = shelf.read(name)
    settings.MASTER_KEYS = [NEW, OLD]
    assert store.rewrap(name)
    assert not store.rewrap(name)
    settings.MASTER_KEYS = [NEW]
    assert store.key_id(name) == "newer"
    assert store.read_bytes(name) == pattern(CHUNK + 1)
    assert shelf.read(name)[HEADER:] == before[HEADER:]


def test_rewrapping_never_brings_a_deleted_file_back(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MASTER_KEYS = [OLD]
    name = store.write(b"x")
    settings.MASTER_KEYS = [NEW, OLD]
    rewrapped = Sealer.rewrapped

    def rewrapped_while_another_deletes(self: Sealer, name: str, header: bytes) -> bytes | None:
        store.delete(name)
        return rewrapped(self, name, header)

    monkeypatch.setattr(Sealer, "rewrapped", rewrapped_while_another_deletes)
    assert not store.rewrap(name)
    assert not store.exists(name)
    assert store.sweep_temporary(0) == 0


def test_two_that_rewrap_one_file_leave_it_whole_under_the_new_key(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MASTER_KEYS = [OLD]
    name = store.write(b"x")
    settings.MASTER_KEYS = [NEW, OLD]
    rewrapped, turns = Sealer.rewrapped, []

    def rewrapped_while_another_does(self: Sealer, name: str, header: bytes) -> bytes | None:
        turns.append(name)
        if len(turns) == 1:
            store.rewrap(name)
        return rewrapped(self, name, header)

    monkeypatch.setattr(Sealer, "rewrapped", rewrapped_while_another_does)
    store.rewrap(name)
    assert store.key_id(name) == "newer"
    assert store.read_bytes(name) == b"x"


def test_a_store_that_is_there_passes_its_probe(store: Store) -> None:
    store.probe()
