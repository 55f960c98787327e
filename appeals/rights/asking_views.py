"""The pages on which a person asks: correct, erase, agree no more.

Each checks CSRF by itself: Django's refusal would throw away what was typed. A form that comes
back from an expired page, or after the case closed on this browser, comes back filled.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from appeals import consents, data_requests
from appeals.data_requests import Ask, TokenTaken
from appeals.data_requests.letters import Notice
from appeals.data_requests.subjects import requests_of
from appeals.models import Appeal, Consent, DataRequest
from appeals.rights import scope
from appeals.rights.forms import AskForm, EraseForm, RectifyForm, WithdrawForm
from appeals.rights.held import cases_of
from portal import doors

_PER_ADDRESS = 120
_PER_PERSON = 20


@dataclass(frozen=True, slots=True)
class _Page:
    """One kind of request: its template, its form for a scope, and what sending it does."""

    template: str
    form: Callable[[scope.Scope | None, Any], AskForm]  # Any: a QueryDict or None
    send: Callable[[scope.Scope, Any, datetime], DataRequest]  # Any: the page's own form
    context: Callable[[scope.Scope, datetime], dict[str, object]]


@csrf_exempt  # doors.is_forged checks, without throwing away what was typed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rectify(request: HttpRequest) -> HttpResponse:
    """Ask for a correction."""
    return _visit(request, _RECTIFY)


@csrf_exempt  # doors.is_forged checks, without throwing away what was typed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say what keeps the data here and until when, and ask for its erasure."""
    return _visit(request, _ERASE)


@csrf_exempt  # doors.is_forged checks, without throwing away what was typed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take a consent back: the extras at once, processing by a request."""
    return _visit(request, _WITHDRAW)


def _visit(request: HttpRequest, page: _Page) -> HttpResponse:
    at = timezone.now()
    chosen = scope.chosen(request, at=at)
    if request.method != "POST":
        return _show(request, page, chosen, at=at) if chosen else redirect("rights")
    form = page.form(chosen, request.POST)
    if doors.is_forged(request):
        words = _("Halaman ini sudah lama terbuka. Isian Anda masih ada: periksa sebentar, lalu "
                  "tekan Kirim sekali lagi.")  # fmt: skip
        return _show(request, page, chosen, at=at, form=form, notice=words)
    if chosen is None:
        words = _("Kami perlu memastikan lagi siapa Anda. Isian Anda masih ada: buka dulu akun "
                  "atau pengaduan Anda di tab baru, lalu kembali ke sini dan tekan Kirim.")  # fmt: skip
        return _show(request, page, None, at=at, form=form, notice=words)
    is_valid = form.is_valid()
    if (sent := _sent_before(form, chosen)) is not None:
        return redirect("rights_state", sent.reference)
    if not is_valid:
        return _show(request, page, chosen, at=at, form=form)
    return _send(request, page, chosen, form=form, at=at)


def _sent_before(form: AskForm, chosen: scope.Scope) -> DataRequest | None:
    """Return the request that this very form was already, so that a second press finds it."""
    rows = requests_of(chosen.subject).filter(form_token=form.own_token)
    return rows.first()


def _send(
    request: HttpRequest, page: _Page, chosen: scope.Scope, *, form: AskForm, at: datetime
) -> HttpResponse:
    if doors.is_too_often(request, "rights-address", limit=_PER_ADDRESS) or doors.is_too_often(
        request, "rights-ask", limit=_PER_PERSON, key=chosen.throttle_key
    ):
        return doors.too_often(request, words=form.written)
    try:
        row = page.send(chosen, form, at)
    except TokenTaken:
        return redirect("rights")
    if row.received_at < at:
        words = _("Permintaan ini sudah kami terima dan belum dijawab. Nomornya %(number)s.")
        messages.info(request, words % {"number": row.reference})
    scope.remember(request, row, at=at)
    return redirect("rights_state", row.reference)


def _show(
    request: HttpRequest,
    page: _Page,
    chosen: scope.Scope | None,
    *,
    at: datetime,
    form: AskForm | None = None,
    notice: str = "",
) -> HttpResponse:
    """Show the form, blank or as it came; without a scope nothing about anybody stands there."""
    context = {
        "scope": chosen,
        "form": form or page.form(chosen, None),
        "notice": notice,
        **(page.context(chosen, at) if chosen else {}),
    }
    return render(request, page.template, context, status=200 if chosen else 403)


def _language() -> str:
    return (get_language() or "id")[:2]


def _fresh() -> dict[str, object]:
    return {"token": uuid.uuid4()}


def _ask(kind: DataRequest.Kind) -> Callable[[scope.Scope, AskForm, datetime], DataRequest]:
    def send(chosen: scope.Scope, form: AskForm, at: datetime) -> DataRequest:
        asked = Ask(form.own_token, kind, _language(), form.said)
        return data_requests.ask_once(chosen.subject, asked, at=at)

    return send


def _take_back(chosen: scope.Scope, form: WithdrawForm, at: datetime) -> DataRequest:
    """End what can end at once; a second press finds it ended and shows the same request."""
    consent = form.chosen
    asked = Ask(form.own_token, DataRequest.Kind.WITHDRAW, _language(), form.said)
    if consent.kind not in consents.AT_ONCE:
        return data_requests.ask_once(chosen.subject, asked, at=at)
    with transaction.atomic():
        row = data_requests.ask_and_answer(chosen.subject, asked, notice=Notice.WITHDRAWN, at=at)
        consents.withdraw(consent.appeal, consent.kind, at=at)
    return row


def _standing(chosen: scope.Scope | None) -> list[Consent]:
    """Return the consents that stand in the scope's cases."""
    if chosen is None:
        return []
    subject = chosen.subject
    cases = [subject] if isinstance(subject, Appeal) else cases_of(subject)
    rows = Consent.objects.filter(appeal__in=cases, withdrawn_at=None).select_related("appeal")
    return list(rows.order_by("appeal_id", "pk"))


def _erasing(chosen: scope.Scope, at: datetime) -> dict[str, object]:
    return {"kept": data_requests.grounds_to_keep(chosen.subject, at=at)}


_RECTIFY = _Page(
    "appeals/rights/rectify.html",
    lambda _scope, data: RectifyForm(data, initial=_fresh()),
    _ask(DataRequest.Kind.RECTIFY),
    lambda _scope, _at: {},
)
_ERASE = _Page(
    "appeals/rights/erase.html",
    lambda _scope, data: EraseForm(data, initial=_fresh()),
    _ask(DataRequest.Kind.ERASE),
    _erasing,
)
_WITHDRAW = _Page(
    "appeals/rights/withdraw.html",
    lambda chosen, data: WithdrawForm(data, consents=_standing(chosen), initial=_fresh()),
    _take_back,
    lambda chosen, _at: {"consents": _standing(chosen), "at_once": consents.AT_ONCE},
)
