"""The staff pages that show the demonstration's mailbox."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal import mailbox


def messages(request: HttpRequest, *, context: dict[str, Any]) -> HttpResponse:
    """List the latest messages."""
    _only_in_demonstration()
    listed = list(mailbox.newest())
    return render(
        request,
        "portal/mailbox.html",
        {**context, "title": _("Kotak surat peragaan"), "mails": listed},
    )


def message(request: HttpRequest, *, name: str, context: dict[str, Any]) -> HttpResponse:
    """Show one message; its links can be followed."""
    _only_in_demonstration()
    mail = mailbox.find(name)
    if mail is None:
        raise Http404
    return render(request, "portal/mail.html", {**context, "title": mail.subject, "mail": mail})


def _only_in_demonstration() -> None:
    if not settings.DEMONSTRATION:
        raise Http404
