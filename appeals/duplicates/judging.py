"""Keeps what an officer who looked at a pair says: the same photo, or not."""

from datetime import datetime

from django.db import transaction

from appeals.duplicates import marking
from appeals.models import PhotoPair
from portal import audit
from portal.models import Role, User

JUDGES = (Role.AGENT, Role.SUPERVISOR)


class NotAllowed(PermissionError):
    """Who asks may not say anything about pairs."""


class JudgedMeanwhile(RuntimeError):
    """Somebody else said something about the pair since it was read."""


@transaction.atomic
def judge(
    pair: PhotoPair, *, judgement: PhotoPair.Judgement, note: str, by: User, at: datetime
) -> None:
    """Write down what `by` says about `pair`, in place of what was said before.

    It changes nothing else: what follows is decided in the cases. Raises NotAllowed, and
    JudgedMeanwhile when the row is not as `pair` was read.
    """
    if not by.has_role(*JUDGES):
        raise NotAllowed(f"user {by.pk} may not judge pairs of photos")
    as_read = PhotoPair.objects.filter(pk=pair.pk, judged_at=pair.judged_at)
    if not as_read.update(judgement=judgement, note=note, judged_by=by, judged_at=at):
        raise JudgedMeanwhile(f"photo pair {pair.pk}")
    audit.record("duplicate.judged", by=by, subject=pair, at=at, was=pair.judgement,
                 became=judgement.value)  # fmt: skip
    pair.refresh_from_db()
    marking.mark_again(pair)
