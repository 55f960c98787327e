"""For who lost the number: the cases of an e-mail address or a telephone, sent there.

Every contact gets the same answer and causes the same work, whether it has cases or not.
"""

import uuid
from collections.abc import Sequence
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
from portal.channels import sms
from portal.channels.way import Channel
from portal.doors import is_too_often, too_often
from portal.models import OutgoingMessage

_PER_ADDRESS = 60
_PER_EMAIL = 3
_MOST = 10
_TEMPLATE = "appeals/cases/lost.txt"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_lost(request: HttpRequest) -> HttpResponse:
    """Ask for the address or the number and send its cases there."""
    form = EmailForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "appeals/cases/lost.html", {"form": form})
    if is_too_often(request, "case-lost-address", limit=_PER_ADDRESS):
        return too_often(request)
    to = form.cleaned_data["email"]
    # Beyond the limit nothing is sent, and the page says the same: the mailbox is not flooded.
    if not is_too_often(request, "case-lost", limit=_PER_EMAIL, key=to):
        _send(to, at=timezone.now())
    return redirect("case_lost_sent")


@require_http_methods(["GET", "HEAD"])
def case_lost_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens now, alike for everybody."""
    return render(request, "appeals/cases/lost_sent.html")


def _send(to: str, *, at: datetime) -> None:
    is_number = sms.reaches(to)
    # Who has a mailbox is told there only: a number is stolen more easily.
    about = {"email": "", "phone": to} if is_number else {"email": to}
    newest = Appeal.objects.filter(**about).order_by("-submitted_at", "-pk")[:_MOST]
    cases = [(appeal, access.secret_link(appeal)) for appeal in newest]
    words = {
        "cases": cases, "phone": settings.CONTACT_PHONE, "hours": office.hours_in_words(),
    }  # fmt: skip
    key = f"lost:{uuid.uuid4()}"
    with transaction.atomic():
        outbox.queue(
            to=to,
            channel=Channel.SMS if is_number else Channel.EMAIL,
            subject=_("Nomor pengaduan Anda"),
            body=_short(cases) if is_number else render_to_string(_TEMPLATE, words),
            key=key,
            at=at,
        )
        # Committed in either case, so that the time of the answer tells nothing.
        if not cases:
            OutgoingMessage.objects.filter(key=key).delete()


def _short(cases: Sequence[tuple[Appeal, str]]) -> str:
    """Return what fits into an SMS: the newest case with its link."""
    number, link = (cases[0][0].reference, cases[0][1]) if cases else ("", "")
    said = _("Pengaduan Anda yang terbaru: %(number)s.") % {"number": number}
    return "\n".join((said, link, _("Rahasiakan tautan ini. Tidak memintanya? Abaikan.")))
