"""What the demonstration's people ask of their data: every stage of the privacy officers' queue.

Late, due soon and fresh; an erasure that waits for its second signature; answered ones.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from appeals import correcting, data_requests, erasure
from appeals.data_requests import Answer, Ask, Reason, Subject
from appeals.demonstration import words
from appeals.models import Appeal, DataRequest, ErasurePart
from portal.models import User

_NAMESPACE = uuid.UUID("0b7c1f3e-6a55-4f0e-8d6b-2c1a9c5d7e21")
_Kind, _Result, _Status = DataRequest.Kind, DataRequest.Result, Appeal.Status


def ask_all(*, now: datetime) -> None:
    """Ask what is not asked yet; each kind of case asks once, where there is one."""
    officer = User.objects.get(username="pdp")
    if case := _case(_Status.IN_REVIEW):
        right = f"{case.kk[:-4]}0007"
        _ask(case, _Kind.RECTIFY, {**words.WRONG_KK, "value": right}, hours=52, now=now)
    if case := _case(_Status.DECIDED):
        _ask(case, _Kind.RECTIFY, {**words.WRONG_KK, "value": case.kk}, hours=9, now=now)
    if case := _case(_Status.VOID):
        _ask(case, _Kind.ERASE, words.ERASE, hours=76, now=now)
    if case := _case(_Status.MERGED):
        said = {"consent": "processing", "case": case.reference}
        _ask(case, _Kind.WITHDRAW, said, hours=68, now=now)
    if case := _case(_Status.WITHDRAWN):
        asked = _ask(case, _Kind.ERASE, words.ERASE, hours=30, now=now)
        _propose(asked, by=officer, at=now - timedelta(hours=3))
    if (case := _case(_Status.CLOSED)) and case.account is not None:
        asked = _ask(case.account, _Kind.RECTIFY, words.WRONG_SCHOOL, hours=90, now=now)
        _point_to_source(asked, by=officer, at=now - timedelta(hours=40))


def _case(status: str) -> Appeal | None:
    return Appeal.objects.filter(status=status).order_by("pk").first()


def _ask(
    subject: Subject, kind: str, said: Mapping[str, str], *, hours: int, now: datetime
) -> DataRequest:
    token = uuid.uuid5(_NAMESPACE, f"{subject._meta.label} {subject.pk} {kind}")
    asked = Ask(token, _Kind(kind), "id", said)
    known = DataRequest.objects.filter(form_token=token).first()
    return known or data_requests.ask(subject, asked, at=now - timedelta(hours=hours))


def _propose(asked: DataRequest, *, by: User, at: datetime) -> None:
    if asked.answered_at is None and not hasattr(asked, "erasure"):
        said = Answer(_Result.PARTLY, words.ERASED_PARTLY, Reason.LEGAL_HOLD)
        erasure.propose(asked, said, kinds=ErasurePart.Kind.values, by=by, at=at)


def _point_to_source(asked: DataRequest, *, by: User, at: datetime) -> None:
    if asked.answered_at is None:
        said = Answer(_Result.REFUSED, words.AT_THE_SOURCE, Reason.AT_THE_SOURCE)
        correcting.point_to_source(asked, said, by=by, at=at)
