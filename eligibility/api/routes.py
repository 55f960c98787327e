"""The operations partners may call, version 1."""

from dataclasses import dataclass
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, NinjaAPI, Path
from ninja.errors import HttpError, ValidationError
from ninja.responses import Status

from eligibility import partners
from eligibility.api import heard
from eligibility.api.answers import Error, Fault, Refused, refusal
from eligibility.api.calls import ONCE, OTHER_CALL, Call, is_used_elsewhere, take_in_once
from eligibility.api.door import StrictParser
from eligibility.api.keys import PartnerSecret
from eligibility.api.schemas import (
    AccountStatus,
    Grants,
    Registrations,
    StandingGround,
    TakenIn,
    Training,
)
from eligibility.grounds import Ground
from eligibility.models import Account, ImportBatch, PartnerKey
from eligibility.standing import standing_of

# More faults than anybody reads at once.
_MOST_DETAILS = 50
_SAID_MOST = 200
Scope, Kind = PartnerKey.Scope, ImportBatch.Kind

OnceKey = Annotated[
    str,
    Header(
        alias=ONCE,
        pattern=r"^[A-Za-z0-9_.:-]{1,64}$",
        description="Chosen by the caller, one for each batch: the same call again is safe.",
    ),
]
ExternalId = Annotated[str, Path(min_length=1, max_length=40)]

_READ = dict.fromkeys((401, 403, 404, 429), Error)
_WRITE = {
    200: TakenIn,
    201: TakenIn,
    **dict.fromkeys((400, 401, 403, 409, 413, 415, 422, 429), Error),
}

api = NinjaAPI(
    title="Prakerja eligibility",
    version="1",
    description="Registrations, grants and training in; an account's status out.",
    urls_namespace="api-1",
    docs_url=None,
    parser=StrictParser(),
    servers=[{"url": settings.SITE_URL}],
    openapi_extra={"webhooks": heard.webhooks()},
)


@api.post("registrations", auth=PartnerSecret(Scope.REGISTRATIONS), response=_WRITE, tags=["facts"])
def send_registrations(
    request: HttpRequest, *, response: HttpResponse, batch: Registrations, once: OnceKey
) -> Status[object]:
    """Send accounts as they are now; a known external_id updates its account."""
    return _take_in(Calling(request, response, once), Kind.ACCOUNTS, batch)


@api.post("grants", auth=PartnerSecret(Scope.GRANTS), response=_WRITE, tags=["facts"])
def send_grants(
    request: HttpRequest, *, response: HttpResponse, batch: Grants, once: OnceKey
) -> Status[object]:
    """Send grants; one that is known stays as it is."""
    return _take_in(Calling(request, response, once), Kind.GRANTS, batch)


@api.post("training", auth=PartnerSecret(Scope.TRAINING), response=_WRITE, tags=["facts"])
def send_training(
    request: HttpRequest, *, response: HttpResponse, batch: Training, once: OnceKey
) -> Status[object]:
    """Send training bought; a known purchase takes over its deadline and completion."""
    return _take_in(Calling(request, response, once), Kind.TRAINING, batch)


@api.get(
    "accounts/{external_id}",
    auth=PartnerSecret(Scope.STATUS, Scope.STATUS_ALL),
    response={200: AccountStatus, **_READ},
    tags=["status"],
)
def account_status(request: HttpRequest, external_id: ExternalId) -> AccountStatus:
    """Say how an account stands and on which grounds, never whose it is.

    With the scope `status` for accounts that the partner sent, others being unknown to it.
    """
    seen = partners.visible_to(request.auth)  # type: ignore[attr-defined]  # see _take_in
    account = seen.filter(external_id=_storable(external_id)).first()
    if account is None:
        raise Refused(404)
    reasons = standing_of(account, at=timezone.now()).reasons
    return AccountStatus(
        account=account.external_id,
        status=Account.Status(account.status),
        blocked_since=account.blocked_since,
        grounds=[
            StandingGround(
                code=Ground(reason.explanation.ground),
                title=reason.explanation.title,
                is_proposed=reason.is_proposed,
                object_until=reason.still_until,
            )
            for reason in reasons
        ],
    )


@dataclass(frozen=True, slots=True)
class Calling:
    """What comes with a batch and what its answer's headers go to."""

    request: HttpRequest
    response: HttpResponse
    once: str


def _take_in(
    calling: Calling, kind: ImportBatch.Kind, batch: Registrations | Grants | Training
) -> Status[object]:
    request = calling.request
    key: PartnerKey = request.auth  # type: ignore[attr-defined]  # what PartnerSecret returned
    call = Call(key.partner, calling.once, request.path, request.body)
    rows = [row.model_dump() for row in batch.rows]
    answer = take_in_once(call, kind, rows, at=timezone.now())
    if answer.is_repeated:
        calling.response["Idempotency-Replayed"] = "true"
    return Status(200 if answer.is_repeated else 201, answer.said)


def _storable(text: str) -> str:
    """Return `text`, or nothing for what no column can hold."""
    return "" if "\0" in text else text


@api.exception_handler(Refused)
def _refuse(request: HttpRequest, refused: Refused) -> HttpResponse:
    return refusal(request, refused)


@api.exception_handler(HttpError)
def _refuse_as_ninja_does(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja calls everything that stops the parser malformed; the parser knows better."""
    cause = error.__cause__
    named = cause if isinstance(cause, Refused) else Refused(error.status_code)
    return refusal(request, _conflict(request) or named)


@api.exception_handler(ValidationError)
def _name_the_places(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = [_fault(each["loc"], each["msg"]) for each in error.errors[:_MOST_DETAILS]]
    if any(place.where.startswith("path.") for place in places):
        return refusal(request, Refused(404))
    return refusal(request, _conflict(request) or Refused(422, details=places))


def _conflict(request: HttpRequest) -> Refused | None:
    """Return the refusal of a key that was used before, which comes before all the body's faults.

    The body is another one than was taken in, since that one had none.
    """
    key, once = getattr(request, "auth", None), request.headers.get(ONCE, "")
    if not isinstance(key, PartnerKey) or "\0" in once:
        return None
    call = Call(key.partner, once, request.path, request.body)
    return Refused(409, details=[OTHER_CALL]) if is_used_elsewhere(call) else None


def _fault(place: tuple[object, ...], problem: str) -> Fault:
    """Name a place as the caller knows it: without the name of our own argument."""
    parts = [str(part) for part in place if part not in ("batch", "once")]
    return Fault(".".join(parts)[:_SAID_MOST], problem[:_SAID_MOST])
