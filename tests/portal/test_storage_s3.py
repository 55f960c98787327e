"""The private store in a bucket: what it sends, and what it does when nobody answers."""

import errno
import io
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from botocore.exceptions import ClientError
from django.test import Client
from pytest_django import Settings

from portal import health
from portal.storage import CHUNK, Missing, Store, Unavailable, Withheld, evidence_store, s3
from tests.portal.buckets import address, client, endpoint
from tests.portal.shelves import BucketShelf
from tests.portal.test_fields import NEW, OLD
from tests.portal.test_storage import HEADER, pattern

__all__ = ["address", "endpoint"]  # the fixtures


@pytest.fixture
def store(address: s3.Address) -> Store:
    return Store(s3.Bucket(address), purpose="evidence")


@pytest.fixture
def in_settings(address: s3.Address, settings: Settings) -> None:
    """Let the settings name the bucket."""
    settings.EVIDENCE_STORE = f"s3://{address.bucket}/{address.prefix}"
    settings.S3_ENDPOINT_URL, settings.S3_REGION = address.endpoint, address.region
    settings.S3_ACCESS_KEY_ID, settings.S3_SECRET_ACCESS_KEY = address.key_id, address.secret


@pytest.fixture
def nobody() -> str:
    """Return an address at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return f"http://127.0.0.1:{held.getsockname()[1]}"


def test_objects_lie_below_the_prefix_and_sealed(address: s3.Address, store: Store) -> None:
    name = store.write(b"Siti Aminah")
    assert BucketShelf(address).keys() == [f"photos/{name}"]
    assert b"Siti" not in BucketShelf(address).read(name)
    assert len(BucketShelf(address).read(name)) == HEADER + 11 + 16


def test_without_a_prefix_objects_lie_at_the_top(address: s3.Address) -> None:
    store = Store(s3.Bucket(replace(address, prefix="")), purpose="evidence")
    name = store.write(b"x")
    assert BucketShelf(address).keys() == [name]
    assert list(store.names()) == [name]


def test_the_settings_lead_to_the_bucket(address: s3.Address, in_settings: None) -> None:
    name = evidence_store().write(b"x")
    assert BucketShelf(address).keys() == [f"photos/{name}"]
    assert evidence_store().read_bytes(name) == b"x"


def test_a_large_file_is_read_a_chunk_at_a_time(store: Store) -> None:
    name = store.write(pattern(CHUNK) for _ in range(40))
    chunks = store.read(name)
    assert next(chunks) == pattern(CHUNK)
    assert sum(len(chunk) for chunk in chunks) == 39 * CHUNK


def test_reading_that_is_broken_off_leaves_the_next_one_alone(store: Store) -> None:
    name = store.write(pattern(40 * CHUNK))
    for _ in range(30):  # more than there are connections
        next(store.read(name))
    assert len(store.read_bytes(name)) == 40 * CHUNK


def test_rewrapping_keeps_the_age(address: s3.Address, store: Store, settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    name = store.write(b"x")
    old = {
        "Metadata": {"written": "2020-01-01T00:00:00+00:00"},
        "Body": BucketShelf(address).read(name),
    }
    client(address).put_object(Bucket=address.bucket, Key=f"photos/{name}", **old)
    settings.MASTER_KEYS = [NEW, OLD]
    assert store.rewrap(name)
    assert store.age_seconds(name) > 100_000_000


def test_a_store_that_nobody_answers_for_says_so_and_is_left_alone_for_a_while(
    address: s3.Address, nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = s3.Bucket(replace(address, endpoint=nobody))
    store = Store(place, purpose="evidence")
    with pytest.raises(Unavailable, match="does not answer"):
        store.write(b"x")
    with pytest.raises(Unavailable, match="a moment ago"):
        store.read("0" * 32)
    place._rests_until = 0.0
    with pytest.raises(Unavailable, match="does not answer"):
        list(store.names())


def test_a_store_that_accepts_and_never_answers_is_given_up(
    address: s3.Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "_ANSWER_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        endpoint = f"http://127.0.0.1:{frozen.getsockname()[1]}"
        store = Store(s3.Bucket(replace(address, endpoint=endpoint)), purpose="evidence")
        began = time.monotonic()
        with pytest.raises(Unavailable):
            store.write(b"x")
    assert time.monotonic() - began < 20


def test_a_bucket_that_is_not_there_is_no_missing_file(address: s3.Address) -> None:
    store = Store(s3.Bucket(replace(address, bucket="nowhere")), purpose="evidence")
    for ask in (store.read, store.key_id):
        with pytest.raises(Unavailable, match="NoSuchBucket"):
            ask("0" * 32)
    with pytest.raises(Unavailable):
        store.write(b"x")


def test_when_one_of_several_files_does_not_arrive_none_is_kept(
    address: s3.Address, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, lock, sent = s3.Bucket._put, threading.Lock(), []

    def fails_for_the_third(self: s3.Bucket, name: str, spool: object, **rest: object) -> None:
        with lock:
            sent.append(name)
            is_third = len(sent) == 3
        if is_third:
            spool.close()  # type: ignore[attr-defined]
            raise Unavailable
        put(self, name, spool, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(s3.Bucket, "_put", fails_for_the_third)
    with pytest.raises(Unavailable):
        store.write_all([[b"a"], [b"b"], [b"c"], [b"d"]])
    assert BucketShelf(address).keys() == []


def test_an_object_lost_while_it_is_read_is_no_half_photo(store: Store) -> None:
    name = store.write(pattern(20 * CHUNK))
    chunks = store.read(name)
    store.delete(name)
    with pytest.raises(Missing):
        store.read(name)
    assert sum(len(chunk) for chunk in chunks) == 20 * CHUNK


@pytest.fixture
def away(in_settings: None, settings: Settings, nobody: str) -> Iterator[None]:
    settings.S3_ENDPOINT_URL = nobody
    yield
    s3.bucket.cache_clear()


@pytest.mark.django_db
def test_ready_says_whether_the_bucket_answers(
    client: Client, in_settings: None, settings: Settings, nobody: str
) -> None:
    assert client.get("/readyz/").json()["storage"] == "ok"
    settings.S3_ENDPOINT_URL = nobody
    assert not health.readiness()["storage"]


@pytest.mark.parametrize("code", ["AccessDenied", "InvalidObjectState"])
def test_an_object_that_the_store_refuses_is_withheld_and_others_are_read(
    store: Store, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    refused, fine = store.write(b"x"), store.write(b"y")
    client = store._place._client  # type: ignore[attr-defined]
    get = client.get_object

    def get_object(**asked: str) -> object:
        if asked["Key"].endswith(refused):
            raise ClientError({"Error": {"Code": code}}, "GetObject")
        return get(**asked)

    monkeypatch.setattr(client, "get_object", get_object)
    with pytest.raises(Withheld):
        store.read(refused)
    assert store.read_bytes(fine) == b"y"


def test_a_full_folder_of_incoming_files_is_a_store_without_room(
    address: s3.Address, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def writelines(self, _: object) -> None:
            raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("portal.storage.s3.tempfile.SpooledTemporaryFile", lambda **_: Full())
    with pytest.raises(Unavailable):
        store.write(b"x")
    assert BucketShelf(address).keys() == []
