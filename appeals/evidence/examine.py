"""Examines leased evidence: the child makes clean pages, the store keeps them, rows say so.

Killed at any point nothing is lost: the upload goes only after the row names the pictures, and
files that no row names are removed by `sweep`.
"""

import hashlib
import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from appeals import notices
from appeals.duplicates import remembering
from appeals.evidence import decoder, judging, losses, sniff
from appeals.evidence.codes import Code, Rejected
from appeals.evidence.decoder import ChildDied, ChildUnavailable
from appeals.evidence.reading import owed
from appeals.evidence.wire import Pictures
from appeals.models import Evidence
from appeals.querysets import UPLOAD_DAMAGED, UPLOAD_MISSING, EvidenceQuerySet
from portal import audit, clamd
from portal.storage import Damaged, Missing, Store, Unavailable, Withheld, evidence_store

log = logging.getLogger(__name__)

# Longer than a scan, a child's start and a document take together.
LEASE_SECONDS = 90
RETRY_IN = timedelta(seconds=30)
RETRY_SCAN_IN = timedelta(minutes=5)
LONGEST_SCAN_WAIT = timedelta(hours=6)
ASK_SCANNER_FOR = timedelta(days=2)
LONGEST_STORE_WAIT = timedelta(hours=1)
# A photo that ends its child once more after each of these pauses is refused: so far apart the
# photo, not a machine short of memory for a while, is the cause.
DEATH_PAUSES = (timedelta(minutes=5), timedelta(minutes=45))
# Within a job no file is begun after this long: it ends before its soft limit (tasks).
BEGIN_WITHIN_SECONDS = 160
NO_CHILD = "the image child did not start"
SCANNER_UNDECIDED = "the virus scanner said nothing of it"
SCANNER_AWAY = "the virus scanner does not answer"
STORE_WITHHOLDS = "the store does not give out this file"


def examine_owed(evidence: EvidenceQuerySet, *, most: int, at: datetime) -> int:
    """Lease and examine up to `most` files of `evidence` one by one; return how many.

    The people of open cases whose file is refused are told, once a step of their case; the
    message is owed as of `at`. While the virus scanner is away all of them wait for it. Stops at
    once where no child starts: the next file would fare no better.
    """
    began = time.monotonic()
    for count in range(most):
        is_late = time.monotonic() - began > BEGIN_WITHIN_SECONDS
        leased = [] if is_late else evidence.lease(seconds=LEASE_SECONDS)
        if not leased:
            return count
        try:
            examine(leased[0], at=at)
        except clamd.Away:
            _wait_for_scanner(leased[0], evidence)
            return count
        except ChildUnavailable:
            log.warning("evidence waits: %s", NO_CHILD)
            leased[0].set_aside(NO_CHILD, retry_in=RETRY_IN)
            return count
    return most


def examine(evidence: Evidence, *, at: datetime) -> None:
    """Examine one leased row: it becomes ready, refused with a fault, or is owed again later.

    While the store does not answer, or withholds the file, nothing was tried: that spends no
    delivery. Raises clamd.Away or ChildUnavailable, and leaves the row as it was leased.
    """
    try:
        _examine(evidence, at=at)
    except Withheld:
        _ask_store_again(evidence, at=at)
    except Unavailable:
        log.warning("evidence %s waits for the store", evidence.pk)
        evidence.set_aside("the store does not answer", retry_in=RETRY_IN)


def _examine(evidence: Evidence, *, at: datetime) -> None:
    try:
        pages = _cleaned(evidence)
    except clamd.Undecided as undecided:
        log.warning("the virus scanner said nothing of evidence %s: %s", evidence.pk, undecided)
        _ask_again(evidence, at=at)
    except Rejected as rejected:
        _refuse(evidence, rejected, at=at)
    except ChildDied:
        if evidence.deaths < len(DEATH_PAUSES):
            _count_death(evidence)
        else:
            _refuse(evidence, Rejected(Code.TOO_COMPLEX), at=at)
    except Missing:
        _try_later(evidence, UPLOAD_MISSING)
    except Damaged:
        _try_later(evidence, UPLOAD_DAMAGED)
    else:
        _keep(evidence, pages, at=at)


class _Infected(Rejected):
    """The scanner found a virus in the file; `virus` is its name."""

    def __init__(self, virus: str) -> None:
        super().__init__(Code.INFECTED)
        self.virus = virus


def _cleaned(evidence: Evidence) -> tuple[Pictures, ...]:
    """Have the upload scanned, where there is a scanner, and only then decoded."""
    content = evidence_store().read_bytes(evidence.upload_name)
    if clamd.is_on() and (virus := clamd.virus_in(content)):
        raise _found(virus, content)
    if sniff.is_pdf(content) and evidence.kind not in Evidence.DOCUMENTS:
        raise Rejected(Code.IS_PDF)
    return decoder.clean(content)


def _found(virus: str, content: bytes) -> Exception:
    """Return what the scanner's word means: a lock is no virus."""
    if not virus.startswith(clamd.ENCRYPTED):
        return _Infected(virus)
    return Rejected(Code.PDF_LOCKED) if sniff.is_pdf(content) else clamd.Undecided(virus)


