"""Private files, encrypted and never served by the web server: the portal's three stores."""

import urllib.parse

from django.conf import settings

from portal.storage.disk import Disk
from portal.storage.faults import Damaged, Missing, Unavailable, Withheld
from portal.storage.sealed import CHUNK, Piece
from portal.storage.store import Place, Store

__all__ = [
    "CHUNK",
    "Damaged",
    "Disk",
    "Missing",
    "Piece",
    "Place",
    "Store",
    "Unavailable",
    "Withheld",
    "evidence_store",
    "export_store",
    "import_store",
]


def evidence_store() -> Store:
    """Return the store of people's photos: EVIDENCE_DIR, or the bucket of EVIDENCE_STORE."""
    return Store(_evidence_place(), purpose="evidence")


def export_store() -> Store:
    """Return the store of written exports."""
    return Store(Disk(settings.EXPORT_DIR), purpose="export")


def import_store() -> Store:
    """Return the store of files that wait to be taken in, and of what was refused in them."""
    return Store(Disk(settings.IMPORT_DIR), purpose="import")


def _evidence_place() -> Place:
    if not settings.EVIDENCE_STORE:
        return Disk(settings.EVIDENCE_DIR)
    from portal.storage import s3  # noqa: PLC0415 - most portals have a disk; boto3 is slow to load

    where = urllib.parse.urlsplit(settings.EVIDENCE_STORE)
    return s3.bucket(
        s3.Address(
            bucket=where.netloc,
            prefix=where.path,
            endpoint=settings.S3_ENDPOINT_URL,
            region=settings.S3_REGION,
            key_id=settings.S3_ACCESS_KEY_ID,
            secret=settings.S3_SECRET_ACCESS_KEY,
        )
    )
