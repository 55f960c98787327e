"""The secret link to a form not sent yet: asked for on a page of its own, opened from a message.

Whoever opens a link still presses Lanjutkan: a link that a stranger sent shows first that the form
is not theirs.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from appeals import draft_link
from appeals.intake import drafts, sending, steps, verdicts
from appeals.intake.forms import active_language
from appeals.models import Appeal, Draft
from portal import doors
from portal.channels import sms
from portal.channels.way import Channel, Way
from portal.forms import PlainForm
from portal.identifiers import clean_phone

# A village office, or a helper, has many forms sent to one mailbox; a stranger's stays usable.
_PER_MAILBOX = 10
_PER_DRAFT = 5
_PER_ADDRESS = 240
_OPENED_PER_ADDRESS = 1200
_MOST_BYTES = 64 * 1024
# The page that asked for the link, for the way back: a step's place, or this one.
PLAIN_PAGE = "satu-halaman"
BACK_TO = "back_to"
_SENT = "draft_link_sent"
# The draft this browser opened by its link last: the page says so, not that it began here.
OPENED = "draft_link_opened"


class LinkForm(PlainForm):
    """Where the link goes."""

    to = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        help_text=gettext_lazy("Periksa ejaannya: siapa pun yang menerima tautan ini bisa "
                               "membaca isian Anda."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "medium"}),
        error_messages={
            "required": gettext_lazy("Tulis alamat e-mail Anda, misalnya nama@contoh.id."),
            "invalid": gettext_lazy("Alamat ini tidak lengkap. Contoh: nama@contoh.id."),
        },
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, str] | None = None, *, initial: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        if sms.is_on():
            field = self.fields["to"]
            field.label = _("E-mail atau nomor HP")
            field.widget = forms.TextInput(attrs={"autocomplete": "email", "class": "medium"})
            field.error_messages["required"] = _("Tulis e-mail atau nomor HP Anda.")

    def clean_to(self) -> Way:
        """Return the address as it is compared, or the number where SMS goes to it."""
        said = str(self.cleaned_data["to"])
        number = clean_phone(said)
        if sms.reaches(number):
            return Way(Channel.SMS, number)
        try:
            validate_email(said)
        except forms.ValidationError:
            raise forms.ValidationError(self._why_not(number)) from None
        return Way(Channel.EMAIL, said.lower())

    def _why_not(self, number: str) -> str:
        if sms.is_on() and number.lstrip("+").isdigit():
            return _("Nomor ini belum lengkap. Tulis angka saja, misalnya 0812 lalu sisanya.")
        return str(self.fields["to"].error_messages["invalid"])

    def refuse(self, words: str) -> None:
        """Say beside the field why no link is sent."""
        self.add_error("to", words)


def ask(page: str) -> str:
    """Return the address that asks for the link and leads back to `page`, a step's place."""
    return f"{reverse('draft_send_link')}?{urlencode({BACK_TO: page})}"


