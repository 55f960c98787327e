"""An erasure from the answer that promises it to its signature; two people where files go.

The answer is sent when the last of them has signed, and the parts are owed from then on.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta

from django.db import transaction

from appeals import data_requests
from appeals.data_requests import ANSWERERS, Answer, NotAllowed, ProposalWaits
from appeals.erasure.planning import FILES, plan
from appeals.models import Consent, DataRequest, Erasure, ErasurePart
from portal import audit, jobs
from portal.calendar import JAKARTA, civil_date
from portal.models import User

_ONE_DAY = timedelta(days=1)
_Result = DataRequest.Result


class StillKept(ValueError):
    """The answer says that all is erased, and a part of it stays: not chosen, or kept by law."""


class NothingToErase(ValueError):
    """No part is left of what was chosen, or the answer is a refusal."""


def is_erasing(request: DataRequest) -> bool:
    """Say whether granting the request erases anything: erasure, or no processing any more."""
    if request.kind == DataRequest.Kind.ERASE:
        return True
    is_withdrawn = request.kind == DataRequest.Kind.WITHDRAW
    return is_withdrawn and request.said.get("consent") == Consent.Kind.PROCESSING


def parts_of(request: DataRequest, *, at: datetime) -> list[ErasurePart]:
    """Return the ordered parts, or those there would be now."""
    ordered = ErasurePart.objects.filter(erasure__request=request, erasure__signed_at__isnull=False)
    if found := list(ordered.select_related("appeal").order_by("pk")):
        return found
    return plan(request, at=at) if is_erasing(request) and request.answered_at is None else []


@transaction.atomic
def propose(
    request: DataRequest, said: Answer, *, kinds: Collection[str], by: User, at: datetime
) -> Erasure:
    """Answer that what is of `kinds` is erased; without files that takes one officer.

    With files the answer waits for `sign`. Raises NotAllowed for whoever is no privacy officer
    and where an answer stands, ProposalWaits, StillKept and NothingToErase.
    """
    _check(by)
    locked = DataRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if locked.answered_at is not None:
        raise NotAllowed(f"data request {request.pk} has an answer")
    if Erasure.objects.filter(request=locked).exists():
        raise ProposalWaits(f"data request {request.pk} has an answer that waits")
    parts = _chosen(locked, kinds, result=said.result, at=at)
    erasure = Erasure.objects.create(
        request=locked,
        kinds=sorted({part.kind for part in parts}),
        result=said.result,
        reason="" if said.result == _Result.DONE else said.reason,
        answer=said.text,
        proposed_by=by,
        proposed_at=at,
    )
    audit.record("erasure.proposed", by=by, subject=locked, at=at, kinds=erasure.kinds)
    if not FILES.intersection(erasure.kinds):
        _order(erasure, parts, by=by, at=at)
    return erasure


@transaction.atomic
def sign(erasure: Erasure, *, by: User, at: datetime) -> None:
    """Order the erasure, as a second officer, and tell the person.

    Raises NotAllowed for who proposed it, who is no privacy officer, and where it is signed or
    gone; StillKept and NothingToErase where things changed since.
    """
    _check(by)
    waiting = _waiting(erasure)
    if waiting.proposed_by_id == by.pk:
        raise NotAllowed(f"user {by.pk} proposed erasure {erasure.pk}")
    parts = _chosen(waiting.request, waiting.kinds, result=waiting.result, at=at)
    _order(waiting, parts, by=by, at=at)


@transaction.atomic
def send_back(erasure: Erasure, *, by: User, at: datetime) -> None:
    """Take the proposal away: the request is unanswered as before. Raises NotAllowed."""
    _check(by)
    waiting = _waiting(erasure)
    audit.record(
        "erasure.sent_back", by=by, subject=waiting.request, at=at, kinds=waiting.kinds,
        proposed_by=waiting.proposed_by_id,
    )  # fmt: skip
    waiting.delete()


@transaction.atomic
def retry(erasure: Erasure, *, by: User, at: datetime) -> int:
    """Owe again the parts that workers gave up; return how many.

    Raises NotAllowed for whoever is no privacy officer, and where nothing is stuck.
    """
    _check(by)
    stuck = ErasurePart.objects.filter(erasure=erasure).dead()
    parts = stuck.update(dead_at=None, claimed_by=None, deliveries=0, due_at=at)
    if not parts:
        raise NotAllowed(f"nothing of erasure {erasure.pk} is stuck")
    audit.record("erasure.retried", by=by, subject=erasure.request, at=at, count=parts)
    jobs.nudge("appeals.carry_out_erasure", erasure_id=erasure.pk)
    return parts


def _order(erasure: Erasure, parts: list[ErasurePart], *, by: User, at: datetime) -> None:
    erasure.signed_by, erasure.signed_at = by, at
    erasure.save(update_fields=["signed_by", "signed_at"])
    for part in parts:
        part.erasure = erasure
        part.due_at = due(part, at=at)
    ErasurePart.objects.bulk_create(parts)
    audit.record("erasure.ordered", by=by, subject=erasure.request, at=at, kinds=erasure.kinds)
    said = Answer(_Result(erasure.result), erasure.answer, erasure.reason)
    data_requests.answer(erasure.request, said, by=by, at=at)
    jobs.nudge("appeals.carry_out_erasure", erasure_id=erasure.pk)


def due(part: ErasurePart, *, at: datetime) -> datetime:
    """Return when to look at the part: now, the day after its last day, or tomorrow again."""
    if not part.keeping:
        return at
    day = part.kept_until or civil_date(at)
    return datetime.combine(day + _ONE_DAY, time.min, JAKARTA)


def _waiting(erasure: Erasure) -> Erasure:
    rows = Erasure.objects.select_for_update(of=("self",)).select_related("request")
    found = rows.filter(pk=erasure.pk, signed_at=None).first()
    if found is None:
        raise NotAllowed(f"erasure {erasure.pk} does not wait for a signature")
    return found


def _check(by: User) -> None:
    if not by.has_role(*ANSWERERS):
        raise NotAllowed(f"user {by.pk} is no privacy officer")


def _chosen(
    request: DataRequest, kinds: Collection[str], *, result: str, at: datetime
) -> list[ErasurePart]:
    """Return the parts of these kinds, if the answer is true of them and of all others."""
    every = plan(request, at=at)
    chosen = [part for part in every if part.kind in kinds]
    if result == _Result.REFUSED or not chosen:
        raise NothingToErase(f"data request {request.pk} has no part that is to be erased")
    if result == _Result.DONE and not is_whole(every, kinds):
        raise StillKept("the answer says done, and a part stays")
    return chosen


def is_whole(parts: Iterable[ErasurePart], kinds: Collection[str]) -> bool:
    """Say whether erasing `kinds` erases all of `parts`, and at once."""
    return all(part.kind in kinds and not part.keeping for part in parts)
