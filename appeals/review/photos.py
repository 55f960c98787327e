"""The doors to evidence: a photo's page, its sharp picture and its blur.

Who may see it, `looking` knows; every sharp picture given out is an audit entry.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from appeals.evidence import marking
from appeals.evidence.serve import NotReady, open_image
from appeals.models import Appeal, Evidence
from appeals.review import face_score, looking, photo_page
from appeals.review.case_page import opens_thumbnail
from appeals.review.doorkeeper import staff_only
from appeals.review.offered import REVIEWERS
from appeals.review.watermark import watermark
from portal import calendar, storage
from portal.models import User

_AGAIN = "tujuan"  # the word of the address that asks for another purpose


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*REVIEWERS)
def photo(request: HttpRequest, user: User, *, pk: int, evidence_pk: int) -> HttpResponse:
    """Show a photo on the desk of case `pk`, or ask what it is opened for."""
    case = get_object_or_404(Appeal.objects.select_related("officer"), pk=pk)
    at = timezone.now()
    typed = request.POST if request.method == "POST" else None
    page = photo_page.read(
        case,
        evidence_pk,
        beside=_number(request.GET.get(photo_page.COMPARED, "")),
        asks_again=_AGAIN in request.GET,
        typed=typed,
        user=user,
        at=at,
    )
    if page is None:
        raise Http404
    if page.chosen is not None:
        page.chosen.choose(by=user, at=at)
        return redirect(page.address)
    context = {
        **admin.site.each_context(request),
        "title": page.title,
        "page": page,
        "face_score": face_score.words_about(page.panes, by=user, at=at),
    }
    status = HTTPStatus.OK if typed is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return TemplateResponse(request, "appeals/review/photo.html", context, status=status)


@require_GET
@staff_only(*REVIEWERS)
def image(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Give one photo in full with the mark of its viewer, and write down who opened it."""
    evidence, at = _ready(pk), timezone.now()
    try:
        given = looking.pass_for(evidence, user=user, at=at)
    except looking.Shut as shut:
        return _refused(request, evidence, why=str(shut.why.label), case=shut.case)
    mark = watermark(user, given.case, at=at)
    answer = _picture(request, evidence, lambda content: marking.marked(content, mark))
    if answer.status_code == HTTPStatus.OK:
        looking.write_down(evidence, given, by=user, at=at)
    return answer


@require_GET
@staff_only(*REVIEWERS)
def thumbnail(request: HttpRequest, user: User, *, pk: int, key: str) -> HttpResponse:
    """Give the blur of a photo, for a page that this person opened today."""
    evidence = _ready(pk)
    day = calendar.civil_date(timezone.now())
    if not opens_thumbnail(key, evidence, user=user, day=day):
        raise Http404
    return _picture(request, evidence, marking.blurred, thumbnail=True)


def _ready(pk: int) -> Evidence:
    filed = Evidence.objects.filed().select_related("appeal").filter(state=Evidence.State.READY)
    return get_object_or_404(filed, pk=pk)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 18 else None


def _picture(
    request: HttpRequest,
    evidence: Evidence,
    drawn: Callable[[bytes], bytes],
    *,
    thumbnail: bool = False,
) -> HttpResponse:
    """Answer with the stored picture as it is `drawn`, or say that it is gone."""
    try:
        content = drawn(b"".join(open_image(evidence, thumbnail=thumbnail)))
    except (NotReady, storage.Missing, storage.Damaged, marking.Unfit):
        return _refused(request, evidence, why="", case=evidence.appeal)
    return HttpResponse(
        content,
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


def _refused(
    request: HttpRequest, evidence: Evidence, *, why: str, case: Appeal | None
) -> TemplateResponse:
    """Say why there is no picture: `why`, or that its file is gone."""
    context = {
        **admin.site.each_context(request),
        "title": evidence.title,
        "evidence": evidence,
        "why": why,
        "case": case,
    }
    status = HTTPStatus.FORBIDDEN if why else HTTPStatus.NOT_FOUND
    return TemplateResponse(request, "appeals/review/photo_shut.html", context, status=status)
