"""Answers a form whose page is no longer believed: open too long, or without its cookie.

Staff get their own page, and what they typed waits for them as after a session that ended. It is
kept only where the browser says that the form stood on our own page: another site's never is.
"""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal import kept_forms
from portal.second_factor_pages import safe_next


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page that says what to do now; `reason` is Django's own, for developers."""
    if not request.path.startswith(reverse("admin:index")):
        return render(request, "403_csrf.html", status=403)
    is_ours = _is_from_our_page(request)
    is_signed_in = hasattr(request, "user") and admin.site.has_permission(request)
    if is_ours and is_signed_in and kept_forms.is_way(request):
        return _lead_on(request)
    if is_ours and is_signed_in and kept_forms.keep(request, writer=request.user.pk):
        return redirect("admin:kept_form")
    context = {
        **admin.site.each_context(request),
        "is_signed_in": is_signed_in,
        "words": kept_forms.words_in(request) if is_ours else [],
    }
    return render(request, "admin/403_csrf.html", context, status=403)


def unknown_sender(request: HttpRequest) -> HttpResponse:
    """Answer a form whose session is gone, so that nobody knows any more who wrote it.

    Its words are shown to be copied, to our own page's sender only. The sign-in leads to the page
    that the step stood on: the step's own address takes no visit.
    """
    way_in = f"{reverse('admin:login')}?{urlencode({'next': _page_of(request)})}"
    words = kept_forms.words_in(request) if _is_from_our_page(request) else []
    if not words:
        return redirect(way_in)
    context = {**admin.site.each_context(request), "way_in": way_in, "words": words}
    return render(request, "admin/403_csrf.html", context, status=403)


def _page_of(request: HttpRequest) -> str:
    """Return the page of the row that the step is about, as Django admin names it, or the first."""
    match = request.resolver_match
    names = (match.url_name or "").split("_") if match else []
    key = match.kwargs.get("pk", match.kwargs.get("object_id")) if match else None
    if len(names) < 3 or key is None:
        return reverse("admin:index")
    try:
        return reverse(f"admin:{names[0]}_{names[1]}_change", args=[key])
    except NoReverseMatch:
        return reverse("admin:index")


def _lead_on(request: HttpRequest) -> HttpResponse:
    """Lead on from a page on the way in or out that another tab made old; nothing is done by it."""
    assert request.resolver_match is not None
    name = request.resolver_match.view_name
    if name == "admin:logout":
        messages.warning(request, _("Anda belum keluar. Pilih Keluar sekali lagi."))
    return redirect(name if name == "admin:kept_form" else safe_next(request))


def _is_from_our_page(request: HttpRequest) -> bool:
    """Say whether the browser tells so; older ones name the page's origin only."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
