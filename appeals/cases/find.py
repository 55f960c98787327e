"""The ways to a case without an account: its secret link, or its number and a one-time code.

A number that exists and one that doesn't get the same answers.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from appeals import access, opened, reference
from appeals.cases.forms import CaseForm
from appeals.models import Appeal
from eligibility.forms import CodeForm
from portal import challenge, codes
from portal.channels.way import surest
from portal.doors import is_too_often, too_often

_ASKED = "case_asked"
_PER_ADDRESS = 120
_PER_CASE = 10


def to_the_code(number: str) -> HttpResponse:
    """Lead to the way of opening the case `number`."""
    return redirect(f"{reverse('case_find')}?{urlencode({'nomor': number})}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_find(request: HttpRequest) -> HttpResponse:
    """Ask for the number and send the code."""
    form = CaseForm(request.POST or None, initial={"reference": request.GET.get("nomor", "")[:40]})
    if request.method != "POST" or not form.is_valid():
        return render(request, "appeals/cases/find.html", {"form": form})
    number = form.cleaned_data["reference"]
    if is_too_often(request, "case-address", limit=_PER_ADDRESS) or is_too_often(
        request, "case-number", limit=_PER_CASE, key=number
    ):
        return too_often(request)
    appeal = Appeal.objects.filter(reference=number).only("email", "phone").first()
    letter = challenge.Letter(_("Kode untuk membuka pengaduan Anda"), "appeals/cases/code.txt")
    to = surest(appeal.email, appeal.phone) if appeal else None
    challenge.send(access.CODE, number, to=to, letter=letter, at=timezone.now())
    request.session[_ASKED] = number
    return redirect("case_code")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_code(request: HttpRequest) -> HttpResponse:
    """Take the code and open the case."""
    number = request.session.get(_ASKED)
    if not number:
        return redirect("case_find")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "case-code", limit=_PER_ADDRESS):
            return too_often(request)
        at = timezone.now()
        # The case first: a link renewed at this moment must not let this browser in.
        appeal = Appeal.objects.filter(reference=number).first()
        right = codes.redeem(access.CODE, number, form.cleaned_data["code"], at=at)
        if right and appeal is not None:
            del request.session[_ASKED]
            opened.remember(request, appeal, at=at)
            return redirect("case", appeal.reference)
        form.refuse()
    return render(request, "appeals/cases/code.html", {"form": form, "number": number})


@never_cache
@require_http_methods(["GET", "HEAD"])
def case_link(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Open the case the secret link belongs to; the address bar keeps no secret."""
    if is_too_often(request, "case-link", limit=10 * _PER_ADDRESS):
        return too_often(request)
    try:
        appeal = Appeal.objects.filter(reference=reference.parse(number)).first()
    except reference.Malformed:
        appeal = None
    if not access.opens(appeal or Appeal(reference=number), token) or appeal is None:
        return _unopened(request, appeal, token)
    opened.remember(request, appeal, at=timezone.now())
    return redirect("case", appeal.reference)


@require_POST
def case_leave(request: HttpRequest) -> HttpResponse:
    """Close the case on this browser."""
    opened.forget_all(request)
    return redirect("start")


def _unopened(request: HttpRequest, appeal: Appeal | None, token: str) -> HttpResponse:
    """Say why the link opens nothing: it never did, or it was renewed."""
    if appeal is None or not access.opened_once(appeal, token):
        return render(request, "appeals/cases/no_link.html", status=404)
    return render(request, "appeals/cases/old_link.html", {"number": appeal.reference}, status=410)
