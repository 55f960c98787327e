"""Who may knock at a case's pages: a browser that has opened it; and how nothing typed is lost.

Where a page may lie open for hours before it is sent, the view takes an expired form itself.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from appeals import opened
from appeals.cases.find import to_the_code
from appeals.models import Appeal
from portal import doors

MOST_BYTES = 10 * settings.PHOTO_MAX_BYTES + 1024 * 1024
_MOST_KEPT = 12
_LONGEST_KEPT = 5000
# How the names end of the fields in which people write: messages, answers, reasons, contacts.
_WRITTEN = ("text", "late_reason", "value")

CaseView = Callable[[HttpRequest, Appeal, datetime], HttpResponse]


def for_opened(view: CaseView) -> Callable[..., HttpResponse]:
    """Give `view` the case this browser has opened, or lead to the way of opening it."""
    return _guarded(_within_bytes(view), again=None)


def for_opened_or_again(again: CaseView) -> Callable[[CaseView], Callable[..., HttpResponse]]:
    """As `for_opened`; a form from an expired page is given to `again`, which shows it filled.

    `again` stores nothing, neither words nor files.
    """

    def guard(view: CaseView) -> Callable[..., HttpResponse]:
        return csrf_exempt(_guarded(_within_bytes(view), again=again))  # checked there

    return guard


def for_opened_with_draft(again: CaseView) -> Callable[[CaseView], Callable[..., HttpResponse]]:
    """As `for_opened_or_again`; the view keeps what was typed, then counts the bytes itself."""

    def guard(view: CaseView) -> Callable[..., HttpResponse]:
        return csrf_exempt(_guarded(view, again=again))  # checked there

    return guard


def _within_bytes(view: CaseView) -> CaseView:
    """Refuse too many bytes of files before `view`; the words come back, to be copied."""

    @wraps(view)
    def counted(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
        if doors.brings_too_much(request):
            return doors.too_much(request, words=words_in(request))
        return view(request, appeal, at)

    return counted


def _guarded(view: CaseView, *, again: CaseView | None) -> Callable[..., HttpResponse]:
    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, number: str) -> HttpResponse:
        at = timezone.now()
        if request.method == "POST" and (
            refusal := doors.unreadable(request, most_bytes=MOST_BYTES)
        ):
            return refusal
        is_expired = again is not None and request.method == "POST" and doors.is_forged(request)
        appeal = opened.case_of(request, number, at=at)
        if appeal is None:
            return _closed(request, number, is_expired=is_expired)
        return again(request, appeal, at) if again and is_expired else view(request, appeal, at)

    return checked


def _closed(request: HttpRequest, number: str, *, is_expired: bool) -> HttpResponse:
    """Lead to the way of opening the case; words that came along are shown, to be copied."""
    words = words_in(request)
    if is_expired or not words:  # what another site sent is not shown as the person's own
        return to_the_code(number)
    context = {"number": number[:40], "words": words}
    return render(request, "appeals/cases/closed.html", context, status=403)


def too_often(request: HttpRequest) -> HttpResponse:
    """Return the page that asks to wait; the words come back, to be copied."""
    return doors.too_often(request, words=words_in(request))


def words_in(request: HttpRequest) -> list[str]:
    """Return what was written, to be copied."""
    written = [
        request.POST[name][:_LONGEST_KEPT]
        for name in request.POST
        if name.endswith(_WRITTEN) and request.POST[name].strip()
    ]
    return written[:_MOST_KEPT]
