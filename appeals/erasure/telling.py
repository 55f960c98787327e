"""Tells the person what was erased, once nothing more is due for now; the last time for good."""

from datetime import datetime

from django.db.models import Q

from appeals.data_requests import letters
from appeals.erasure import forgetting
from appeals.models import DataRequest, Erasure, ErasurePart


def tell(erasure: Erasure, *, at: datetime) -> None:
    """Owe the message about what was erased since the last one, unless more is due at once.

    With the last part the request's own contacts and words go, too: there is no more to tell.
    Call it in the transaction that finished a part or put one off.
    """
    locked = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    parts = ErasurePart.objects.filter(erasure=locked)
    if parts.filter(done_at=None, keeping="").exists():
        return
    fresh = parts.filter(done_at__isnull=False, told_at=None)
    number = fresh.update(told_at=at)
    request = DataRequest.objects.select_related("appeal", "account").get(pk=locked.request_id)
    if number:
        told = parts.filter(done_at__isnull=False).count()
        letters.queue(request, letters.Notice.ERASED, at=at, number=told)
    if locked.completed_at is None and not parts.filter(~Q(keeping="") | Q(done_at=None)).exists():
        Erasure.objects.filter(pk=locked.pk).update(completed_at=at)
        forgetting.forget_request(request.pk)
