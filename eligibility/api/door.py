"""What stands before every operation: type and size of the body, and JSON whatever the answer."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from ninja.parser import Parser
from pydantic_core import from_json

from eligibility.api.answers import Refused, refusal
from portal import doors

_View = Callable[..., HttpResponse]


class StrictParser(Parser):
    """Reads JSON as the standard has it: no NaN, no half characters, no endless nesting."""

    def parse_body(self, request: HttpRequest) -> dict[str, object]:
        """Return what the body says; raises Refused, or ValueError for what is no JSON."""
        if request.content_type != "application/json":
            raise Refused(415)
        said: dict[str, object] = from_json(request.body, allow_inf_nan=False)
        return said


def guarded(view: _View) -> _View:
    """Wrap an operation; no cookie is looked at, so no forged form can use it."""

    @csrf_exempt
    @wraps(view)
    def inner(request: HttpRequest, **kwargs: str) -> HttpResponse:
        try:
            if doors.is_larger(request, most_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
                raise Refused(413)
            answer = view(request, **kwargs)
        except (Refused, Http404, RequestDataTooBig, UnreadablePostError) as fault:
            answer = refusal(request, _named(fault))
        if answer.status_code == 405:
            allowed = answer["Allow"]
            answer = refusal(request, Refused(405))
            answer["Allow"] = allowed
        add_never_cache_headers(answer)
        return answer

    return inner


def nothing_here(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Answer for an address that does not exist."""
    return refusal(request, Refused(404))


def _named(fault: Exception) -> Refused:
    match fault:
        case Refused():
            return fault
        case Http404():
            return Refused(404)
        case RequestDataTooBig():
            return Refused(413)
        case _:
            return Refused(400)
