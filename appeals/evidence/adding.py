"""Adds files that nobody asked for to a case that is still open.

An officer who has the case's page open must read it again; the person sees the file in their list.
"""

from collections.abc import Callable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F

from appeals import news
from appeals.evidence import intake, staged
from appeals.models import Appeal, Evidence
from portal import audit


def add(
    appeal: Appeal, upload: "UploadedFile[bytes]", *, kind: str, at: datetime, ground: str = ""
) -> Evidence:
    """Add `upload` to the case; the same file sent twice is one row.

    A case that was folded into another keeps its file; the other is the one to be read again.
    Raises Refused as `intake.attach` does.
    """
    row = _read_again(
        appeal, lambda: intake.attach_to_case(appeal, upload, kind=kind, ground=ground, at=at), at
    )
    assert row is not None
    return row


def add_staged(
    appeal: Appeal, slot: str, *, kind: str, at: datetime, ground: str = ""
) -> Evidence | None:
    """Add what lies ready in `slot`, as `add` does; None when nothing lies there."""
    return _read_again(appeal, lambda: staged.take(appeal, slot, kind=kind, ground=ground), at)


def _read_again(
    appeal: Appeal, bring: Callable[[], Evidence | None], at: datetime
) -> Evidence | None:
    with transaction.atomic():
        if appeal.merged_into_id:  # locked in this order, as whoever withdraws it does
            Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.merged_into_id)
        before = set(appeal.evidence.values_list("pk", flat=True))
        row = bring()
        if row is not None and row.pk not in before:
            read = appeal.merged_into_id or appeal.pk
            Appeal.objects.filter(pk=read).update(revision=F("revision") + 1)
            news.mark(appeal, at=at)
            audit.record("evidence.added", by=None, subject=appeal, at=at, evidence=row.pk)
    return row
