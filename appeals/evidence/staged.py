"""Files that lie ready for a case that was filed, until the form they belong to is sent.

Each place of the case's page (`slot`) has a draft of its own, so that a photo which arrived over a
weak network need not be sent again with the form, and can still be taken out.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from appeals.clocks import ANSWER_DAYS
from appeals.evidence import faults, intake, sniff
from appeals.evidence.codes import Code
from appeals.evidence.faults import Refused
from appeals.models import Appeal, Draft, Evidence
from portal import tokens
from portal.jobs import nudge
from portal.storage import Damaged, Missing, evidence_store

# As long as a person has for an answer, and a day to spare.
LIFETIME = timedelta(days=ANSWER_DAYS + 1)


def held(appeal: Appeal, slots: Iterable[str]) -> Mapping[str, Evidence]:
    """Return what lies ready, by slot; one query."""
    slot_of = {_token(appeal, slot): slot for slot in slots}
    rows = Evidence.objects.filter(draft__token__in=slot_of).select_related("draft").order_by("pk")
    return {slot_of[row.draft.token]: row for row in rows if row.draft is not None}


def put(
    appeal: Appeal, slot: str, upload: "UploadedFile[bytes]", *, kind: str, at: datetime
) -> Evidence:
    """Lay `upload` ready in the place of what lay there. Raises Refused as `intake.attach`."""
    token = _token(appeal, slot)
    draft, _made = Draft.objects.get_or_create(
        token=token,
        defaults={
            "about": appeal, "language": appeal.language,
            "created_at": at, "expires_at": at + LIFETIME,
        },
    )  # fmt: skip
    row = intake.attach(draft, upload, kind=kind, at=at)
    for other in draft.evidence.exclude(pk=row.pk).values_list("pk", flat=True):
        intake.remove(draft, other)
    return row


def remove(appeal: Appeal, slots: Iterable[str], evidence_id: int) -> bool:
    """Take a file out again; return False if it lies in none of the slots."""
    wanted = [_token(appeal, slot) for slot in slots]
    draft = Draft.objects.filter(token__in=wanted, evidence=evidence_id).first()
    return draft is not None and intake.remove(draft, evidence_id)


def take(appeal: Appeal, slot: str, *, kind: str, ground: str = "") -> Evidence | None:
    """Move what lies ready into the case as `kind`; None when nothing does.

    A file that the case holds already is not there twice. Raises Refused when the case is full.
    """
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(token=_token(appeal, slot)).first()
        row = draft.evidence.order_by("-pk").first() if draft else None
        if draft is None or row is None:
            return None
        locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
        row.kind, row.ground = Evidence.Kind(kind), ground
        known = intake.known_in(locked, row)
        if known is None:
            intake.check_room(locked)
            _check_kind(row)
            row.draft, row.appeal = None, locked
            row.save(update_fields=["kind", "ground", "draft", "appeal"])
        intake.remove_all(draft)
        draft.delete()
    nudge("appeals.examine_photos", appeal_id=appeal.pk)
    return known or row


def _check_kind(row: Evidence) -> None:
    """Raise Refused for a PDF that lay ready as a document and is said to be a card after all."""
    if row.kind in Evidence.DOCUMENTS:
        return
    try:
        head = next(evidence_store().read(row.upload_name), b"")
    except (Missing, Damaged):
        return  # the examination tells
    if sniff.is_pdf(head):
        raise Refused(faults.of(Code.IS_PDF, kind=row.kind))


def _token(appeal: Appeal, slot: str) -> uuid.UUID:
    """Return the token of the slot's draft: only we can name it."""
    return uuid.UUID(tokens.digest("case-files", f"{appeal.pk}:{slot}")[:32])
