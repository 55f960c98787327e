"""The desk for calls: an officer files for whoever cannot use the pages, on one page of their own.

The same form and the same filing as everybody's; photos follow by the link in the message.
"""

import uuid
from datetime import datetime
from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appeals import conversation, lifecycle, reach
from appeals.intake import answers, drafts
from appeals.intake.caller_form import CallerForm
from appeals.lifecycle.officers import EXAMINERS
from appeals.models import Appeal
from portal import audit, calendar, office
from portal.models import User

_MOST_EARLIER = 5


@require_http_methods(["GET", "POST"])
def _file(request: HttpRequest) -> HttpResponse:
    """Show the form, or file what was typed."""
    by = _officer(request)
    at = timezone.now()
    day = calendar.civil_date(at)
    token = _token(request)
    if request.method != "POST":
        return _page(request, CallerForm(day=day), token)
    form = CallerForm(_typed(request), day=day)
    if not form.is_valid():
        return _page(request, form, token, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if office.intake_is_closed(at):
        form.add_error(None, _("Penerimaan sedang ditutup. Isian tetap di sini; kirim lagi nanti."))
        return _page(request, form, token, status=HTTPStatus.CONFLICT)
    with drafts.alone_with(token):
        filed = Appeal.objects.filter(form_token=token).first()
        if filed is not None and filed.nik != form.cleaned_data["nik"]:
            # An old page, reached by Back, with the next caller typed in.
            filed, token = None, uuid.uuid4()
        if filed is None:
            earlier = _earlier(form.cleaned_data["nik"])
            to_see = form.shown_first(earlier)
            if to_see != form.cleaned_data["seen"]:
                audit.record("queue.searched", by=by, at=at, shape="number", found=len(earlier))
                return _page(request, form, token, earlier=earlier, to_see=to_see)
            filed = _keep(form, token, by=by, at=at)
    return redirect("caller_filed", filed.pk)


@require_http_methods(["GET", "POST"])
def _filed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the number to read out, and take the word that it was."""
    by = _officer(request)
    appeal = get_object_or_404(Appeal.objects.select_related("merged_into"), pk=pk)
    if not appeal.consents.filter(read_aloud_by=by).exists():
        raise PermissionDenied
    if request.method == "POST":
        audit.record("case.number_read_back", by=by, subject=appeal, at=timezone.now())
        messages.success(request, _("Tercatat. Siap untuk penelepon berikutnya."))
        return redirect("caller_desk")
    ways = [way.channel.label for way in reach.ways_to(appeal)]
    context = {
        **admin.site.each_context(request),
        "title": _("Pengaduan tercatat"),
        "appeal": appeal,
        "signs": appeal.reference,
        "ways": ways,
    }
    return TemplateResponse(request, "appeals/intake/caller_filed.html", context)


@transaction.atomic
def _keep(form: CallerForm, token: uuid.UUID, *, by: User, at: datetime) -> Appeal:
    """File the valid form, and keep who filed it and what was noted of the call."""
    appeal = lifecycle.submit(form.filed_by(by.pk, token=token), at=at)
    channel = form.cleaned_data["channel"]
    audit.record("case.filed_for_caller", by=by, subject=appeal, at=at, channel=channel)
    if notes := form.cleaned_data["call_notes"].strip():
        conversation.note(appeal, by=by, text=notes, at=at)
    return appeal


def _typed(request: HttpRequest) -> dict[str, str]:
    """Return what was typed as the forms of intake read it: several choices as one text."""
    others = {name: str(request.POST[name]) for name in request.POST}
    return {**others, **answers.typed(request.POST)}


def _earlier(nik: str) -> list[Appeal]:
    return list(Appeal.objects.open().about_nik(nik).order_by("-pk")[:_MOST_EARLIER])


def _officer(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.has_role(*EXAMINERS):
        raise PermissionDenied
    return request.user


def _token(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def _page(
    request: HttpRequest,
    form: CallerForm,
    token: uuid.UUID,
    *,
    earlier: list[Appeal] | None = None,
    to_see: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Pengaduan lewat telepon"),
        "form": form,
        "token": token,
        "earlier": earlier or [],
        "to_see": to_see,
    }
    return TemplateResponse(request, "appeals/intake/caller.html", context, status=status)


file_for_caller = admin.site.admin_view(_file)
filed_for_caller = admin.site.admin_view(_filed)
