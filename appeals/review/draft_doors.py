"""The doors of what is typed and not sent: kept, thrown away, and ready texts put into it."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appeals import decision_texts, lifecycle, officer_drafts
from appeals.models import Appeal, DecisionText
from appeals.review.decision_form import DecisionForm
from appeals.review.doorkeeper import staff_only
from appeals.review.doors import DOORS, form_of
from appeals.review.offered import REVIEWERS
from appeals.review.pages import CaseScreen
from portal import calendar
from portal.models import User


@require_POST
@staff_only(*REVIEWERS)
def keep(request: HttpRequest, user: User, *, pk: int, verb: str) -> HttpResponse:
    """Keep what was typed into a form; the answer says when, and as which revision."""
    if verb not in DOORS:
        raise Http404
    appeal = get_object_or_404(Appeal, pk=pk)
    form = form_of(verb, appeal, request.POST)
    row = officer_drafts.keep(
        appeal,
        verb,
        form.typed(request.POST),
        by=user,
        revision=_number(request.POST.get("draft", "")),
        at=timezone.now(),
    )
    if row is None:
        return JsonResponse({"revision": 0, "at": ""})
    at = timezone.localtime(row.kept_at, calendar.JAKARTA)
    return JsonResponse({"revision": row.revision, "at": date_format(at, "H.i")})


@require_POST
@staff_only(*REVIEWERS)
def throw_away(request: HttpRequest, user: User, *, pk: int, verb: str) -> HttpResponse:
    """Forget what was typed into a form."""
    appeal = get_object_or_404(Appeal, pk=pk)
    officer_drafts.clear(appeal, verb, by=user)
    return redirect("admin:appeals_appeal_change", pk)


@require_POST
@staff_only(*REVIEWERS)
def insert_text(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Put a ready text behind what the explanation says already; nothing is decided by it."""
    appeal = get_object_or_404(
        Appeal.objects.select_related("account", "officer", "previous", "helper"), pk=pk
    )
    form = _with_text(appeal, request.POST)
    draft = officer_drafts.keep(
        appeal, "decide", form.typed_now, by=user, revision=0, at=timezone.now()
    )
    if draft is not None:
        form.restore(draft)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.text_refusal else HTTPStatus.OK
    return CaseScreen(request, appeal, user).show(form=form, status=status)


def _with_text(appeal: Appeal, data: QueryDict) -> DecisionForm:
    """Return the form as it was typed, with the chosen text in it or the reason why not."""
    form = DecisionForm(appeal, lifecycle.open_contested_blocks(appeal))
    form.typed_now = form.typed(data)
    form.initial.update({name: data.get(name, "") for name in ("revision", "seen", "warned")})
    chosen = "".join(form.typed_now.pop("ready", []))
    text = DecisionText.objects.filter(pk=_number(chosen), ended_at=None).first()
    if text is None:
        form.text_refusal = _("Pilih dulu teksnya.")
        return form
    try:
        words = decision_texts.filled(
            text, appeal, form.blocks, day=calendar.civil_date(timezone.now())
        )
    except decision_texts.Unfilled as why:
        names = ", ".join(str(decision_texts.PLACEHOLDERS[name]) for name in why.names)
        form.text_refusal = _("Kasus ini tidak punya isi untuk: %(names)s.") % {"names": names}
        return form
    said = "".join(form.typed_now.get("explanation", [])).rstrip()
    form.typed_now["explanation"] = [f"{said}\n\n{words}" if said else words]
    form.typed_now["texts"] = [",".join(filter(None, [data.get("texts", ""), str(text.pk)]))]
    return form


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
