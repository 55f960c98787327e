"""The pages on which a person corrects where the news of their case go, and takes that back."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from appeals import contact, opened
from appeals.cases import page
from appeals.cases.forms import ContactForm
from appeals.cases.opening import for_opened, for_opened_or_again, too_often
from appeals.models import Appeal, ContactChange
from eligibility.forms import CodeForm
from portal.channels.way import Channel, Way
from portal.doors import is_too_often
from portal.identifiers import mask_email

_ASKED_PER_CASE = 10
_TRIES_PER_CASE = 60
_PER_ADDRESS = 120


def _ask_again(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    return _show(request, appeal, ContactForm(request.POST), is_expired=True)


@require_http_methods(["GET", "HEAD", "POST"])
@for_opened_or_again(_ask_again)
def case_contact(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Take the new contact and send the code that confirms it."""
    if not page.takes_contacts(appeal) or contact.is_resting(appeal, at=at):
        messages.warning(request, _("Kontak di pengaduan ini tidak bisa diganti di sini sekarang."))
        return redirect("case", appeal.reference)
    form = ContactForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, appeal, form)
    if is_too_often(request, "case-contact", limit=_ASKED_PER_CASE, key=str(appeal.pk)):
        return too_often(request)
    values = form.cleaned_data
    try:
        contact.ask(appeal, field=values["field"], value=values["value"], at=at)
    except contact.NotProvable:
        form.add_error("value", _("Kami tidak bisa mengirim SMS ke nomor ini. Tulis nomor HP yang "
                                  "diawali 08."))  # fmt: skip
        return _show(request, appeal, form)
    except contact.NotPossible:
        form.add_error("value", _("Ini sama dengan yang sudah tercatat."))
        return _show(request, appeal, form)
    return redirect("case_contact_code", appeal.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@for_opened
def case_contact_code(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Take the code and put the new contact into the case."""
    change = contact.pending(appeal, at=at)
    if change is None:
        return redirect("case", appeal.reference)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "case-contact-code", limit=_TRIES_PER_CASE, key=str(appeal.pk)):
            return too_often(request)
        if contact.confirm(change, code=form.cleaned_data["code"], at=at):
            appeal.refresh_from_db()
            opened.remember(request, appeal, at=at)  # its link is another now
            messages.success(request, _("Kontak pengaduan ini sudah diganti."))
            return redirect("case", appeal.reference)
        form.refuse()
    way = contact.way_of_code(change)
    by_sms = way is not None and way.channel == Channel.SMS
    words = {
        "appeal": appeal, "form": form, "change": change, "by_sms": by_sms,
        "sent_to": _sent_to(change, way),
    }  # fmt: skip
    return render(request, "appeals/cases/contact_code.html", words)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_contact_undo(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Ask whoever had the contact before whether to take the change back, then do it."""
    if is_too_often(request, "contact-undo", limit=_PER_ADDRESS):
        return too_often(request)
    change = contact.find(pk, token)
    if change is None:
        return render(request, "appeals/cases/no_link.html", status=404)
    at = timezone.now()
    is_late = change.withdrawn_at is None and (change.confirmed_at or at) + contact.UNDO_FOR < at
    if request.method == "POST" and not is_late:
        contact.undo(change, at=at)
        return redirect("case_contact_undo", pk, token)
    words = {"change": change, "is_late": is_late}
    return render(request, "appeals/cases/contact_undo.html", words)


def _show(
    request: HttpRequest, appeal: Appeal, form: ContactForm, *, is_expired: bool = False
) -> HttpResponse:
    words = {"appeal": appeal, "form": form, "is_expired": is_expired}
    return render(request, "appeals/cases/contact.html", words)


def _sent_to(change: ContactChange, way: Way | None) -> str:
    new: str = change.value
    # The new contact is the person's own words of a moment ago; the case's own stays masked.
    return new if way is None or way.to == new else mask_email(way.to)
