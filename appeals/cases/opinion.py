"""Takes what the person thinks of the handling of their decided case."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appeals import feedback
from appeals.cases import page
from appeals.cases.forms import FeedbackForm
from appeals.cases.opening import for_opened_or_again, too_often
from appeals.cases.views import show
from appeals.models import Appeal
from portal.doors import is_too_often

_PER_CASE = 60


def _again(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    attempt = page.Attempt(feedback=FeedbackForm(request.POST), is_expired=True)
    return show(request, appeal, at=at, attempt=attempt)


@require_POST
@for_opened_or_again(_again)
def case_feedback(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Keep the opinion in the place of an earlier one."""
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return show(request, appeal, at=at, attempt=page.Attempt(feedback=form))
    if is_too_often(request, "case-feedback", limit=_PER_CASE, key=str(appeal.pk)):
        return too_often(request)
    try:
        feedback.give(appeal, said=form.said(), at=at)
    except feedback.NotAsked:
        messages.warning(request, _("Penilaian untuk pengaduan ini sudah ditutup."))
    else:
        messages.success(request, _("Terima kasih atas penilaian Anda."))
    return redirect("case", appeal.reference)
