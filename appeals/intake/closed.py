"""While the intake is closed: what is written stays kept, nothing is filed, and a page says so.

Checking one's account and following a case go on; other ways of filing are not asked.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from appeals.intake import drafts
from portal import office

_NOT_NOW = 409


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the notice instead of a page of the form; what is sent goes on, to be kept."""

    @wraps(view)
    def guarding(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        at = timezone.now()
        if request.method != "POST" and office.intake_is_closed(at):
            token = drafts.remembered(request)
            draft = drafts.find(token, at=at) if token else None
            return _page(request, at=at, is_kept=draft is not None, status=200)
        return view(request, *args, **kwargs)

    return guarding


def not_sent(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """Say that it is kept and not sent, and from when on it can be."""
    return _page(request, at=at, is_kept=True, status=_NOT_NOW)


def _page(request: HttpRequest, *, at: datetime, is_kept: bool, status: int) -> HttpResponse:
    notice = office.intake_notice(at)
    # Whoever asks in the very second in which it opens may send at once.
    opens_at = notice.ends_at if notice else at
    context = {"opens_at": opens_at, "is_kept": is_kept}
    return render(request, "appeals/intake/closed.html", context, status=status)
