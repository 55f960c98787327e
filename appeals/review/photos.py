"""Streams evidence to those who may see it; every full image opened is an audit entry."""

from collections.abc import Iterator
from itertools import chain

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from appeals.evidence.serve import NotReady, open_image
from appeals.models import Evidence
from appeals.review.case_page import opens_thumbnail
from appeals.review.doorkeeper import staff_only
from appeals.review.offered import REVIEWERS
from portal import audit, calendar, storage
from portal.models import User


@require_safe
@staff_only(*REVIEWERS)
def image(request: HttpRequest, user: User, *, pk: int) -> HttpResponseBase:
    """Stream one photo in full and write down who opened it."""
    evidence = _ready(pk)
    answer = _streamed(evidence, thumbnail=False)
    audit.record(
        "evidence.viewed",
        by=user,
        subject=evidence,
        at=timezone.now(),
        appeal=evidence.appeal_id,
        kind=evidence.kind,
    )
    return answer


@require_safe
@staff_only(*REVIEWERS)
def thumbnail(request: HttpRequest, user: User, *, pk: int, key: str) -> HttpResponseBase:
    """Stream a thumbnail of a case page that this person opened today, logged there."""
    evidence = _ready(pk)
    day = calendar.civil_date(timezone.now())
    if not opens_thumbnail(key, evidence, user=user, day=day):
        raise Http404
    return _streamed(evidence, thumbnail=True)


def _ready(pk: int) -> Evidence:
    filed = Evidence.objects.filed().filter(state=Evidence.State.READY)
    return get_object_or_404(filed, pk=pk)


def _streamed(evidence: Evidence, *, thumbnail: bool) -> StreamingHttpResponse:
    try:
        chunks = _begun(open_image(evidence, thumbnail=thumbnail))
    except (NotReady, storage.Missing, storage.Damaged) as fault:
        raise Http404 from fault
    return StreamingHttpResponse(
        chunks,
        content_type="image/jpeg",
        headers={
            # Never the name the person's phone gave it.
            "Content-Disposition": f'inline; filename="{evidence.kind}-{evidence.pk}.jpg"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store, private",
        },
    )


def _begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Read the first chunk now, so that a missing file is an answer and not a broken stream."""
    return chain([next(chunks, b"")], chunks)
