""" "Check my account": NIK, one-time code to the contact on file, then the status page.

Answers are the same for known and unknown numbers until the code proves who is asking.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from eligibility import checked
from eligibility.forms import OVER, WRONG, WRONG_IN_EITHER, AccountForm, CodeForm
from eligibility.models import Account
from eligibility.standing import standing_of
from portal import challenge, codes, tokens
from portal.channels import sms
from portal.channels.way import surest
from portal.doors import is_too_often, too_often

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

_PURPOSE = "account"
_ASKED = "account_asked"
# Marks that somebody was led back here, for the page to say so.
_AGAIN = "again"
# A cybercafé shares one address; a person asks a few times.
_PER_ADDRESS = 120
_PER_NIK = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_check(request: HttpRequest) -> HttpResponse:
    """Ask for the NIK and send the code."""
    form = AccountForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "is_again": _AGAIN in request.GET}
        return render(request, "eligibility/check.html", context)
    nik = form.cleaned_data["nik"]
    if is_too_often(request, "account-address", limit=_PER_ADDRESS) or is_too_often(
        request, "account-nik", limit=_PER_NIK, key=nik
    ):
        return too_often(request)
    checked.forget(request)  # whoever asks now need not be who looked before
    account = Account.objects.with_nik(nik).only("email", "phone").first()
    target = tokens.digest(_PURPOSE, nik)
    letter = challenge.Letter(_("Kode untuk melihat akun Anda"), "eligibility/code.txt")
    to = surest(account.email, account.phone) if account else None
    challenge.send(_PURPOSE, target, to=to, letter=letter, at=timezone.now())
    request.session[_ASKED] = {"target": target, "account": account and account.pk}
    return redirect("account_code")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_code(request: HttpRequest) -> HttpResponse:
    """Take the code and open the status page."""
    at = timezone.now()
    asked = request.session.get(_ASKED)
    form = CodeForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and is_too_often(request, "account-code", limit=_PER_ADDRESS):
        return too_often(request)
    code = form.cleaned_data["code"] if is_sent else ""
    if is_sent and (account := _proved(request, asked, code=code, at=at)) is not None:
        checked.open_for(request, account, code=code, at=at)
        request.session.pop(_ASKED, None)
        return redirect("account_status")
    if not asked:
        return _begin_again(request, at=at)
    is_open = codes.is_open(_PURPOSE, asked["target"], at=at)
    if is_sent:
        form.refuse(_wrong() if is_open else OVER)
    context = {
        "form": form,
        "is_open": is_open,
        "most_tries": codes.MOST_ATTEMPTS,
        "most_codes": codes.MOST_AN_HOUR,
    }
    return render(request, "eligibility/code.html", context)


def _proved(
    request: HttpRequest, asked: dict[str, Any] | None, *, code: str, at: datetime
) -> Account | None:
    """Return the account whose code this is, and that it opened when the button was pressed twice.

    A row is looked up for the right code only: reading one takes longer than finding none.
    """
    if asked and codes.redeem(_PURPOSE, asked["target"], code, at=at):
        return Account.objects.filter(pk=asked["account"]).first()
    return checked.opened_by_the_first_press(request, code=code)


def _wrong() -> "Text":
    return WRONG_IN_EITHER if sms.is_on() else WRONG


def _begin_again(request: HttpRequest, *, at: datetime) -> HttpResponse:
    """Lead back to what is open, or to the first question, and say why."""
    if checked.account_of(request, at=at) is not None:
        return redirect("account_status")
    return redirect(f"{reverse('account_check')}?{_AGAIN}")


@never_cache
def account_status(request: HttpRequest) -> HttpResponse:
    """Show what stands against the account, why, and what still works."""
    at = timezone.now()
    account = checked.account_of(request, at=at)
    if account is None:
        return redirect(f"{reverse('account_check')}?{_AGAIN}")
    return render(request, "eligibility/status.html", {"standing": standing_of(account, at=at)})


@require_POST
def account_leave(request: HttpRequest) -> HttpResponse:
    """Close the status page on this browser."""
    checked.forget(request)
    return redirect("start")
