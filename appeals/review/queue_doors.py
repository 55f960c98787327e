"""The queue's doors: a page of a tab, and the search. Each translates and makes one call."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appeals.lifecycle import leading
from appeals.models import Appeal
from appeals.review import queue
from appeals.review.doorkeeper import staff_only
from appeals.review.narrowing import Narrowing
from appeals.review.offered import READERS
from appeals.review.queue_page import Shown, queue_page
from appeals.review.search import MOST_RESULTS, Unrecognised, search
from portal import audit, calendar
from portal.models import User

_PLACES = ("tab", "after", "before")


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


@require_POST
@staff_only(*READERS)
def find(request: HttpRequest, user: User) -> HttpResponse:
    """Look a case up by an exact value; by POST, so that no person's number stands in a URL."""
    typed = request.POST.get("q", "").strip()
    try:
        found = search(typed)
    except Unrecognised:
        messages.warning(
            request, _("Cari dengan nomor kasus, NIK, nomor KK, telepon, atau e-mail yang lengkap.")
        )
        return queue_page(request, user, Shown(queue.Page([], "", ""), typed=typed))
    rows = list(queue.for_list(found.rows).order_by("-submitted_at", "-pk")[:MOST_RESULTS])
    audit.record("queue.searched", by=user, at=timezone.now(), shape=found.shape, found=len(rows))
    if len(rows) == 1:
        return _to_the_case(request, rows[0])
    return queue_page(request, user, Shown(queue.Page(rows, "", ""), typed=typed))


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
