"""Both places where sealed files may lie, each with a way past the store to its bytes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portal.storage import Disk, Place
from portal.storage.s3 import Address, Bucket
from tests.portal.buckets import client


@dataclass
class DiskShelf:
    """A folder."""

    root: Path

    def place(self) -> Place:
        return Disk(self.root)

    def path(self, name: str) -> Path:
        return self.root / name[:2] / name[2:4] / name

    def read(self, name: str) -> bytes:
        return self.path(name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        self.path(name).write_bytes(content)


@dataclass
class BucketShelf:
    """A bucket behind moto."""

    address: Address

    def place(self) -> Place:
        return Bucket(self.address)

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self.address.bucket, "Key": f"{self.address.prefix}/{name}"}

    def read(self, name: str) -> bytes:
        content: bytes = client(self.address).get_object(**self._at(name))["Body"].read()
        return content

    def write(self, name: str, content: bytes) -> None:
        client(self.address).put_object(**self._at(name), Body=bytes(content))

    def keys(self) -> list[str]:
        found: Any = client(self.address).list_objects_v2(Bucket=self.address.bucket)
        return [row["Key"] for row in found.get("Contents", ())]


Shelf = DiskShelf | BucketShelf


@pytest.fixture(params=["disk", "s3"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    """Return an empty folder, then an empty bucket."""
    if request.param == "disk":
        return DiskShelf(tmp_path / "evidence")
    return BucketShelf(request.getfixturevalue("address"))
