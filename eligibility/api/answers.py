"""How a call is refused: one shape for every error, with the codes partners may rely on."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.http import HttpRequest, JsonResponse
from ninja import Schema

# HTTP status: the code beside it, and what it means in general.
CODES = {
    400: ("malformed", "The body is not JSON."),
    401: ("unauthorized", "Send a valid key: Authorization: Bearer pk_…"),
    403: ("forbidden", "This key may not do this."),
    404: ("not_found", "There is no such thing."),
    405: ("method_not_allowed", "This address does not take this method."),
    409: ("conflict", "This Idempotency-Key was used for another call."),
    413: ("too_large", "The body is too large."),
    415: ("unsupported_type", "Send Content-Type: application/json."),
    422: ("invalid", "The call does not have the shape that the documentation gives."),
    429: ("too_many", "Too many calls; wait as long as Retry-After says."),
}


class Detail(Schema):
    """One fault: where it is, as a dotted path into the call, and what is wrong there."""

    where: str
    problem: str


class Error(Schema):
    """Why a call was refused."""

    error: str
    message: str
    details: list[Detail]


@dataclass(frozen=True, slots=True)
class Fault:
    """One place of a call that is wrong."""

    where: str
    problem: str


class Refused(Exception):
    """The call is refused with this HTTP status, one of CODES."""

    def __init__(
        self, http_status: int, *, details: Sequence[Fault] = (), retry_after: int = 0
    ) -> None:
        super().__init__(http_status)
        self.http_status = http_status
        self.details = details
        self.retry_after = retry_after


def refusal(request: HttpRequest, refused: Refused) -> JsonResponse:
    """Return the answer that says why."""
    code, message = CODES[refused.http_status]
    details = [asdict(fault) for fault in refused.details]
    answer = JsonResponse(
        {"error": code, "message": message, "details": details}, status=refused.http_status
    )
    if refused.http_status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    if refused.retry_after:
        answer["Retry-After"] = str(refused.retry_after)
    return answer