@csrf_exempt  # doors.is_forged checks, without throwing away what was typed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft_send_link(request: HttpRequest) -> HttpResponse:
    """Ask where the link goes and send it; or lay this form aside for another."""
    at = timezone.now()
    if refusal := doors.unreadable(request, most_bytes=_MOST_BYTES):
        return refusal
    token = drafts.token_of(request)
    if filed := Appeal.objects.filter(form_token=token).first():
        return sending.already_sent(request, filed)
    draft = drafts.find(token, at=at)
    if draft is None or draft.about_id is not None:
        return redirect("complaint_begin")
    if request.method != "POST":
        return _page(request, draft, _blank(draft), at=at)
    if doors.is_forged(request):
        form = LinkForm(initial={"to": request.POST.get("to", "")[:254]})
        return _page(request, draft, form, at=at, is_old=True)
    return _lay_aside(draft) if "new" in request.POST else _send(request, draft, at=at)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft_link_opened(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Give this browser the draft whose link it is; ask first where another one lies here."""
    at = timezone.now()
    if doors.is_too_often(request, "draft-link", limit=_OPENED_PER_ADDRESS):
        return doors.too_often(request)
    if not draft_link.opens(pk, token):
        return render(request, "appeals/intake/link_gone.html", {"is_cut": True}, status=404)
    draft = Draft.objects.filter(pk=pk, about=None, expires_at__gt=at).first()
    if draft is None:
        return render(request, "appeals/intake/link_gone.html", status=410)
    other = _other(request, draft, at=at)
    if other is not None and request.method != "POST":
        return render(request, "appeals/intake/link_other.html", {"other": other, "draft": draft})
    verdicts.forget(request)
    request.session.pop(sending.SENT, None)
    response = redirect("complaint_begin")
    request.session[OPENED] = draft.pk
    drafts.remember(response, draft.token)
    _remember_language(request, response, draft)
    return response


def _send(request: HttpRequest, draft: Draft, *, at: datetime) -> HttpResponse:
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, form, at=at)
    to: Way = form.cleaned_data["to"]
    if doors.is_too_often(request, "link-address", limit=_PER_ADDRESS):
        return doors.too_often(request, kept=True)
    if doors.is_too_often(request, "link-draft", limit=_PER_DRAFT, key=str(draft.pk)) or (
        doors.is_too_often(request, "link-mailbox", limit=_PER_MAILBOX, key=to.to)
    ):
        form.refuse(_("Sudah banyak tautan kami kirim ke sana. Coba lagi sejam lagi; isian Anda "
                      "tetap tersimpan."))  # fmt: skip
        return _page(request, draft, form, at=at)
    try:
        is_sent = draft_link.send(draft, to=to, language=active_language(), at=at)
    except Draft.DoesNotExist:  # sent or removed on another page at this moment
        return redirect("complaint_begin")
    if not is_sent:
        form.refuse(_just_sent(to))
        return _page(request, draft, form, at=at)
    request.session[_SENT] = draft.pk
    response = redirect(ask(request.GET.get(BACK_TO, "")))
    response.status_code = 303
    drafts.remember(response, draft.token)
    return response


def _just_sent(to: Way) -> str:
    if to.channel == Channel.SMS:
        return _(
            "Tautan baru saja kami kirim ke nomor ini. Belum ada? Kirim ulang lima menit lagi."
        )
    return _("Tautan baru saja kami kirim ke alamat ini. Lihat juga folder spam. Belum "
             "ada? Kirim ulang lima menit lagi.")  # fmt: skip


def _page(
    request: HttpRequest, draft: Draft, form: LinkForm, *, at: datetime, is_old: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "draft": draft,
        "is_sent": not form.is_bound and request.session.get(_SENT) == draft.pk,
        "is_old": is_old,
        "action": ask(request.GET.get(BACK_TO, "")),
        "back": _back(request, draft.token, at=at),
    }
    return render(request, "appeals/intake/link.html", context)


def _blank(draft: Draft) -> LinkForm:
    said = drafts.answers_of(draft)
    known = (draft.email, draft.phone, said.get("email"), said.get("helper_email"))
    to = next((one for one in known if one), said.get("phone", "") if sms.is_on() else "")
    return LinkForm(initial={"to": to})


def _back(request: HttpRequest, token: uuid.UUID, *, at: datetime) -> str:
    """Return the page that asked; the first one where there is no such page."""
    page = request.GET.get(BACK_TO, "")
    if page == PLAIN_PAGE:
        return reverse("complaint")
    way = steps.way(sending.visit(request, token, at=at).now)
    step = steps.find(way, page)
    return step.url if step else reverse("complaint_begin")


def _lay_aside(draft: Draft) -> HttpResponse:
    """Begin another form on this browser; the one at hand is reached by its link, if it has one."""
    response = redirect("complaint_begin")
    if draft.link_sent_at is not None:
        drafts.forget(response)
    return response


def _other(request: HttpRequest, draft: Draft, *, at: datetime) -> Draft | None:
    """Return another form that lies on this browser with something in it."""
    token = drafts.remembered(request)
    if token is None or token == draft.token:
        return None
    other = drafts.find(token, at=at)
    if other is None or not (drafts.answers_of(other) or other.evidence.exists()):
        return None
    return other


def _remember_language(request: HttpRequest, response: HttpResponse, draft: Draft) -> None:
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, draft.language,
        samesite="Lax", secure=settings.LANGUAGE_COOKIE_SECURE,
    )  # fmt: skip
