"""Sealed files in a bucket of an S3 store (Amazon's, MinIO, Ceph and their like).

It relies on two promises of such a store: PutObject is all or nothing and readable once it was
acknowledged, and `If-Match` refuses to replace an object that was changed or deleted meanwhile.
Parts of uploads are never used, so there is nothing unfinished to sweep.
"""

import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import IO, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from urllib3.exceptions import HTTPError

from portal.storage.faults import Missing, Unavailable, Withheld
from portal.storage.local import writing

_NAME = re.compile(r"[0-9a-f]{32}")
_PIECE = 64 * 1024
_SENT_AT_ONCE = 5
# What is sealed waits in memory up to here, then in a file without a name.
_IN_MEMORY = 1024 * 1024
# How long one request may take: to connect, for each answer, and how often it is tried.
_CONNECT_SECONDS, _ANSWER_SECONDS, _TRIES = 2, 8, 2
# A store that did not answer is left alone for so long, or each page would wait for it anew.
_REST_SECONDS = 5.0
_MOST_REWRITES = 3
_NO_ETAG = f'"{"0" * 32}"'
# One name for every try: what one could not delete the next one overwrites and deletes.
_PROBE = "probe"
_WRITTEN = "written"
# boto3 makes clients in one thread only; the clients themselves are for all of them.
_MAKING = threading.Lock()
_GONE = {"NoSuchKey", "404", "NotFound"}
# What it says of one object that it has: no right to it, or it lies in an archive.
_WITHHELD = {"AccessDenied", "403", "Forbidden", "InvalidObjectState"}
_CHANGED = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bucket is and who we are there; empty: as the machine's own settings say."""

    bucket: str
    prefix: str
    endpoint: str
    region: str
    key_id: str = field(repr=False)
    secret: str = field(repr=False)


class Bucket:
    """The objects below one prefix of a bucket."""

    def __init__(self, address: Address) -> None:
        self._bucket = address.bucket
        self._prefix = f"{address.prefix.strip('/')}/".removeprefix("/")
        self._client = _client(address, seconds=_ANSWER_SECONDS, tries=_TRIES)
        self._prober = _client(address, seconds=_CONNECT_SECONDS, tries=1)
        self._rests_until = 0.0

    def put_all(self, files: Iterable[tuple[str, Iterable[bytes]]]) -> None:
        """Keep all files, or none; the store has acknowledged each when this returns.

        While one is sent the next is sealed.
        """
        sent: list[tuple[str, Future[None]]] = []
        try:
            with ThreadPoolExecutor(_SENT_AT_ONCE) as line:
                for name, pieces in files:
                    sent.append((name, line.submit(self._put, name, _spooled(pieces))))
                for _, one in sent:
                    one.result()
        except BaseException:
            for name, _ in sent:  # one that cannot be removed now is swept: no row names it
                with suppress(Unavailable):
                    self.delete(name)
            raise

    def _put(self, name: str, spool: IO[bytes], **conditions: Any) -> None:  # noqa: ANN401 - boto3's
        with spool, self._asked(name):
            self._client.put_object(
                Bucket=self._bucket,
                Key=self._key(name),
                Body=spool,
                ContentType="application/octet-stream",
                **conditions,
            )

    @contextmanager
    def open(self, name: str) -> Iterator["_Body"]:
        """Open a file for reading; raises Missing."""
        with self._got(name) as (body, _):
            yield body

    @contextmanager
    def _got(self, name: str) -> Iterator[tuple["_Body", Any]]:
        with self._asked(name):
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key(name))
        try:
            yield _Body(answer["Body"], self._asked), answer
        finally:
            answer["Body"].close()

    def exists(self, name: str) -> bool:
        """Say whether there is a file of this name."""
        try:
            self.written_at(name)
        except Missing:
            return False
        return True

    def delete(self, name: str) -> None:
        """Remove the file; one that is gone already is fine."""
        with self._asked(name):
            self._client.delete_object(Bucket=self._bucket, Key=self._key(name))

    def names(self, *, after: str) -> Iterator[str]:
        """Yield the names after `after`, in order, a page of them at a time."""
        asked = {
            "Bucket": self._bucket, "Prefix": self._prefix, "StartAfter": self._key(after),
        }  # fmt: skip
        pages = iter(self._client.get_paginator("list_objects_v2").paginate(**asked))
        while True:
            with self._asked():
                page = next(pages, None)
            if page is None:
                return
            for row in page.get("Contents", ()):
                name = row["Key"].removeprefix(self._prefix)
                if _NAME.fullmatch(name):
                    yield name

    def written_at(self, name: str) -> float:
        """Return when the file was first written, in seconds since 1970; raises Missing."""
        with self._asked(name):
            return _written(self._client.head_object(Bucket=self._bucket, Key=self._key(name)))

    def replace_header(
        self, name: str, length: int, change: Callable[[bytes], bytes | None]
    ) -> bool:
        """Write the object anew behind `change(header)`, unless it was changed meanwhile.

        Then it is looked at again: only one that is gone, or needs no change, is left as it is.
        """
        for turn in range(_MOST_REWRITES):
            try:
                if (done := self._replaced_once(name, length, change)) is not None:
                    return done
            except Missing:
                if turn == 0:
                    raise
                return False
        raise Unavailable(f"file {name} was changed by somebody else again and again")

    def _replaced_once(
        self, name: str, length: int, change: Callable[[bytes], bytes | None]
    ) -> bool | None:
        """Say whether the object is another now; None when somebody else was faster."""
        with self._got(name) as (body, answer):
            header = change(body.read(length))
            if header is None:
                return False
            spool = _spooled(_prefixed(header, body))
        written = datetime.fromtimestamp(_written(answer)).astimezone().isoformat()
        try:
            self._put(name, spool, IfMatch=answer["ETag"], Metadata={_WRITTEN: written})
        except Missing:
            return False
        except _Conflict:
            return None
        return True

    def sweep_temporary(self, older_than_seconds: float) -> int:
        """Find nothing: an object that was not sent whole was never there."""
        return 0

    def probe(self) -> None:
        """Ask for the bucket, and wait but briefly."""
        self._prober.head_bucket(Bucket=self._bucket)

    def replaces_safely(self) -> bool:
        """Try out whether the store refuses to replace an object that is not as it was read."""
        try:
            self._put(_PROBE, _spooled([b"one"]))
            self._put(_PROBE, _spooled([b"two"]), IfMatch=_NO_ETAG)
        except (_Conflict, Missing):  # missing: another process's try deleted it between the two
            return True
        finally:
            with suppress(Unavailable):
                self.delete(_PROBE)
        return False

    def _key(self, name: str) -> str:
        return f"{self._prefix}{name}"

    @contextmanager
    def _asked(self, name: str = "") -> Iterator[None]:
        """Turn what the store answers into our own faults; leave alone one that does not."""
        if time.monotonic() < self._rests_until:
            raise Unavailable("the store did not answer a moment ago")
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _GONE:
                raise Missing(f"file {name} is not in the store") from None
            if code in _CHANGED:
                raise _Conflict(f"file {name} was changed meanwhile") from None
            kind = Withheld if name and code in _WITHHELD else Unavailable
            raise kind(f"the store refused: {code}") from error
        except (BotoCoreError, HTTPError, OSError) as error:
            self._rests_until = time.monotonic() + _REST_SECONDS
            raise Unavailable(f"the store does not answer: {type(error).__name__}") from error


