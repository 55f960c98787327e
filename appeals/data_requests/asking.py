"""Takes a data request in; the clock of the law starts with it."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from appeals.data_requests import letters, numbers
from appeals.data_requests.subjects import Subject, named, requests_of
from appeals.models import Appeal, DataRequest
from portal import audit

# UU 27/2022: three times 24 hours, whatever days these are.
LIFETIME = timedelta(hours=72)


class TokenTaken(Exception):
    """Another form, about somebody else, was sent with this token."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What was asked: `said` holds the form's answers by field, `token` is the form's own."""

    token: uuid.UUID
    kind: DataRequest.Kind
    language: str
    said: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def ask(subject: Subject, asked: Ask, *, at: datetime) -> DataRequest:
    """Keep the request and tell the person; the same form again is the same request.

    Raises TokenTaken.
    """
    request, is_new = _kept(subject, asked, at=at, values={})
    if is_new:
        letters.queue(request, letters.Notice.RECEIVED, at=at)
    return request


@transaction.atomic
def ask_once(subject: Subject, asked: Ask, *, at: datetime) -> DataRequest:
    """As `ask`; what was asked in the same words and waits within its time is that request.

    Raises TokenTaken.
    """
    # Two forms sent at once come one after the other here.
    type(subject).objects.select_for_update(of=("self",), no_key=True).get(pk=subject.pk)
    waiting = requests_of(subject).filter(kind=asked.kind, answered_at=None, due_at__gt=at)
    same = next((row for row in waiting if row.said == dict(asked.said)), None)
    return same or ask(subject, asked, at=at)


@transaction.atomic
def ask_and_answer(
    subject: Subject, asked: Ask, *, notice: letters.Notice, at: datetime
) -> DataRequest:
    """Keep a request that the portal fulfils at once, and tell the person once.

    Raises TokenTaken.
    """
    answered = {"answered_at": at, "result": DataRequest.Result.DONE}
    request, is_new = _kept(subject, asked, at=at, values=answered)
    if is_new:
        audit.record("data_request.answered", by=None, subject=request, at=at, result="done")
        letters.queue(request, notice, at=at)
    return request


def send_elsewhere(
    cases: Iterable[Appeal], *, field: str, instead_of: Iterable[str], to: str
) -> None:
    """Let what is owed about `cases` go to `to` where it would go to one of `instead_of`.

    `field` is the column of the contact, email or phone.
    """
    owed = DataRequest.objects.filter(appeal__in=cases, answered_at=None)
    owed.filter(**{f"{field}__in": list(instead_of)}).update(**{field: to})


def _kept(
    subject: Subject, asked: Ask, *, at: datetime, values: Mapping[str, object]
) -> tuple[DataRequest, bool]:
    request, is_new = DataRequest.objects.get_or_create(
        form_token=asked.token,
        defaults={
            **named(subject),
            "reference": numbers.new(),
            "kind": asked.kind,
            "email": subject.email,
            "phone": subject.phone,
            "language": asked.language,
            "said": dict(asked.said),
            "received_at": at,
            "due_at": at + LIFETIME,
            **values,
        },
    )
    if is_new:
        audit.record("data_request.received", by=None, subject=request, at=at, kind=asked.kind)
    elif subject not in {request.appeal, request.account} or request.kind != asked.kind:
        raise TokenTaken(f"the form of data request {request.pk}")
    return request, is_new
