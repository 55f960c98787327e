"""Rotating the master keys over photos in a bucket: begun again anywhere, and nothing is lost."""

from io import StringIO
from typing import IO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from portal import checks, rotation
from portal.storage import Unavailable, Withheld, evidence_store, s3
from portal.storage.s3 import Address
from tests.portal.buckets import address, client, endpoint
from tests.portal.test_fields import NEW, OLD
from tests.portal.test_storage_s3 import in_settings

__all__ = ["address", "endpoint", "in_settings"]  # the fixtures

pytestmark = pytest.mark.django_db


def test_the_command_moves_the_bucket_too(in_settings: None, settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    name = evidence_store().write(b"photo")
    settings.MASTER_KEYS = [NEW, OLD]
    said = StringIO()
    call_command("rotate_keys", stdout=said)
    settings.MASTER_KEYS = [NEW]
    assert "evidence files: 1" in said.getvalue()
    assert evidence_store().read_bytes(name) == b"photo"


def test_a_walk_that_the_store_broke_off_goes_on_with_the_rest(
    in_settings: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MASTER_KEYS = [OLD]
    names = sorted(evidence_store().write(b"photo") for _ in range(4))
    settings.MASTER_KEYS = [NEW, OLD]
    put, sent = s3.Bucket._put, []

    def breaks_off(self: s3.Bucket, name: str, spool: object, **rest: object) -> None:
        sent.append(name)
        if len(sent) == 3:
            spool.close()  # type: ignore[attr-defined]
            raise Unavailable
        put(self, name, spool, **rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(s3.Bucket, "_put", breaks_off)
        with pytest.raises(Unavailable):
            list(rotation.rotate_files("evidence files", evidence_store()))
    assert [evidence_store().key_id(name) for name in names] == ["newer"] * 2 + ["old"] * 2
    *_, last = rotation.rotate_files("evidence files", evidence_store())
    assert last.changed == 2
    settings.MASTER_KEYS = [NEW]
    assert all(evidence_store().read_bytes(name) == b"photo" for name in names)


def test_a_withheld_file_is_named_at_the_end_and_holds_up_no_other(
    in_settings: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MASTER_KEYS = [OLD]
    withheld, *others = sorted(evidence_store().write(b"photo") for _ in range(3))
    settings.MASTER_KEYS = [NEW, OLD]
    put = s3.Bucket._put

    def refuses_one(self: s3.Bucket, name: str, spool: IO[bytes], **rest: object) -> None:
        if name == withheld:
            spool.close()
            raise Withheld
        put(self, name, spool, **rest)

    monkeypatch.setattr(s3.Bucket, "_put", refuses_one)
    complaint = StringIO()
    with pytest.raises(CommandError, match="1 kept their old key"):
        call_command("rotate_keys", stdout=StringIO(), stderr=complaint)
    assert withheld in complaint.getvalue()
    assert {evidence_store().key_id(name) for name in others} == {"newer"}


def test_files_side_by_side_are_each_rotated_once(in_settings: None, settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    names = [evidence_store().write(b"photo") for _ in range(5)]
    settings.MASTER_KEYS = [NEW, OLD]
    *_, last = rotation.rotate_files("evidence files", evidence_store(), at_once=3)
    assert (last.changed, last.left) == (5, [])
    assert {evidence_store().key_id(name) for name in names} == {"newer"}


def test_a_bucket_that_ignores_conditions_is_named_and_no_key_is_rotated(
    in_settings: None, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks.evidence_store_replaces_safely() == []
    assert "Contents" not in client(address).list_objects_v2(Bucket=address.bucket)
    put = s3.Bucket._put

    def ignores(self: s3.Bucket, name: str, spool: IO[bytes], **_conditions: object) -> None:
        put(self, name, spool)

    monkeypatch.setattr(s3.Bucket, "_put", ignores)
    assert [fault.id for fault in checks.evidence_store_replaces_safely()] == ["portal.E014"]
    with pytest.raises(CommandError, match="ignores If-Match"):
        call_command("rotate_keys", stdout=StringIO())


def test_what_one_trial_of_a_bucket_leaves_the_next_one_removes(
    in_settings: None, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_self: s3.Bucket, _name: str) -> None:
        raise Unavailable

    with monkeypatch.context() as patch:
        patch.setattr(s3.Bucket, "delete", refuses)
        assert evidence_store().replaces_safely()
        assert evidence_store().replaces_safely()
    assert client(address).list_objects_v2(Bucket=address.bucket)["KeyCount"] == 1
    assert list(evidence_store().names()) == []
    assert evidence_store().replaces_safely()
    assert "Contents" not in client(address).list_objects_v2(Bucket=address.bucket)


def test_a_bucket_that_cannot_be_tried_out_is_named(in_settings: None, settings: Settings) -> None:
    settings.EVIDENCE_STORE = "s3://nobodys-bucket/photos"
    assert [fault.id for fault in checks.evidence_store_replaces_safely()] == ["portal.W002"]
    settings.EVIDENCE_STORE = ""
    assert checks.evidence_store_replaces_safely() == []