class _Conflict(Unavailable):
    """Somebody else changed the object first."""


class _Body:
    """What a store sends of one object, read from front to back."""

    def __init__(self, body: Any, asked: Callable[[], Any]) -> None:  # noqa: ANN401 - boto3's
        self._body, self._asked = body, asked

    def read(self, size: int, /) -> bytes:
        """Return `size` bytes, fewer at the end only."""
        found = b""
        with self._asked():
            while len(found) < size and (piece := self._body.read(size - len(found))):
                found += piece
        return found

    def skip(self, size: int, /) -> None:
        """Read past `size` bytes: nothing whose parts are asked for lies in a bucket."""
        while size > 0 and (piece := self.read(min(size, _PIECE))):
            size -= len(piece)


@cache
def bucket(address: Address) -> Bucket:
    """Return the bucket of this process: making what speaks to it takes a while."""
    return Bucket(address)


@cache
def _session() -> Any:  # noqa: ANN401 - boto3's
    return boto3.session.Session()


def _client(address: Address, *, seconds: int, tries: int) -> Any:  # noqa: ANN401 - boto3 makes its type at run time
    config = Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=seconds,
        retries={"total_max_attempts": tries, "mode": "standard"},
        max_pool_connections=4 * _SENT_AT_ONCE,
        # Stores other than Amazon's rarely have a host name for each bucket.
        s3={"addressing_style": "path" if address.endpoint else "auto"},
    )
    with _MAKING:
        return _session().client(
            "s3",
            endpoint_url=address.endpoint or None,
            region_name=address.region or None,
            aws_access_key_id=address.key_id or None,
            aws_secret_access_key=address.secret or None,
            config=config,
        )


def _spooled(pieces: Iterable[bytes]) -> IO[bytes]:
    """Return `pieces` as a file: a request must know its length, and be able to begin anew.

    Raises Unavailable where the folder of incoming files is full.
    """
    spool = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - _put closes it
    try:
        with writing():
            spool.writelines(pieces)
            spool.seek(0)  # writes what is still in memory
    except BaseException:
        with suppress(OSError):  # a full disk refuses again
            spool.close()
        raise
    return spool


def _prefixed(header: bytes, body: _Body) -> Iterator[bytes]:
    yield header
    while piece := body.read(_PIECE):
        yield piece


def _written(answer: Any) -> float:  # noqa: ANN401 - boto3's dictionary
    kept = answer.get("Metadata", {}).get(_WRITTEN)
    moment: datetime = datetime.fromisoformat(kept) if kept else answer["LastModified"]
    return moment.timestamp()
