"""How a decided case goes on: the pages of the second level and of opening it again.

Whatever came with a page is kept in a draft about the case before anything is judged.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from appeals import lifecycle, opened
from appeals.cases import going_on_drafts as drafts
from appeals.cases.going_on_forms import GoingOnForm, OpenAgainForm, Slot, slots, take
from appeals.cases.opening import for_opened_with_draft
from appeals.evidence import intake
from appeals.models import Appeal, Draft
from portal import doors

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_PER_CASE = 60


@dataclass(frozen=True, slots=True)
class Way:
    """One way on: its page, its form, who may go it, and the verb."""

    page: str
    template: str
    form: type[GoingOnForm]
    is_open: Callable[[lifecycle.WaysOn], bool]
    verb: Callable[..., Appeal]
    done: "StrOrPromise"
    # The name of its words in the draft: the two ways ask different questions.
    kept_as: str


BANDING = Way(
    page="case_second_level",
    template="appeals/cases/second_level.html",
    form=GoingOnForm,
    is_open=lambda ways: ways.may_appeal_again,
    verb=lifecycle.appeal_again,
    done=gettext_lazy("Banding Anda kami terima. Ini halamannya, dengan nomor baru."),
    kept_as="text",
)
REOPEN = Way(
    page="case_reopen",
    template="appeals/cases/reopen.html",
    form=OpenAgainForm,
    is_open=lambda ways: ways.may_reopen,
    verb=lifecycle.reopen,
    done=gettext_lazy("Kasus Anda kami buka lagi. Ini halamannya, dengan nomor baru."),
    kept_as="text_of_reopening",
)


@dataclass(frozen=True, slots=True)
class _Visit:
    """Who goes which way on from which decided case, and with which draft."""

    way: Way
    appeal: Appeal
    ways: lifecycle.WaysOn
    token: uuid.UUID
    draft: Draft | None
    at: datetime


@dataclass(frozen=True, slots=True)
class _Said:
    """What the page says besides the form."""

    refusals: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


def going_on(way: Way) -> Callable[..., HttpResponse]:
    """Return the view of one way on."""

    def again(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
        """Show what an expired page said, or another site's: nothing is kept."""
        visit = _Visit(
            way, appeal, lifecycle.ways_on(appeal, at=at), drafts.token_in(request), None, at
        )
        notice = _("Halaman ini sudah lama terbuka. Isian Anda masih ada: pilih lagi berkasnya "
                   "kalau belum tercatat, lalu kirim sekali lagi.")  # fmt: skip
        form = way.form(visit.ways, initial=_typed(request))
        return _page(request, visit, form, said=_Said(notice=notice))

    def view(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
        token = drafts.token_in(request)
        filed = Appeal.objects.filter(form_token=token, previous=appeal).first()
        if filed is not None:
            return _filed(request, filed, way, at=at)
        ways = lifecycle.ways_on(appeal, at=at)
        if not way.is_open(ways):
            return _closed(request, appeal, ways)
        visit = _Visit(way, appeal, ways, token, None, at)
        return _take(request, visit) if request.method == "POST" else _show(request, visit)

    return require_http_methods(["GET", "HEAD", "POST"])(for_opened_with_draft(again)(view))


case_second_level = going_on(BANDING)
case_reopen = going_on(REOPEN)


def _show(request: HttpRequest, visit: _Visit) -> HttpResponse:
    """Show the form as it was left."""
    draft = drafts.latest(visit.appeal, at=visit.at)
    if draft is not None:
        visit = _Visit(visit.way, visit.appeal, visit.ways, draft.token, draft, visit.at)
    form = visit.way.form(visit.ways, initial=_left(visit.way, draft))
    return _page(request, visit, form, said=_Said())


def _take(request: HttpRequest, visit: _Visit) -> HttpResponse:
    """Keep what came first, then do what was asked.

    Who comes too often finds it in the draft there is, so that no form begins one without end.
    """
    appeal, at = visit.appeal, visit.at
    is_too_often = doors.is_too_often(request, "case-on", limit=_PER_CASE, key=str(appeal.pk))
    draft = drafts.latest(appeal, at=at) if is_too_often else None
    draft = draft or drafts.opened(appeal, visit.token, at=at)
    drafts.keep(draft, _kept(visit.way, _typed(request)), at=at)
    if doors.brings_too_much(request):
        return doors.too_much(request, is_kept=True)
    visit = _Visit(visit.way, appeal, visit.ways, draft.token, draft, at)
    try:
        refusals = take(draft, request.FILES, request.POST, at=at)
    except Draft.DoesNotExist:  # the same page was sent twice, and the other one was faster
        return redirect("case", appeal.reference)
    if is_too_often:
        return doors.too_often(request, kept=True)
    if _removed(request, draft) or ("add" in request.POST and not refusals):
        return redirect(visit.way.page, visit.appeal.reference)
    form = visit.way.form(visit.ways, request.POST)
    if not form.is_valid() or refusals:
        return _page(request, visit, form, said=_Said(refusals))
    return _send(request, visit, form)


def _send(request: HttpRequest, visit: _Visit, form: GoingOnForm) -> HttpResponse:
    draft = visit.draft
    files = list(draft.evidence.values_list("pk", flat=True)) if draft else []
    again = lifecycle.Again(
        token=visit.token,
        text=form.cleaned_data["text"],
        block_ids=form.block_ids(),
        late_reason=form.cleaned_data.get("late_reason", ""),
        evidence_ids=tuple(files),
    )
    try:
        filed = visit.way.verb(visit.appeal, again=again, at=visit.at)
    except lifecycle.NothingNew:
        notice = _("Tambahkan paling sedikit satu berkas yang belum pernah Anda kirim. Tanpa "
                   "berkas baru, ajukan banding.")  # fmt: skip
        return _page(request, visit, form, said=_Said(notice=notice))
    except lifecycle.EvidenceMissing:  # a file was removed on another page at this moment
        return redirect(visit.way.page, visit.appeal.reference)
    except lifecycle.NotAllowed:
        ways = lifecycle.ways_on(visit.appeal, at=visit.at)
        return _closed(request, visit.appeal, ways)
    return _filed(request, filed, visit.way, at=visit.at)


def _filed(request: HttpRequest, filed: Appeal, way: Way, *, at: datetime) -> HttpResponse:
    opened.remember(request, filed, at=at)
    messages.success(request, way.done)
    return redirect("case", filed.reference)


def _closed(request: HttpRequest, appeal: Appeal, ways: lifecycle.WaysOn) -> HttpResponse:
    if ways.went_on:
        words = _("Putusan ini sudah Anda lanjutkan. Nomor barunya ada di bawah.")
    else:
        words = _("Jalan ini tidak terbuka untuk pengaduan ini. Pilihan Anda ada di bawah.")
    messages.warning(request, words)
    return redirect("case", appeal.reference)


def _typed(request: HttpRequest) -> dict[str, object]:
    return {
        "text": request.POST.get("text", "")[:10_000],
        "late_reason": request.POST.get("late_reason", "")[:10_000],
        "blocks": request.POST.getlist("blocks")[:20],
    }


def _kept(way: Way, typed: dict[str, object]) -> dict[str, object]:
    """Return what was typed as the draft keeps it."""
    return {way.kept_as if name == "text" else name: said for name, said in typed.items()}


def _left(way: Way, draft: Draft | None) -> dict[str, object]:
    """Return what was typed on this way before, by the names of the form."""
    kept = draft.answers if draft else {}
    return {**kept, "text": kept.get(way.kept_as, "")}


def _removed(request: HttpRequest, draft: Draft) -> bool:
    wanted = request.POST.get("remove", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        intake.remove(draft, int(wanted))
        return True
    return False


def _page(request: HttpRequest, visit: _Visit, form: GoingOnForm, *, said: _Said) -> HttpResponse:
    places: list[Slot] = slots(visit.draft, said.refusals)
    context = {
        "appeal": visit.appeal,
        "ways": visit.ways,
        "form": form,
        "token": visit.token,
        "slots": places,
        "refused": [slot for slot in places if slot.refusal],
        "notice": said.notice,
        "most_bytes": settings.PHOTO_MAX_BYTES,
    }
    return render(request, visit.way.template, context)
