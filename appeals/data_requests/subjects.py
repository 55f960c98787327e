"""What a data request is about: a case or an account, and its requests so far."""

from typing import TypeAlias

from django.db.models import QuerySet

from appeals.models import Appeal, DataRequest
from eligibility.models import Account

Subject: TypeAlias = Appeal | Account


def named(subject: Subject) -> dict[str, Subject]:
    """Return the column and value by which rows belong to `subject`."""
    return {"appeal" if isinstance(subject, Appeal) else "account": subject}


def subject_of(request: DataRequest) -> Subject:
    """Return the case or the account that `request` is about."""
    subject = request.appeal or request.account
    if subject is None:  # the table's constraint forbids it
        raise LookupError(f"data request {request.pk} is about nothing")
    return subject


def requests_of(subject: Subject) -> QuerySet[DataRequest]:
    """Return what was asked about `subject`, the newest first."""
    return DataRequest.objects.filter(**named(subject)).order_by("-pk")
