"""Removes the bytes of erased files: written down with the row first, done once that is committed.

The order is the deletion. Whoever finds one that was begun ends it, whatever happened meanwhile: a
rollback takes no byte, and a worker killed anywhere leaves an order that the next one carries out.
"""

import logging
from datetime import datetime

from django.db.models import QuerySet

from appeals.models import Evidence, FileErasure
from portal.storage import Unavailable, evidence_store

log = logging.getLogger(__name__)

_MOST = 500


def order(row: Evidence, *, at: datetime) -> None:
    """Write down which bytes of the row are to go, in the transaction that empties the row."""
    names = [name for name in (row.upload_name, row.image_name, row.thumbnail_name) if name]
    FileErasure.objects.get_or_create(evidence=row, defaults={"names": names, "ordered_at": at})


def finish(*, case: int, at: datetime) -> None:
    """Remove what was ordered of the case; call it outside the ordering transaction.

    Raises Unavailable, and then the rest stays ordered.
    """
    _remove(FileErasure.objects.filter(evidence__appeal=case, gone_at=None).order_by("pk"), at=at)


def finish_all(*, at: datetime) -> None:
    """Remove what workers ordered and did not come to; an outage leaves the rest for later."""
    try:
        _remove(FileErasure.objects.filter(gone_at=None).order_by("pk")[:_MOST], at=at)
    except Unavailable:
        log.warning("erased files wait for the store")


def _remove(ordered: QuerySet[FileErasure], *, at: datetime) -> None:
    store = evidence_store()
    for file in ordered:
        for name in file.names:
            store.delete(name)
        FileErasure.objects.filter(pk=file.pk, gone_at=None).update(names=[], gone_at=at)
