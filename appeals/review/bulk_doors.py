"""The doors of acting on many cases: what was checked, a page that asks once more, and the deed."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from appeals.lifecycle import bulk
from appeals.models import Appeal
from appeals.review import queue
from appeals.review.bulk_forms import Action, BulkForm, Pick, actions_for
from appeals.review.bulk_words import why_not
from appeals.review.doorkeeper import staff_only
from appeals.review.due import due
from appeals.review.narrowing import Narrowing
from appeals.review.offered import REVIEWERS
from portal import calendar
from portal.models import User

_PLACE = "queue-bulk"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(*REVIEWERS)
def choose(request: HttpRequest, user: User) -> HttpResponse:
    """Show what was checked and ask what the action needs; nothing is done yet.

    The choice lies in the session, so that going back to this page shows it again.
    """
    if request.method == "POST":
        found = _asked(request, request.POST, user)
        if isinstance(found, HttpResponse):
            return found
        kept = QueryDict(mutable=True)
        kept["action"], kept["back"] = found[0].value, _back(request.POST)
        kept.setlist("pick", request.POST.getlist("pick"))
        request.session[_PLACE] = kept.urlencode()
        return redirect("admin:appeals_appeal_bulk")
    chosen = QueryDict(request.session.get(_PLACE, ""))
    found = _asked(request, chosen, user)
    if isinstance(found, HttpResponse):
        return found
    action, cases = found
    form = BulkForm(action)
    # What is known is said at once, before a reason is asked for.
    order = form.rehearsal(by=user, at=timezone.now())
    refused = bulk.rehearse(order, cases) if order else []
    return _page(request, form, cases, chosen=chosen, user=user, refused=refused)


@require_POST
@staff_only(*REVIEWERS)
def carry_out(request: HttpRequest, user: User) -> HttpResponse:
    """Do it to all the cases; if one is refused, to none, and say which and why."""
    found = _asked(request, request.POST, user)
    if isinstance(found, HttpResponse):
        return found
    action, cases = found
    form = BulkForm(action, request.POST)
    if not form.is_valid():
        return _page(
            request,
            form,
            cases,
            chosen=request.POST,
            user=user,
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    try:
        bulk.carry_out(form.order(by=user, at=timezone.now()), cases)
    except bulk.SomeRefused as some:
        return _page(
            request,
            form,
            cases,
            chosen=request.POST,
            user=user,
            refused=list(some.refused),
            status=HTTPStatus.CONFLICT,
        )
    done = ngettext(
        "Selesai untuk %(count)d kasus: %(action)s.",
        "Selesai untuk %(count)d kasus: %(action)s.",
        len(cases),
    )
    messages.success(request, done % {"count": len(cases), "action": action.label})
    return redirect(_queue(request.POST))


def _asked(
    request: HttpRequest, chosen: QueryDict, user: User
) -> tuple[Action, list[Appeal]] | HttpResponse:
    """Return the action and the cases as they were seen, or the way back to the queue."""
    wanted = chosen.get("action", "")
    action = next((each for each in actions_for(user) if each == wanted), None)
    if action is None:
        messages.warning(request, _("Pilih dulu apa yang dilakukan pada kasus yang dicentang."))
        return redirect(_queue(chosen))
    picks = [Pick.parse(text) for text in chosen.getlist("pick")]
    seen = {pick.pk: pick.revision for pick in picks if pick is not None}
    if not seen or len(seen) > bulk.MOST:
        words = (
            _("Paling banyak %(most)d kasus sekaligus. Kurangi centangnya.") % {"most": bulk.MOST}
            if seen
            else _("Centang dulu kasusnya.")
        )
        messages.warning(request, words)
        return redirect(_queue(chosen))
    cases = list(queue.for_list(Appeal.objects.filter(pk__in=seen)).order_by("due_date", "pk"))
    for case in cases:
        case.revision = seen[case.pk]
    return action, cases


def _page(
    request: HttpRequest,
    form: BulkForm,
    cases: list[Appeal],
    *,
    chosen: QueryDict,
    user: User,
    refused: list[bulk.Refused] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> TemplateResponse:
    """Show the cases, all still checked, with the reason beside each that is refused."""
    day = calendar.civil_date(timezone.now())
    reasons = {one.appeal.pk: why_not(one.why, case=one.appeal, user=user) for one in refused or ()}
    now = dict(Appeal.objects.filter(pk__in=reasons).values_list("pk", "revision"))
    context = {
        **admin.site.each_context(request),
        "title": form.action.label,
        "form": form,
        "lines": [
            (case, due(case, on=day), reasons.get(case.pk, ""), now.get(case.pk, case.revision))
            for case in cases
        ],
        "refused": len(reasons),
        "back": _back(chosen),
        "queue": _queue(chosen),
    }
    return TemplateResponse(request, "appeals/review/bulk.html", context, status=status)


def _back(chosen: QueryDict) -> str:
    """Return the list that the officer came from, as far as the queue knows its words."""
    asked = QueryDict(chosen.get("back", ""))
    kept = {"tab": asked.get("tab", "")} if asked.get("tab") in queue.TABS else {}
    return urlencode({**kept, **Narrowing(asked).chosen()})


def _queue(chosen: QueryDict) -> str:
    return f"{reverse('admin:appeals_appeal_changelist')}?{_back(chosen)}"
