"""The person's own pages of data rights: what can be asked, the copy, and following a request."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from appeals import data_requests, erasure
from appeals.data_requests import Ask, Malformed, TokenTaken
from appeals.data_requests.letters import Notice, result_in_words
from appeals.data_requests.subjects import requests_of
from appeals.models import DataRequest, ErasurePart
from appeals.rights import archive, scope
from appeals.rights.forms import CopyForm
from appeals.rights.held import held
from appeals.rights.words import said_in_words
from portal import audit, calendar
from portal.doors import is_too_often, too_often

_COPIES_AN_ADDRESS = 60
_COPIES_A_PERSON = 10
_LINKS = 1200
_MOST_SHOWN = 20


@never_cache
@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Show what may be asked, or the two ways of showing who one is."""
    at = timezone.now()
    own = scope.scopes_of(request, at=at)
    chosen = scope.chosen(request, at=at)
    if chosen is None:
        return render(request, "appeals/rights/closed.html", {"was_named": bool(own)})
    context = {
        "scope": chosen,
        "scopes": own,
        "token": uuid.uuid4(),
        "requests": _with_results(list(requests_of(chosen.subject)[:_MOST_SHOWN])),
    }
    return render(request, "appeals/rights/home.html", context)


def _with_results(rows: Sequence[DataRequest]) -> list[tuple[DataRequest, str]]:
    """Return the requests with what came of each in words, which what was erased decides."""
    ordered: defaultdict[int, list[ErasurePart]] = defaultdict(list)
    signed = ErasurePart.objects.filter(erasure__request__in=rows, erasure__signed_at__isnull=False)
    for part in signed.select_related("erasure"):
        ordered[part.erasure.request_id].append(part)
    return [(row, result_in_words(row, ordered[row.pk])) for row in rows]


@never_cache
@require_POST
def rights_download(request: HttpRequest) -> HttpResponseBase:
    """Give the copy of everything that is held; the person's contact is told of it."""
    at = timezone.now()
    chosen = scope.chosen(request, at=at)
    if chosen is None:
        return redirect("rights")
    if is_too_often(request, "rights-copy-address", limit=_COPIES_AN_ADDRESS) or is_too_often(
        request, "rights-copy", limit=_COPIES_A_PERSON, key=chosen.throttle_key
    ):
        return too_often(request)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return redirect(f"{reverse('rights')}?{urlencode({scope.FIELD: chosen.key})}")
    asked = Ask(form.own_token, DataRequest.Kind.ACCESS, (get_language() or "id")[:2])
    try:
        # While the store is away nothing was asked, nobody is told, and the form may be sent again.
        with transaction.atomic():
            row = data_requests.ask_and_answer(chosen.subject, asked, notice=Notice.COPIED, at=at)
            audit.record("data_request.downloaded", by=None, subject=row, at=at)
            return _file(chosen, at=at)
    except TokenTaken:
        return redirect("rights")


@never_cache
@require_safe
def rights_state(request: HttpRequest, number: str) -> HttpResponse:
    """Show where one request stands, to whoever may follow it."""
    at = timezone.now()
    row = _row(number)
    if row is None or not scope.may_follow(request, row, at=at):
        return render(request, "appeals/rights/closed.html", {"was_followed": True})
    parts = erasure.parts_of(row, at=at) if row.answered_at else []
    context = {
        "data_request": row,
        "said": said_in_words(row),
        "is_late": row.due_at < at,
        "parts": parts,
        "is_kept": any(part.keeping for part in parts),
        "result": result_in_words(row, parts),
    }
    return render(request, "appeals/rights/state.html", context)


@never_cache
@require_safe
def rights_link(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Open the request that the secret link belongs to; the address bar keeps no secret."""
    if is_too_often(request, "rights-link", limit=_LINKS):
        return too_often(request)
    row = _row(number)
    is_right = data_requests.opens(row.reference if row else number, token)
    if row is None or not is_right:
        return render(request, "appeals/rights/no_link.html", status=404)
    scope.remember(request, row, at=timezone.now())
    return redirect("rights_state", row.reference)


def _row(number: str) -> DataRequest | None:
    try:
        wanted = data_requests.parse(number)
    except Malformed:
        return None
    rows = DataRequest.objects.select_related("appeal", "account")
    return rows.filter(reference=wanted).first()


def _file(chosen: scope.Scope, *, at: datetime) -> FileResponse:
    packed = archive.pack(held(chosen.subject, at=at))
    packed.seek(0)
    name = f"data-saya-{calendar.civil_date(at):%Y-%m-%d}.zip"
    return FileResponse(
        packed,
        as_attachment=True,
        filename=name,
        content_type="application/zip",
        headers={"Cache-Control": "no-store, private", "X-Content-Type-Options": "nosniff"},
    )