def _keep(evidence: Evidence, pages: Sequence[Pictures], *, at: datetime) -> None:
    """Name each page's pictures in a row, then delete what no row names any more.

    When the database does not answer nothing is deleted: it may have committed all the same.
    """
    store = evidence_store()
    kept = [_kept(page, evidence.kind, store) for page in pages]
    with transaction.atomic():
        was_ours = evidence.finish(
            pages=len(pages), upload_name="", last_fault="", unscanned_since=None, **kept[0]
        )
        if was_ours:
            losses.note_examined(evidence, at=at)
            owed.owe(evidence)
            # Each page is a picture of its own: a card may stand on any of them.
            rows = [evidence, *_add_pages(evidence, kept[1:])]
            for row, page in zip(rows, pages, strict=True):
                remembering.remember(row, page.fingerprint)
    made = [str(values[name]) for values in kept for name in ("image_name", "thumbnail_name")]
    for name in [evidence.upload_name] if was_ours else made:
        store.discard(name)


def _kept(page: Pictures, kind: str, store: Store) -> dict[str, object]:
    """Write a page's pictures, and return what its row says of them."""
    return {
        "state": Evidence.State.READY,
        "image_name": store.write(page.image),
        "thumbnail_name": store.write(page.thumbnail),
        "image_sha256": hashlib.sha256(page.image).hexdigest(),
        "thumbnail_sha256": hashlib.sha256(page.thumbnail).hexdigest(),
        "width": page.width,
        "height": page.height,
        **judging.columns(kind, page.measures),
    }


def _add_pages(first: Evidence, kept: Sequence[dict[str, object]]) -> list[Evidence]:
    """Add the further pages of a document: what was sent is its first page's alone."""
    return Evidence.objects.bulk_create(
        Evidence(
            appeal_id=first.appeal_id,
            kind=first.kind,
            ground=first.ground,
            original_name="",
            original_bytes=0,
            uploaded_at=first.uploaded_at,
            done_at=Now(),
            first_page=first,
            page=number,
            pages=len(kept) + 1,
            **values,
        )
        for number, values in enumerate(kept, start=2)
    )


def _refuse(evidence: Evidence, why: Rejected, *, at: datetime) -> None:
    """Refuse the file and owe the person the message in one transaction; then delete it."""
    with transaction.atomic():
        was_ours = evidence.finish(
            state=Evidence.State.REFUSED, fault=why.code.value, upload_name="", unscanned_since=None
        )
        if was_ours:
            losses.note_examined(evidence, at=at)
        if was_ours and isinstance(why, _Infected):
            audit.record("evidence.infected", by=None, subject=evidence, at=at,
                         appeal=evidence.appeal_id, virus=why.virus)  # fmt: skip
        if was_ours and evidence.appeal is not None and evidence.appeal.is_open:
            notices.queue(evidence.appeal, notices.Notice.EVIDENCE_REFUSED, at=at)
    if was_ours:
        evidence_store().discard(evidence.upload_name)


def _wait_for_scanner(leased: Evidence, others: EvidenceQuerySet) -> None:
    """Put off what is due, the `leased` row and the rest at once: none of them was tried."""
    log.warning("%s: evidence waits", SCANNER_AWAY)
    _set_aside(leased, SCANNER_AWAY, retry_in=RETRY_IN)
    others.ready().update(
        due_at=Now() + RETRY_IN,
        last_fault=SCANNER_AWAY,
        unscanned_since=Coalesce("unscanned_since", Now()),
    )


def _ask_again(evidence: Evidence, *, at: datetime) -> None:
    """Wait as long as it waited already; after days it goes to staff (`reconciling`)."""
    waited = at - (evidence.unscanned_since or at)
    if waited >= ASK_SCANNER_FOR:
        evidence.give_up(SCANNER_UNDECIDED)
        return
    retry_in = min(max(RETRY_SCAN_IN, waited), LONGEST_SCAN_WAIT)
    _set_aside(evidence, SCANNER_UNDECIDED, retry_in=retry_in)


def _ask_store_again(evidence: Evidence, *, at: datetime) -> None:
    """Wait as long as it waited already, an hour at most; `standstill` and reconciling raise it."""
    log.warning("evidence %s waits: %s", evidence.pk, STORE_WITHHOLDS)
    filed_at = evidence.appeal.submitted_at if evidence.appeal else at
    waited = at - max(evidence.uploaded_at, filed_at)
    evidence.set_aside(STORE_WITHHOLDS, retry_in=min(max(RETRY_IN, waited), LONGEST_STORE_WAIT))


def _set_aside(evidence: Evidence, why: str, *, retry_in: timedelta) -> None:
    Evidence.objects.filter(pk=evidence.pk, unscanned_since=None).update(unscanned_since=Now())
    evidence.set_aside(why, retry_in=retry_in)


def _count_death(evidence: Evidence) -> None:
    """Spend no delivery: deaths are counted apart, so that no other fault is added to them."""
    why = "the image child died"
    log.warning("evidence %s waits for another try: %s", evidence.pk, why)
    with transaction.atomic():
        if evidence.set_aside(why, retry_in=DEATH_PAUSES[evidence.deaths]):
            Evidence.objects.filter(pk=evidence.pk).update(deaths=F("deaths") + 1)


def _try_later(evidence: Evidence, fault: str) -> None:
    log.warning("evidence %s waits for another try: %s", evidence.pk, fault)
    evidence.fail(fault, retry_in=RETRY_IN)
