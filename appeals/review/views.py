"""The case's doors: the next one, the page and its steps.

Each translates the request into one call and answers. What a step means and who may take it,
lifecycle knows; the roles here only say who may knock.
"""

from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appeals import legal_holds, lifecycle, officer_drafts
from appeals.models import Appeal
from appeals.review import masking
from appeals.review.added import only_added
from appeals.review.decision_form import DecisionForm, SeenForm
from appeals.review.doorkeeper import staff_only
from appeals.review.doors import DOORS, form_of
from appeals.review.forms import RevealForm, StepForm
from appeals.review.next_case import take_next
from appeals.review.not_to_them import not_to
from appeals.review.offered import READERS, REVIEWERS
from appeals.review.pages import CaseScreen
from appeals.review.preview import preview_of
from appeals.review.refusal import words_for
from portal import fresh, kept_forms
from portal.models import User

kept_forms.shows_again("admin:appeals_appeal_step")


@require_POST
@staff_only(*REVIEWERS)
def next_case(request: HttpRequest, user: User) -> HttpResponse:
    """Hand out the next case and show it."""
    try:
        appeal = take_next(user, at=timezone.now())
    except (lifecycle.Away, lifecycle.Full) as refused:
        messages.warning(request, not_to(refused, user=user))
        return redirect("admin:appeals_appeal_changelist")
    if appeal is None:
        messages.info(request, _("Tidak ada kasus yang menunggu. Antrean kosong."))
        return redirect("admin:appeals_appeal_changelist")
    return redirect("admin:appeals_appeal_change", appeal.pk)


@require_safe
@staff_only(*READERS)
def show_case(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Show one case."""
    return CaseScreen(request, _case(pk, user), user).show()


@require_POST
@staff_only(*REVIEWERS)
def take_step(request: HttpRequest, user: User, *, pk: int, verb: str) -> HttpResponse:
    """Take one step; a refusal shows the case again with everything that was typed."""
    door = DOORS.get(verb)
    if door is None:
        raise Http404
    appeal = _case(pk, user)
    form = form_of(verb, appeal, request.POST)
    if kept_forms.LOOK_FIRST in request.POST:
        return _show_again(request, user, form, status=HTTPStatus.OK)
    if not form.is_valid():
        return _show_again(request, user, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    appeal.revision = form.cleaned_data["revision"]
    try:
        with transaction.atomic():
            door.act(appeal, form, user, timezone.now())
            officer_drafts.clear(appeal, verb, by=user)
    except lifecycle.NotAllowed as refused:
        return _show_again(request, user, form, status=HTTPStatus.CONFLICT, refused=refused)
    messages.success(request, door.done)
    return redirect("admin:appeals_appeal_change", pk)


@require_POST
@staff_only(*REVIEWERS)
def preview(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Show what the person would read; of it only the officer's draft is kept."""
    appeal = _case(pk, user)
    form = form_of("decide", appeal, request.POST)
    if not isinstance(form, DecisionForm) or not form.is_valid():
        return _show_again(request, user, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        found = preview_of(appeal, form, by=user, at=timezone.now())
    except lifecycle.NotAllowed as refused:
        return _show_again(request, user, form, status=HTTPStatus.CONFLICT, refused=refused)
    typed = form.typed(request.POST)
    officer_drafts.keep(appeal, form.verb, typed, by=user, revision=0, at=timezone.now())
    return CaseScreen(request, appeal, user).show(form=form, preview=found)


@require_POST
@staff_only(*REVIEWERS)
def reveal(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Open one masked field for this answer only, with a reason, and write it down."""
    appeal = _case(pk, user)
    form = RevealForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Pilih alasan untuk membuka data itu."))
        return redirect("admin:appeals_appeal_change", pk)
    if asking := fresh.asked(request):
        return asking
    field = masking.Identity(form.cleaned_data["field"])
    reason = masking.RevealReason(form.cleaned_data["reason"])
    masking.reveal(appeal, field, reason=reason, by=user, at=timezone.now())
    return CaseScreen(request, appeal, user).show(opened=field)


def _case(pk: int, user: User) -> Appeal:
    """Return the case; `is_free` says that nothing keeps it from `user`."""
    cases = legal_holds.marked(
        Appeal.objects.with_links_marked().select_related(
            "account", "officer", "previous", "helper"
        )
    )
    free = Appeal.objects.filter(pk=OuterRef("pk"))
    if user.has_role(*REVIEWERS):
        cases = cases.annotate(is_free=Exists(free.decidable_by(user)))
    return get_object_or_404(cases, pk=pk)


def _show_again(
    request: HttpRequest,
    user: User,
    form: StepForm,
    *,
    status: HTTPStatus,
    refused: lifecycle.NotAllowed | None = None,
) -> HttpResponse:
    """Show the case as it is now, with `form` still filled and, if refused, the reason.

    What was typed is kept, too: it outlives this page.
    """
    appeal = _case(form.appeal.pk, user)
    refusal = ""
    added: tuple[lifecycle.Entry, ...] = ()
    if typed := form.typed(request.POST):
        officer_drafts.keep(appeal, form.verb, typed, by=user, revision=0, at=timezone.now())
    if status == HTTPStatus.CONFLICT:
        seen = form.cleaned_data["revision"]
        added = _added_meanwhile(appeal, form, refused)
        refusal = words_for(
            appeal, seen_revision=seen, user=user, refused=refused, is_by_person=bool(added)
        )
        form.follow(appeal)
    return CaseScreen(request, appeal, user).show(
        form=form, refusal=refusal, added=added, status=status
    )


def _added_meanwhile(
    appeal: Appeal, form: StepForm, refused: lifecycle.NotAllowed | None
) -> tuple[lifecycle.Entry, ...]:
    """Return what the person added since the form was shown, where nobody else moved the case."""
    if isinstance(refused, lifecycle.NewOnFile):
        return refused.added
    if not isinstance(form, SeenForm) or not isinstance(refused, lifecycle.MovedByOther):
        return ()
    seen_revision = form.cleaned_data["revision"]
    return only_added(appeal, seen_revision=seen_revision, seen=form.names_seen)
