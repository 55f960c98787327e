"""The queue's doors: a page of a tab, and the search. Each translates and makes one call."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from appeals.lifecycle import leading
from appeals.models import Appeal
from appeals.review import queue, search_results
from appeals.review.doorkeeper import staff_only
from appeals.review.narrowing import Narrowing
from appeals.review.offered import READERS
from appeals.review.queue_page import Shown, queue_page
from appeals.review.search import MOST_RESULTS, Unrecognised, search
from portal import audit, calendar
from portal.models import User

_PLACES = ("tab", "after", "before")
_KEY = "hasil"


@require_safe
@staff_only(*READERS)
def show_queue(request: HttpRequest, user: User) -> HttpResponse:
    """Show one page of one tab; an address that names none shows the first of mine, and says so."""
    asked = {name: request.GET.get(name, "") for name in _PLACES}
    tab = queue.TABS.get(asked["tab"], queue.TABS["mine"])
    after, before = queue.Cursor.parse(asked["after"]), queue.Cursor.parse(asked["before"])
    understood = (asked["tab"] in queue.TABS, after, before)
    if any(text and not known for text, known in zip(asked.values(), understood, strict=True)):
        messages.warning(request, _("Halaman yang diminta tidak ada. Ini daftar dari awalnya."))
        after = before = None
    narrowing = Narrowing(request.GET)
    if narrowing.errors or set(request.GET) - {*_PLACES, *narrowing.fields}:
        messages.warning(request, _("Saringan yang tidak dikenal atau tidak terbaca diabaikan."))
    if tab.newest_first and "age" in narrowing.chosen():
        messages.warning(
            request, _("Umur hanya menyaring pengaduan yang belum selesai. Di sini diabaikan.")
        )
        narrowing = narrowing.without_age()
    day = calendar.civil_date(timezone.now())
    page = queue.page(tab, user=user, day=day, after=after, before=before, narrowing=narrowing)
    return queue_page(request, user, Shown(page, tab, narrowing))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*READERS)
def find(request: HttpRequest, user: User) -> HttpResponse:
    """Look a case up by an exact value; by POST, so that no person's number stands in a URL.

    What was found has an address of its own, so that going back shows it again.
    """
    if request.method != "POST":
        return _found_before(request, user)
    at, typed = timezone.now(), request.POST.get("q", "").strip()
    try:
        search_for = search(typed)
    except Unrecognised:
        return _to_what_was_found(request, search_results.Found(typed, None), at=at)
    rows = list(search_for.rows.order_by("-submitted_at", "-pk")[:MOST_RESULTS])
    audit.record("queue.searched", by=user, at=at, shape=search_for.shape, found=len(rows))
    if len(rows) == 1:
        return _to_the_case(request, rows[0])
    found = search_results.Found(typed, [row.pk for row in rows])
    return _to_what_was_found(request, found, at=at)


def _to_what_was_found(
    request: HttpRequest, found: search_results.Found, *, at: datetime
) -> HttpResponse:
    key = search_results.keep(request.session, found, at=at)
    return redirect(f"{reverse('admin:appeals_appeal_search')}?{urlencode({_KEY: key})}")


def _found_before(request: HttpRequest, user: User) -> HttpResponse:
    """Show what a search found; where nothing is kept any more, lead to the queue."""
    key = request.GET.get(_KEY, "")
    found = search_results.kept(request.session, key, at=timezone.now()) if key else None
    if found is None:
        if key:
            messages.info(request, _("Hasil pencarian itu tidak disimpan lagi. Cari lagi."))
        rest = {name: text for name, text in request.GET.items() if name != _KEY}
        query = f"?{urlencode(rest)}" if rest else ""
        return redirect(reverse("admin:appeals_appeal_changelist") + query)
    if found.cases is None:
        messages.warning(
            request, _("Cari dengan nomor kasus, NIK, nomor KK, telepon, atau e-mail yang lengkap.")
        )
    rows = queue.for_list(Appeal.objects.filter(pk__in=found.cases or []))
    page = queue.Page(list(rows.order_by("-submitted_at", "-pk")), "", "")
    shown = Shown(page, typed=found.typed, was_searched=found.cases is not None)
    return queue_page(request, user, shown)


def _to_the_case(request: HttpRequest, found: Appeal) -> HttpResponse:
    """Lead to the case; where it was merged, to the one it went into, saying so."""
    into = leading(found)
    if into is not None:
        messages.info(
            request,
            _("%(number)s sudah digabung. Ini kasus yang memuatnya, %(into)s.")
            % {"number": found.reference, "into": into.reference},
        )
    return redirect("admin:appeals_appeal_change", (into or found).pk)
