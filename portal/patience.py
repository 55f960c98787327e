"""How long a page of the staff's may ask the database: a list nobody can wait for ends in words.

Reading pages only. A step goes on until it is done, or nothing of it counts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.contrib import admin
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from psycopg.errors import QueryCanceled

_READING = ("GET", "HEAD")


class PatienceMiddleware:
    """Ends what a staff page asks after PAGE_SECONDS, and says how to ask for less."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_limited(request):
            return self.get_response(request)
        with _at_most(settings.PAGE_SECONDS):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Answer for a page that took too long; anything else is not ours."""
        is_ours = isinstance(fault, OperationalError) and isinstance(fault.__cause__, QueryCanceled)
        if not (is_ours and _is_limited(request)):
            return None
        context = {**admin.site.each_context(request), "is_list": _is_list(request)}
        answer = render(request, "admin/503.html", context, status=503)
        answer["Retry-After"] = "60"
        return answer


def _is_limited(request: HttpRequest) -> bool:
    is_reading = request.method in _READING and request.path.startswith(reverse("admin:index"))
    return is_reading and settings.PAGE_SECONDS > 0


def _is_list(request: HttpRequest) -> bool:
    """Say whether the page is one whose reader may ask for less."""
    match = request.resolver_match
    return match is not None and str(match.url_name).endswith("_changelist")


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """Limit every statement of this connection; it is the next request's, too, so set it back."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{seconds}s'")
    try:
        yield
    finally:
        # A connection that broke meanwhile takes its limit along.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
