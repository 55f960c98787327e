"""Adds files that nobody asked for to a case that is still open."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F

from appeals.evidence import intake
from appeals.models import Appeal, Evidence
from portal import audit


def add(appeal: Appeal, upload: "UploadedFile[bytes]", *, kind: str, at: datetime) -> Evidence:
    """Add `upload` to the case, and let an officer who has its page open read it again.

    A case that was folded into another keeps its file; the other is the one to be read again.
    The same file sent twice is one row. Raises Refused as `intake.attach` does.
    """
    with transaction.atomic():
        if appeal.merged_into_id:  # locked in this order, as whoever withdraws it does
            Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.merged_into_id)
        row = intake.attach_to_case(appeal, upload, kind=kind, at=at)
        if row.uploaded_at == at:
            read = appeal.merged_into_id or appeal.pk
            Appeal.objects.filter(pk=read).update(revision=F("revision") + 1)
            audit.record("evidence.added", by=None, subject=appeal, at=at, evidence=row.pk)
    return row
