"""The words that stand over a photo: who opened it, when, and at which case."""

from datetime import datetime

from django.utils import timezone

from appeals.models import Appeal
from portal.calendar import JAKARTA
from portal.models import User


def watermark(user: User, case: Appeal, *, at: datetime) -> str:
    """Return the line that is drawn into the pixels that `user` gets at `at`."""
    moment = timezone.localtime(at, JAKARTA)
    return f"{user.identity} · {case.reference} · {moment:%d-%m-%Y %H.%M.%S} WIB"
