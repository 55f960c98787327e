"""For who lost the number: the cases of an e-mail address, sent to that address.

Every address gets the same answer and causes the same work, whether it has cases or not.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from appeals import access
from appeals.cases.forms import EmailForm
from appeals.models import Appeal
from portal import office, outbox
from portal.doors import is_too_often, too_often
from portal.models import OutgoingMessage

_PER_ADDRESS = 60
_PER_EMAIL = 3
_MOST = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_lost(request: HttpRequest) -> HttpResponse:
    """Ask for the address and send its numbers there."""
    form = EmailForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "appeals/cases/lost.html", {"form": form})
    if is_too_often(request, "case-lost-address", limit=_PER_ADDRESS):
        return too_often(request)
    email = form.cleaned_data["email"]
    # Beyond the limit nothing is sent, and the page says the same: the mailbox is not flooded.
    if not is_too_often(request, "case-lost", limit=_PER_EMAIL, key=email):
        _send(email, at=timezone.now())
    return redirect("case_lost_sent")


@require_http_methods(["GET", "HEAD"])
def case_lost_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens now, alike for everybody."""
    return render(request, "appeals/cases/lost_sent.html")


def _send(email: str, *, at: datetime) -> None:
    newest = Appeal.objects.filter(email=email).order_by("-submitted_at", "-pk")[:_MOST]
    cases = [(appeal, access.secret_link(appeal)) for appeal in newest]
    words = {
        "cases": cases, "phone": settings.CONTACT_PHONE, "hours": office.hours_in_words(),
    }  # fmt: skip
    key = f"lost:{uuid.uuid4()}"
    with transaction.atomic():
        outbox.queue(
            to=email,
            subject=_("Nomor pengaduan Anda"),
            body=render_to_string("appeals/cases/lost.txt", words),
            key=key,
            at=at,
        )
        # Committed in either case, so that the time of the answer tells nothing.
        if not cases:
            OutgoingMessage.objects.filter(key=key).delete()
