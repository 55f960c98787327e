"""Corrects what a person had typed into their case, as they asked; what stood there stays, sealed.

A case's contact is corrected by its code alone, and the account's contact never through a case.
What a register owns is corrected there; eligibility then looks at the account again.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appeals import data_requests, figures
from appeals.data_requests import Answer, NotAllowed
from appeals.models import Appeal, Correction, DataRequest
from eligibility import changed
from portal import audit, regions
from portal.forms import parse_day
from portal.identifiers import KK, NIK, Malformed
from portal.models import User

_Datum = Correction.Datum
_LONGEST_NAME = 120


class NotPossible(Exception):
    """The NIK decides which account the case is about, so it cannot become another's."""


def owns(request: DataRequest) -> bool:
    """Say whether the datum stands in the request's own case, and is corrected here."""
    is_ours = request.said.get("datum") in _Datum.values
    return request.kind == DataRequest.Kind.RECTIFY and request.appeal_id is not None and is_ours


def read(datum: str, text: str) -> str:
    """Return the value as it is written down; raises ValidationError where it is none."""
    try:
        if datum == _Datum.NIK:
            return NIK.parse(text).value
        if datum == _Datum.KK:
            return KK.parse(text).value
    except Malformed as fault:
        raise ValidationError(_("Tulis 16 angka."), code="sixteen_digits") from fault
    if datum == _Datum.BIRTH_DATE:
        return parse_day(text).isoformat()
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME:
        raise ValidationError(_("Tulis nama, paling panjang 120 huruf."), code="name")
    return name


@transaction.atomic
def correct(
    request: DataRequest, said: Answer, *, value: str, by: User, at: datetime
) -> Correction:
    """Put `value` into the case, keep what it was, and answer the request.

    Raises ValidationError for what is no such value, NotAllowed as `data_requests.answer` and where
    the datum is not the case's, NotPossible.
    """
    is_refused = said.result == DataRequest.Result.REFUSED
    if request.appeal_id is None or not owns(request) or is_refused:
        raise NotAllowed(f"data request {request.pk} corrects nothing here")
    became = read(request.said["datum"], value)
    data_requests.answer(request, said, by=by, at=at)
    appeal = Appeal.objects.select_for_update(of=("self",), no_key=True).get(pk=request.appeal_id)
    correction = Correction.objects.create(
        request=request,
        appeal=appeal,
        datum=_Datum(request.said["datum"]),
        was=_present(appeal, request.said["datum"]),
        became=became,
        by=by,
        at=at,
    )
    _put(appeal, correction.datum, became)
    audit.record("case.corrected", by=by, subject=appeal, at=at, datum=correction.datum)
    return correction


@transaction.atomic
def point_to_source(request: DataRequest, said: Answer, *, by: User, at: datetime) -> None:
    """Answer a correction of what a register owns, and have the account looked at again.

    The register's next file, or the next look at what it said, then counts. Raises NotAllowed as
    `data_requests.answer`.
    """
    data_requests.answer(request, said, by=by, at=at)
    account = request.account_id
    if account is not None:
        changed.note([account], at=at)
        audit.record("account.noted", by=by, subject=request.account, at=at, request=request.pk)


def _present(appeal: Appeal, datum: str) -> str:
    value: str | date | None = getattr(appeal, datum)
    return value.isoformat() if isinstance(value, date) else value or ""


def _put(appeal: Appeal, datum: str, value: str) -> None:
    if datum == _Datum.NIK:
        if appeal.account is not None and appeal.account.nik != value:
            raise NotPossible(f"appeal {appeal.pk} is about an account with another NIK")
        is_known = regions.is_known_province(value[:2])
        appeal.province_code = value[:2] if is_known else ""
        appeal.save(update_fields=["province_code"])
        figures.mark_stale(appeal)
    setattr(appeal, datum, date.fromisoformat(value) if datum == _Datum.BIRTH_DATE else value)
    appeal.save(update_fields=[datum])
