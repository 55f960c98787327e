"""The pages that ask staff for the second factor, before the staff site opens."""

from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portal import second_factor
from portal.models import User


def address(name: str) -> str:
    """Return the path of one of these pages on the staff site."""
    return reverse(f"admin:{name}")


@sensitive_post_parameters()
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code on the phone, or a recovery code."""
    user = _waiting(request)
    if user is None or not second_factor.has_device(user) or "leave" in request.POST:
        return _back_to_sign_in(request)
    fault = ""
    if request.method == "POST":
        if second_factor.check(request, request.POST.get("code", ""), at=timezone.now()):
            return redirect(safe_next(request))
        fault = _("Kode itu tidak cocok. Tunggu sebentar, lalu tulis kode terbaru dari ponsel.")
    context = {"title": _("Kode kedua"), "fault": fault, "next": safe_next(request)}
    return render(request, "portal/second_factor.html", context)


@sensitive_post_parameters()
@never_cache
def enrol(request: HttpRequest) -> HttpResponse:
    """Show the secret once, take the first code, then show the recovery codes once."""
    user = _waiting(request)
    if user is None or second_factor.has_device(user) or "leave" in request.POST:
        return _back_to_sign_in(request)
    fault = ""
    if request.method == "POST":
        codes = second_factor.enrol(request, request.POST.get("code", ""), at=timezone.now())
        if codes:
            context = {"title": _("Kode cadangan"), "codes": codes, "next": safe_next(request)}
            return render(request, "portal/recovery_codes.html", context)
        fault = _("Kode itu tidak cocok. Periksa jam di ponsel, lalu tulis kode terbaru.")
    device = second_factor.device_to_confirm(user)
    context = {
        "title": _("Pasang kode kedua"),
        "fault": fault,
        "next": safe_next(request),
        "picture": second_factor.picture(device),
        "secret": second_factor.secret_text(device),
    }
    return render(request, "portal/enrol.html", context)


def _waiting(request: HttpRequest) -> User | None:
    user: User | AnonymousUser = request.user
    return user if isinstance(user, User) and second_factor.is_due(user) else None


def _back_to_sign_in(request: HttpRequest) -> HttpResponse:
    if "leave" in request.POST:
        logout(request)
    return redirect("admin:login")


def safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    host = request.get_host()
    if url_has_allowed_host_and_scheme(wanted, {host}, require_https=request.is_secure()):
        return wanted
    return reverse("admin:index")
