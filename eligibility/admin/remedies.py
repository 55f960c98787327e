"""Campaigns for everyone a mistake hit: opened, signed, watched and stopped here."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from eligibility import remedies
from eligibility.admin import filters, remedy_causes, remedy_list
from eligibility.admin.account_page import name_of
from eligibility.admin.reading import READERS, PageAdmin, officer_in
from eligibility.admin.remedy_forms import LookupForm, RemedyForm
from eligibility.models import Remedy
from portal import fresh
from portal.calendar import civil_date
from portal.models import Role, User
from portal.staff import has_role

OPENERS = remedies.OPENERS
SIGNERS = (Role.SUPERVISOR,)
TAKERS = (*OPENERS, Role.AUDITOR)
State = remedies.State
_FOLDER = "admin/eligibility/remedy/"
_Verb = Callable[[Remedy, User, datetime], None]


@admin.register(Remedy)
class RemedyAdmin(PageAdmin):
    """Campaigns that lift what a wrong file, version or run has made."""

    list_display = ("row_number", "title", "cause", "state", "blocks", "lifted", "opened_at",
                    "finished_at")  # fmt: skip
    list_select_related = ("batch", "policy", "run")
    narrowing = filters.RemedyFilters
    page_template = f"{_FOLDER}page.html"
    page_related = ("batch", "policy", "run", "opened_by", "approved_by")

    def get_urls(self) -> list[URLPattern]:
        """Add opening, the steps, the live figures and everyone it hit."""
        return [
            self.door("add/", self.open_view, "add"),
            self.door("<int:pk>/setujui/", self.approve_view, "approve"),
            self.door("<int:pk>/hentikan/", self.stop_view, "stop"),
            self.door("<int:pk>/lanjutkan/", self.resume_view, "resume"),
            self.door("<int:pk>/kemajuan/", self.progress_view, "progress"),
            self.door("<int:pk>/orang/", self.everyone_view, "everyone"),
            self.door("<int:pk>/orang/unduh/", self.export_view, "export"),
            *super().get_urls(),
        ]

    @admin.display(description=_("keadaan"))
    def state(self, remedy: Remedy) -> str:
        """Say where it is."""
        return str(remedies.state(remedy).label)

    @admin.display(description=_("sebab"))
    def cause(self, remedy: Remedy) -> str:
        """Name what was wrong."""
        return remedy_causes.in_words(remedies.cause_of(remedy))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Offer opening one above the list."""
        offered = {"may_open": has_role(request, *OPENERS)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def page_context(self, request: HttpRequest, row: Remedy) -> dict[str, object]:
        """Return how far the campaign is and what this officer may do with it."""
        state, progress = remedies.state(row), remedies.progress(row)
        is_signer = has_role(request, *SIGNERS)
        is_own = row.opened_by == request.user
        waits = state == State.WAITING
        may_go_on = state == State.STOPPED and row.approved_at is not None
        cause = remedies.cause_of(row)
        reach = remedies.reach(cause) if waits else None
        return {
            "state": state,
            "progress": progress,
            "percent": _percent(row, progress),
            "figures": _figures(row, progress),
            "cause": remedy_causes.named(cause),
            "reach": reach,
            "is_running": _is_running(row, progress),
            "is_own": is_own,
            "may_approve": bool(is_signer and not is_own and reach and reach.blocks),
            "may_stop": has_role(request, *OPENERS) and state in (State.WAITING, State.RUNNING),
            "may_resume": is_signer and not is_own and bool(may_go_on or progress.stuck),
            "opened_by": name_of(row.opened_by),
            "approved_by": row.approved_by and name_of(row.approved_by),
        }

    def open_view(self, request: HttpRequest) -> HttpResponse:
        """Show whom a cause has hit, and open the campaign; without a cause, ask for one."""
        by = officer_in(request, *OPENERS)
        cause = remedy_causes.asked(request.GET)
        if cause is None:
            return self._choose(request)
        form = RemedyForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            opened = _open(request, cause, form, by=by)
            if opened is not None:
                return redirect("admin:eligibility_remedy_change", opened.pk)
        page = self.blank_page(
            request,
            f"{_FOLDER}open.html",
            form=form,
            reach=remedies.reach(cause),
            cause=remedy_causes.named(cause),
            under_way=remedies.under_way(cause),
            advice=remedy_causes.advice(cause, today=civil_date(timezone.now())),
        )
        page.status_code = 422 if request.method == "POST" else 200
        return page

    def _choose(self, request: HttpRequest) -> HttpResponse:
        """Offer the newest causes, and those looked up; the words looked for stay off the address."""
        form = LookupForm(request.POST if request.method == "POST" else None)
        found = None
        if request.method == "POST" and form.is_valid():
            found = remedy_causes.found(form.cleaned_data["wanted"])
        page = self.blank_page(
            request,
            f"{_FOLDER}choose.html",
            form=form,
            found=found,
            recent=remedy_causes.recent(),
            is_unknown=remedy_causes.is_asked(request.GET),
        )
        page.status_code = 422 if form.errors else 200
        return page

    @method_decorator(require_POST)
    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sign it as the second person."""

        def approve(remedy: Remedy, by: User, at: datetime) -> None:
            remedies.approve(remedy, by=by, at=at)

        return self._step(request, pk, approve, done=_("Disetujui. Pencabutan dimulai."))

    @method_decorator(require_POST)
    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let no further portion begin."""

        def stop(remedy: Remedy, by: User, at: datetime) -> None:
            remedies.stop(remedy, by=by, at=at)

        done = _("Dihentikan. Yang sudah dicabut tetap dicabut.")
        return self._step(request, pk, stop, done=done)

    @method_decorator(require_POST)
    def resume_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Go on with what is left."""

        def resume(remedy: Remedy, by: User, at: datetime) -> None:
            remedies.resume(remedy, by=by, at=at)

        return self._step(request, pk, resume, done=_("Pencabutan berlanjut."))

    @method_decorator(require_safe)
    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the live figures, for the page's script."""
        officer_in(request, *READERS)
        remedy = self.row(request, pk)
        progress = remedies.progress(remedy)
        return JsonResponse(
            {
                "is_running": _is_running(remedy, progress),
                "percent": _percent(remedy, progress),
                "figures": _figures(remedy, progress),
            }
        )

    @method_decorator(require_safe)
    def everyone_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show everyone the cause has blocked, a page at a time."""
        officer_in(request, *READERS)
        remedy = self.row(request, pk)
        after = _key(request.GET.get("after", ""))
        return self.page(
            request,
            remedy,
            template=f"{_FOLDER}everyone.html",
            page=remedy_list.page(remedy, after=after),
            after=after,
            may_export=has_role(request, *TAKERS),
        )

    @method_decorator(require_POST)
    def export_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Give the list as a file; who took it is written down."""
        by = officer_in(request, *TAKERS)
        if asking := fresh.asked(request):
            return asking
        content = remedy_list.export(self.row(request, pk), by=by, at=timezone.now())
        response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="pemulihan-{pk}.csv"'
        return response

    def _step(self, request: HttpRequest, pk: int, verb: _Verb, *, done: object) -> HttpResponse:
        """Take one step and show the campaign; a refusal becomes a message."""
        by = officer_in(request, *OPENERS)
        remedy = self.row(request, pk)
        try:
            verb(remedy, by, timezone.now())
        except remedies.NothingToLift:
            messages.error(request, _("Tidak ada lagi blokir yang bisa dicabut. Hentikan saja."))
        except remedies.NotAllowed:
            messages.error(request, _refusal(remedy, by))
        else:
            messages.success(request, str(done))
        return redirect("admin:eligibility_remedy_change", pk)


def _open(
    request: HttpRequest, cause: remedies.Cause, form: RemedyForm, *, by: User
) -> Remedy | None:
    """Open the campaign; where that is refused, the page itself says why."""
    try:
        remedy = remedies.open_for(
            title=form.cleaned_data["title"],
            explanation=form.cleaned_data["explanation"],
            explanation_en=form.cleaned_data["explanation_en"],
            batch=cause.batch,
            policy=cause.policy,
            run=cause.run,
            by=by,
            at=timezone.now(),
        )
    except (remedies.UnderWay, remedies.NothingToLift):
        return None
    messages.success(request, _("Pemulihan dibuat. Penyelia lain harus menyetujuinya."))
    return remedy


def _refusal(remedy: Remedy, by: User) -> str:
    """Say why `by` could not take a step with the campaign."""
    remedy.refresh_from_db()
    if not by.has_role(*SIGNERS):
        return gettext("Hanya penyelia yang boleh menyetujui atau melanjutkan pemulihan.")
    if remedy.opened_by_id == by.pk:
        return gettext("Anda yang membuat pemulihan ini. Penyelia lain yang harus menyetujuinya.")
    return gettext("Langkah ini tidak bisa diambil: pemulihannya %(state)s.") % {
        "state": str(remedies.state(remedy).label).lower()
    }


def _percent(remedy: Remedy, progress: remedies.Progress) -> int:
    if not progress.chunks:
        return 100 if remedy.finished_at else 0
    return 100 * progress.done // progress.chunks


def _is_running(remedy: Remedy, progress: remedies.Progress) -> bool:
    """Say whether the figures still move: not once only stuck portions are left."""
    moves = progress.done + progress.stuck < progress.chunks or not progress.stuck
    return remedies.state(remedy) == State.RUNNING and moves


def _figures(remedy: Remedy, progress: remedies.Progress) -> dict[str, str]:
    counts = {
        "blocks": progress.blocks,
        "lifted": progress.lifted,
        "passed_over": progress.passed_over,
    }
    figures = {
        name: str(number_format(count, use_l10n=True, force_grouping=True))
        for name, count in counts.items()
    }
    return {"status": str(remedies.state(remedy).label), **figures}


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
