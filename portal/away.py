"""What a page says while the private store does not answer or has no room: try again, in words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.storage import Unavailable

_SECONDS = "60"


class StoreAwayMiddleware:
    """Answers 503 with a way on, in place of an error page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Answer for a store that is away; anything else is not ours."""
        if not isinstance(fault, Unavailable):
            return None
        answer = render(request, "portal/store_away.html", status=503)
        answer["Retry-After"] = _SECONDS
        return answer
