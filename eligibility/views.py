""" "Check my account": NIK, one-time code to the contact on file, then the status page.

Answers are the same for known and unknown numbers until the code proves who is asking.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from eligibility import checked
from eligibility.forms import AccountForm, CodeForm
from eligibility.models import Account
from eligibility.standing import standing_of
from portal import challenge, codes, tokens
from portal.doors import is_too_often, too_often

_PURPOSE = "account"
_ASKED = "account_asked"
# A cybercafé shares one address; a person asks a few times.
_PER_ADDRESS = 120
_PER_NIK = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_check(request: HttpRequest) -> HttpResponse:
    """Ask for the NIK and send the code."""
    form = AccountForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "eligibility/check.html", {"form": form})
    nik = form.cleaned_data["nik"]
    if is_too_often(request, "account-address", limit=_PER_ADDRESS) or is_too_often(
        request, "account-nik", limit=_PER_NIK, key=nik
    ):
        return too_often(request)
    checked.forget(request)  # whoever asks now need not be who looked before
    account = Account.objects.with_nik(nik).only("email").first()
    target = tokens.digest(_PURPOSE, nik)
    letter = challenge.Letter(_("Kode untuk melihat akun Anda"), "eligibility/code.txt")
    to = account.email if account else None
    challenge.send(_PURPOSE, target, to=to, letter=letter, at=timezone.now())
    request.session[_ASKED] = {"target": target, "account": account and account.pk}
    return redirect("account_code")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_code(request: HttpRequest) -> HttpResponse:
    """Take the code and open the status page."""
    asked = request.session.get(_ASKED)
    if not asked:
        return redirect("account_check")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "account-code", limit=_PER_ADDRESS):
            return too_often(request)
        at = timezone.now()
        right = codes.redeem(_PURPOSE, asked["target"], form.cleaned_data["code"], at=at)
        # Looked up for the right code only: reading a row takes longer than finding none.
        account = Account.objects.filter(pk=asked["account"]).first() if right else None
        if account is not None:
            del request.session[_ASKED]
            checked.remember(request, account, at=at)
            return redirect("account_status")
        form.refuse()
    return render(request, "eligibility/code.html", {"form": form})


@never_cache
def account_status(request: HttpRequest) -> HttpResponse:
    """Show what stands against the account, why, and what still works."""
    at = timezone.now()
    account = checked.account_of(request, at=at)
    if account is None:
        return redirect("account_check")
    return render(request, "eligibility/status.html", {"standing": standing_of(account, at=at)})


@require_POST
def account_leave(request: HttpRequest) -> HttpResponse:
    """Close the status page on this browser."""
    checked.forget(request)
    return redirect("start")
