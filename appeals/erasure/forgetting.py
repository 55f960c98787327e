"""What was told and asked around an erased case: words and contacts go, the fact and its time stay.

A message on its way is left to arrive; the nightly sweep blanks it afterwards.
"""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from appeals import legal_holds
from appeals.models import Appeal, ContactChange, DataRequest, Erasure, ErasurePart, LegalHold
from portal import outbox

_Kind = ErasurePart.Kind
# How long a message that belongs to no case, or came after the erasure, may be looked up.
_KEPT = timedelta(days=3)
# No message stays on its way, and no sweep down, that long.
_LATELY = timedelta(days=90)
# Answers to who lost a number, and links to forms not sent yet.
_NOBODYS = ("lost:", "draft:")


def forget_contacts(case: int) -> None:
    """Blank the case's contacts in the messages about their changes and in answered requests."""
    for change in ContactChange.objects.filter(appeal=case).values_list("pk", flat=True):
        outbox.forget(f"contact:{change}:")
    _settled(case).update(email="", phone="")


def forget_words(case: int) -> None:
    """Blank what was written to the case's person, and what was asked and answered."""
    outbox.forget(f"appeal:{case}:")
    requests = DataRequest.objects.filter(appeal=case)
    for request in requests.values_list("pk", flat=True):
        forget_messages(request)
    requests.exclude(answered_at=None).update(said={})
    _settled(case).update(answer="")
    Erasure.objects.filter(request__in=_settled(case)).update(answer="")


def forget_request(request: int) -> None:
    """Blank a request of which nothing more will be told."""
    DataRequest.objects.filter(pk=request).update(email="", phone="", said={}, answer="")
    Erasure.objects.filter(request=request).update(answer="")
    forget_messages(request)


def forget_messages(request: int) -> None:
    """Blank the messages about a data request."""
    outbox.forget(f"data-request:{request}:")


def sweep(*, at: datetime) -> None:
    """Blank what arrived or was asked after its case was erased, and messages of no case.

    What is held stays; once it is held no more its turn comes, too.
    """
    for beginning in _NOBODYS:
        outbox.forget(beginning, before=at - _KEPT)
    lately = (at - _LATELY, at - _KEPT)
    completed = Erasure.objects.filter(completed_at__range=lately)
    for erasure in completed.select_related("request__appeal"):
        if not _is_held(erasure):
            forget_messages(erasure.request_id)
    done = ErasurePart.objects.filter(done_at__range=lately)
    asked = DataRequest.objects.filter(answered_at__range=lately, appeal__erased_at__isnull=False)
    papers = done.filter(kind=_Kind.PAPERS).values_list("appeal", flat=True)
    let_go = LegalHold.objects.filter(lifted_at__range=lately, appeal__erased_at__isnull=False)
    found = papers.union(
        asked.values_list("appeal", flat=True), let_go.values_list("appeal", flat=True)
    )
    for appeal in Appeal.objects.filter(pk__in=list(found)).order_by("pk"):
        if not legal_holds.is_held(appeal):
            forget_contacts(appeal.pk)
            forget_words(appeal.pk)
    contacts = done.filter(kind=_Kind.CONTACT).values("appeal")
    for appeal in Appeal.objects.filter(pk__in=contacts).order_by("pk"):
        if not legal_holds.is_held(appeal):
            forget_contacts(appeal.pk)


def _is_held(erasure: Erasure) -> bool:
    """Say whether a case that the request is about, or that it erased something of, is held."""
    asked = Q(pk=erasure.request.appeal_id)
    cases = Appeal.objects.filter(asked | Q(pk__in=erasure.parts.values("appeal")))
    return any(legal_holds.is_held(case) for case in cases)


def _settled(case: int) -> QuerySet[DataRequest]:
    """Answered requests of the case of which nothing more will be told."""
    answered = DataRequest.objects.filter(appeal=case, answered_at__isnull=False)
    return answered.filter(Q(erasure=None) | Q(erasure__completed_at__isnull=False))
