"""What officers type into the forms of a case, kept until the step is taken, per officer and form.

The last write wins. A write that was on its way when the step cleared the draft does not bring
it back: it names the revision it goes on from, and there is none any more.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from appeals.models import Appeal, OfficerDraft
from portal.models import User

KEPT_FOR = timedelta(days=30)
Typed = Mapping[str, list[str]]


def keep(
    appeal: Appeal, verb: str, typed: Typed, *, by: User, revision: int, at: datetime
) -> OfficerDraft | None:
    """Keep what `by` typed into the form of `verb`; `revision` 0 begins a draft.

    None: the draft that `revision` goes on from was cleared meanwhile, and stays so.
    """
    mine = OfficerDraft.objects.filter(appeal=appeal, officer=by, verb=verb)
    with transaction.atomic():
        if not revision:
            first = {"typed": dict(typed), "kept_at": at}
            row, is_new = mine.get_or_create(appeal=appeal, officer=by, verb=verb, defaults=first)
            if is_new:
                return row
        changed = mine.update(typed=dict(typed), revision=F("revision") + 1, kept_at=at)
        return mine.get() if changed else None


def clear(appeal: Appeal, verb: str, *, by: User) -> None:
    """Forget the draft of a form: it was sent, or thrown away."""
    OfficerDraft.objects.filter(appeal=appeal, officer=by, verb=verb).delete()


def of(appeal: Appeal, *, by: User) -> dict[str, OfficerDraft]:
    """Return what `by` has typed and not sent in the case, by form; one query."""
    rows = OfficerDraft.objects.filter(appeal=appeal, officer=by)
    return {row.verb: row for row in rows}


def forget_old(*, at: datetime) -> int:
    """Delete drafts that nobody touched for thirty days; return how many."""
    count, _ = OfficerDraft.objects.filter(kept_at__lt=at - KEPT_FOR).delete()
    return count
