"""What there is to erase about a case or an account, kind by kind, and what keeps each."""

from collections.abc import Iterator
from datetime import datetime

from appeals.data_requests import subject_of
from appeals.erasure import finding, keeping
from appeals.models import Appeal, DataRequest, ErasurePart

_Kind = ErasurePart.Kind
# Their erasure takes two people.
FILES = frozenset({_Kind.FILES.value, _Kind.RELIED.value})


def plan(request: DataRequest, *, at: datetime) -> list[ErasurePart]:
    """Return the parts of an erasure as of `at`, not kept: those with something in them."""
    return [part for part in _parts(request, at=at) if part.count]


def cases_of(request: DataRequest) -> list[Appeal]:
    """Return the cases that the request is about.

    For an account these are the ones about its NIK that were filed from its own contact.
    """
    subject = subject_of(request)
    if isinstance(subject, Appeal):
        return [subject]
    named = {"reference": request.said["case"]} if request.said.get("case") else {}
    return list(Appeal.objects.filed_by(subject).filter(**named).order_by("pk"))


def look_again(part: ErasurePart, *, at: datetime) -> None:
    """Write into `part` what keeps it as of `at`."""
    kept = keeping.kept(part.appeal, part.kind, at=at) if part.appeal else None
    part.keeping = kept.keeping if kept else ""
    part.kept_until = kept.until if kept else None


def _parts(request: DataRequest, *, at: datetime) -> Iterator[ErasurePart]:
    cases = cases_of(request)
    if request.account is not None:
        yield ErasurePart(kind=_Kind.DRAFTS, count=len(finding.keys(_Kind.DRAFTS, request.account)))
    for appeal in cases:
        for kind in _Kind:
            part = ErasurePart(kind=kind, appeal=appeal, count=len(finding.keys(kind, appeal)))
            look_again(part, at=at)
            yield part
