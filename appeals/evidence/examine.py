"""Examines leased evidence: the child makes clean pictures, the store keeps them, the row says so.

Killed at any point nothing is lost: the upload goes only after the row names the pictures, and
files that no row names are removed by `sweep`.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from appeals import notices
from appeals.evidence import decoder
from appeals.evidence.codes import Code, Rejected
from appeals.evidence.decoder import ChildDied, ChildUnavailable
from appeals.evidence.wire import Pictures
from appeals.models import Evidence
from appeals.querysets import EvidenceQuerySet
from portal.storage import Damaged, Missing, evidence_store

log = logging.getLogger(__name__)

LEASE_SECONDS = 60
RETRY_IN = timedelta(seconds=30)
# A photo that ends its child this often is refused: the photo, not the machine, is the cause.
MOST_DEATHS = 3


def examine_owed(evidence: EvidenceQuerySet, *, most: int, at: datetime) -> int:
    """Lease and examine up to `most` files of `evidence` one by one; return how many.

    The people of open cases whose file is refused are told, once a step of their case; the
    message is owed as of `at`.
    """
    for count in range(most):
        leased = evidence.lease(seconds=LEASE_SECONDS)
        if not leased:
            return count
        examine(leased[0], at=at)
    return most


def examine(evidence: Evidence, *, at: datetime) -> None:
    """Examine one leased row: it becomes ready, refused with a fault, or is owed again later."""
    try:
        (page,) = decoder.clean(evidence_store().read_bytes(evidence.upload_name))
    except Rejected as rejected:
        _refuse(evidence, rejected.code, at=at)
    except ChildDied:
        if evidence.deliveries >= MOST_DEATHS:
            _refuse(evidence, Code.TOO_COMPLEX, at=at)
        else:
            _try_later(evidence, "the image child died")
    except ChildUnavailable:
        _try_later(evidence, "the image child did not start")
    except Missing:
        _try_later(evidence, "the upload is not in the store")
    except Damaged:
        _try_later(evidence, "the upload is damaged in the store")
    else:
        _keep(evidence, page)


def _keep(evidence: Evidence, page: Pictures) -> None:
    """Name the pictures in the row, then delete what no row names any more.

    When the database does not answer nothing is deleted: it may have committed all the same.
    """
    store = evidence_store()
    image_name, thumbnail_name = store.write(page.image), store.write(page.thumbnail)
    was_ours = evidence.finish(
        state=Evidence.State.READY,
        image_name=image_name,
        thumbnail_name=thumbnail_name,
        width=page.width,
        height=page.height,
        upload_name="",
        last_fault="",
    )
    for name in [evidence.upload_name] if was_ours else [image_name, thumbnail_name]:
        store.delete(name)


def _refuse(evidence: Evidence, code: Code, *, at: datetime) -> None:
    """Refuse the file and owe the person the message in one transaction; then delete it."""
    with transaction.atomic():
        was_ours = evidence.finish(state=Evidence.State.REFUSED, fault=code.value, upload_name="")
        if was_ours and evidence.appeal is not None and evidence.appeal.is_open:
            notices.queue(evidence.appeal, notices.Notice.EVIDENCE_REFUSED, at=at)
    if was_ours:
        evidence_store().delete(evidence.upload_name)


def _try_later(evidence: Evidence, fault: str) -> None:
    log.warning("evidence %s waits for another try: %s", evidence.pk, fault)
    evidence.fail(fault, retry_in=RETRY_IN)
