"""Renders the queue: tabs with counts, filters, saved lists, and the rows of one page."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.models import Appeal, DeskNews, Evidence
from appeals.review import estimates, queue, saved_views
from appeals.review.bulk_forms import actions_for
from appeals.review.due import Due, due
from appeals.review.marks import NO_MARK, Mark, marks_on
from appeals.review.narrowing import Narrowing
from appeals.review.offered import REVIEWERS
from portal import calendar, clamd
from portal.models import User
from portal.staff import has_role


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of the queue shows: rows of a tab, narrowed or not, or what a search found."""

    page: queue.Page
    tab: queue.Tab | None = None
    narrowing: Narrowing = field(default_factory=Narrowing)
    typed: str = ""
    was_searched: bool = False

    @property
    def filters(self) -> str:
        """The filters that are set, as an address carries them."""
        return urlencode(self.narrowing.chosen())


def queue_page(request: HttpRequest, user: User, shown: Shown) -> TemplateResponse:
    """Show a page of the queue, with what was typed still in the search box."""
    at = timezone.now()
    day = calendar.civil_date(at)
    counts = estimates.worded(queue.counts(user=user, day=day), at=at)
    rows = shown.page.rows
    may_take = has_role(request, *REVIEWERS)
    marks = marks_on(rows, user=user, at=at) if may_take else {}
    lines: list[tuple[Appeal, Due, Mark]] = [
        (row, due(row, on=day), marks.get(row.pk, NO_MARK)) for row in rows
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Antrean"),
        "tabs": [(each, counts[each.key]) for each in queue.TABS.values()],
        "tab": shown.tab,
        "page": shown.page,
        "narrowing": shown.narrowing,
        "filters": f"&{shown.filters}" if shown.filters else "",
        "lines": lines,
        "typed": shown.typed,
        "was_searched": shown.was_searched,
        "saved_views": list(saved_views.shown_to(user)),
        "actions": [(each.value, each.label) for each in actions_for(user)],
        "may_take": may_take,
        "has_desk_news": DeskNews.objects.filter(officer=user, read_at=None).exists(),
        "unscanned": Evidence.objects.unscanned().count() if clamd.is_on() else 0,
    }
    return TemplateResponse(request, "appeals/review/queue.html", context)
