"""The second person's word on an export with open names: approve it, or refuse it with a reason."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from appeals.models import Export
from appeals.reports import export_mail
from appeals.reports.export_order import NotAllowed, State, check_supervisor, record, state
from portal import jobs
from portal.models import User


def may_judge(export: Export, *, user: User, at: datetime) -> bool:
    """Say whether `user` may approve or refuse the export at `at`."""
    try:
        _check(export, by=user, at=at)
    except NotAllowed:
        return False
    return True


def approve(
    export: Export, *, by: User, address: str, at: datetime, rows: int | None = None
) -> None:
    """Let the export be written, with no more than the `rows` that the judge saw.

    None: those of the request. Raises NotAllowed.
    """
    seen = export.expected_rows if rows is None else rows
    if seen is None or seen > settings.EXPORT_UNMASKED_ROWS:
        raise NotAllowed(f"export {export.pk} has {seen} rows by now")
    with transaction.atomic():
        _judge(export, by=by, at=at, approved_at=at, expected_rows=seen)
        record("approved", export, by=by, address=address, at=at)
        export_mail.tell_judged(export, at=at)
        jobs.nudge("appeals.write_export", export_id=export.pk)


def refuse(export: Export, *, reason: str, by: User, address: str, at: datetime) -> None:
    """End the export and say why; raises NotAllowed, or audit.Personal."""
    with transaction.atomic():
        _judge(export, by=by, at=at, judged_reason=reason, done_at=at)
        record("refused", export, by=by, address=address, at=at, note=reason)
        export_mail.tell_judged(export, at=at)


def _judge(export: Export, *, by: User, at: datetime, **values: object) -> None:
    """Set the judge's word, if nobody was faster."""
    _check(export, by=by, at=at)
    waiting = Export.objects.awaiting_approval(at=at).filter(pk=export.pk)
    if not waiting.update(judged_by=by, judged_at=at, **values):
        raise NotAllowed(f"export {export.pk} was answered or ended meanwhile")
    export.refresh_from_db()


def _check(export: Export, *, by: User, at: datetime) -> None:
    check_supervisor(by)
    if export.requested_by_id == by.pk:
        raise NotAllowed(f"user {by.pk} asked for export {export.pk}")
    if state(export, at=at) is not State.APPROVAL:
        raise NotAllowed(f"export {export.pk} waits for nobody's word")
