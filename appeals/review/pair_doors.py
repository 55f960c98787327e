"""The doors to photo pairs: one pair, the pairs of a case, and what an officer says of one."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appeals.duplicates import judging
from appeals.models import Appeal, PhotoPair
from appeals.review import pair_page, pairs
from appeals.review.doorkeeper import staff_only
from appeals.review.offered import REVIEWERS
from appeals.review.pair_form import JudgementForm
from portal import audit, calendar
from portal.models import User


@require_safe
@staff_only(*REVIEWERS)
def show_pair(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Show a pair: two blurs with their cases, and the way to both photos side by side."""
    pair = _pair(pk)
    return _page(request, pair, JudgementForm(pair), user=user)


@require_POST
@staff_only(*REVIEWERS)
def judge_pair(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Keep what the officer says about a pair."""
    pair = _pair(pk)
    form = JudgementForm(pair, request.POST)
    if not form.is_valid():
        return _page(request, pair, form, user=user, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        judging.judge(
            form.pair_as_seen(),
            judgement=PhotoPair.Judgement(form.cleaned_data["judgement"]),
            note=form.cleaned_data["note"],
            by=user,
            at=timezone.now(),
        )
    except judging.JudgedMeanwhile:
        form.follow(pair)
        form.add_error(
            None, _("Petugas lain baru saja menilai pasangan ini. Baca dulu, lalu simpan lagi.")
        )
        return _page(request, pair, form, user=user, status=HTTPStatus.CONFLICT)
    messages.success(request, _("Penilaian Anda tersimpan."))
    return redirect("admin:photo_pair", pk)


@require_safe
@staff_only(*REVIEWERS)
def show_pairs(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """List the pairs of one case by key."""
    appeal = get_object_or_404(Appeal, pk=pk)
    after = request.GET.get("after", "")
    is_key = after.isascii() and after.isdecimal() and len(after) < 19
    lines, more = pairs.lines_of(appeal, after=int(after) if is_key else None)
    context = {
        **admin.site.each_context(request),
        "title": _("Foto serupa di kasus lain"),
        "appeal": appeal,
        "lines": lines,
        "more": more,
    }
    return TemplateResponse(request, "appeals/review/pairs.html", context)


def _pair(pk: int) -> PhotoPair:
    rows = PhotoPair.objects.select_related("first__appeal", "second__appeal", "judged_by")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest,
    pair: PhotoPair,
    form: JudgementForm,
    *,
    user: User,
    status: HTTPStatus = HTTPStatus.OK,
) -> TemplateResponse:
    """Show the pair and write down, for each of the two people, that its page was opened."""
    at = timezone.now()
    page = pair_page.page_of(pair, user=user, day=calendar.civil_date(at))
    for side in page.sides:
        audit.record("duplicate.viewed", by=user, subject=side.appeal, at=at, pair=pair.pk,
                     blurred=[side.evidence.pk])  # fmt: skip
    context = {
        **admin.site.each_context(request),
        "title": _("Dua foto yang mirip"),
        "page": page,
        "form": form,
    }
    return TemplateResponse(request, "appeals/review/pair.html", context, status=status)
