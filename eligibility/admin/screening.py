"""Passes of the rules over accounts: started, watched, stopped, taken up again and undone here."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from eligibility import blocking, screening
from eligibility.admin import filters
from eligibility.admin.account_page import name_of
from eligibility.admin.reading import READERS, PageAdmin, officer_in
from eligibility.admin.run_figures import figures, percent, stop_reason
from eligibility.models import Block, Hold, ScreeningRun
from eligibility.querysets import BlockQuerySet
from portal.models import Role, User
from portal.staff import has_role

# Who may start, stop, take up again and undo a run; the verbs know who else is needed.
RUNNERS = (Role.RULE_OFFICER, Role.SUPERVISOR)
Status = ScreeningRun.Status
_Verb = Callable[[ScreeningRun, User, datetime], object]


@admin.register(ScreeningRun)
class ScreeningRunAdmin(PageAdmin):
    """Passes of the rules over accounts."""

    list_display = ("row_number", "at", "reach", "status", "accounts", "newly_blocked", "ended",
                    "finished_at")  # fmt: skip
    narrowing = filters.RunFilters
    page_template = "admin/eligibility/screeningrun/page.html"
    page_related = ("requested_by", "waived_by", "rolled_back_by")

    def get_urls(self) -> list[URLPattern]:
        """Add starting, the live figures, and the steps of a run."""
        return [
            self.door("mulai/", self.start_view, "start"),
            self.door("<int:pk>/kemajuan/", self.progress_view, "progress"),
            self.door("<int:pk>/hentikan/", self.stop_view, "stop"),
            self.door("<int:pk>/lanjutkan/", self.resume_view, "resume"),
            self.door("<int:pk>/batalkan/", self.roll_back_view, "roll_back"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Offer starting above the list."""
        offered = {"may_start": has_role(request, *RUNNERS)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    def page_context(self, request: HttpRequest, row: ScreeningRun) -> dict[str, object]:
        """Return how far the run is and what may be done with it."""
        progress = screening.progress(row)
        may_act = has_role(request, *RUNNERS)
        return {
            "progress": progress,
            "percent": percent(progress),
            "figures": figures(progress),
            "dead_chunks": row.chunk_rows.dead().count(),
            "stop_reason": stop_reason(row),
            "is_running": row.status == Status.RUNNING,
            "is_own": row.requested_by == request.user,
            "may_stop": may_act and row.status == Status.RUNNING,
            "may_resume": may_act and row.status == Status.STOPPED and not row.rolled_back_at,
            "may_roll_back": may_act and row.status in (Status.FINISHED, Status.STOPPED),
            "requested_by": name_of(row.requested_by),
            "waived_by": row.waived_by and name_of(row.waived_by),
            "rolled_back_by": row.rolled_back_by and name_of(row.rolled_back_by),
            "remedy_address": _remedy_address(row) if may_act else "",
        }

    def start_view(self, request: HttpRequest) -> HttpResponse:
        """Ask, then put the rules to every account; a full run under way is shown instead."""
        by = officer_in(request, *RUNNERS)
        full = ScreeningRun.objects.filter(reach=ScreeningRun.Reach.ALL).order_by("-pk")
        running = full.filter(status=Status.RUNNING).first()
        if running is not None:
            messages.info(request, _("Pemeriksaan semua akun sedang berjalan."))
            return redirect("admin:eligibility_screeningrun_change", running.pk)
        if (stopped := screening.broken_off()) is not None:
            messages.error(
                request,
                _(
                    "Pemeriksaan ini dihentikan pengaman. Lanjutkan atau batalkan dulu, sebelum "
                    "memeriksa semua akun lagi."
                ),
            )
            return redirect("admin:eligibility_screeningrun_change", stopped.pk)
        if request.method == "POST":
            run = screening.screen_everybody(at=timezone.now(), requested_by=by)
            if run is None:  # somebody was faster by a moment
                return redirect("admin:eligibility_screeningrun_changelist")
            messages.success(request, _("Pemeriksaan semua akun dimulai."))
            return redirect("admin:eligibility_screeningrun_change", run.pk)
        template = "admin/eligibility/screeningrun/start.html"
        latest = full.filter(status=Status.FINISHED).first()
        return self.blank_page(request, template, latest=latest)

    @method_decorator(require_safe)
    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the live figures, for the page's script."""
        officer_in(request, *READERS)
        progress = screening.progress(self.row(request, pk))
        is_running = progress.status == Status.RUNNING
        return JsonResponse(
            {"is_running": is_running, "percent": percent(progress), "figures": figures(progress)}
        )

    @method_decorator(require_POST)
    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop the run; what is done stays done."""

        def stop(run: ScreeningRun, by: User, at: datetime) -> None:
            screening.stop(run, by=by, at=at)

        return self._step(request, pk, stop, done=_("Pemeriksaan dihentikan."))

    @method_decorator(require_POST)
    def resume_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the run up again; past the breaker somebody else than its starter must."""

        def resume(run: ScreeningRun, by: User, at: datetime) -> None:
            screening.resume(run, by=by, at=at)

        return self._step(request, pk, resume, done=_("Pemeriksaan berlanjut."))

    def roll_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say how many blocks fall, then undo the run."""
        if request.method != "POST":
            officer_in(request, *RUNNERS)
            run = self.row(request, pk)
            template = "admin/eligibility/screeningrun/roll_back.html"
            made = Block.objects.filter(run=run)
            return self.page(
                request, run, template=template, falling=_falling(made).count(), made=made.count()
            )

        def roll_back(run: ScreeningRun, by: User, at: datetime) -> None:
            screening.roll_back(run, by=by, at=at)

        return self._step(request, pk, roll_back, done=_("Pemeriksaan dibatalkan."))

    def _step(self, request: HttpRequest, pk: int, verb: _Verb, *, done: object) -> HttpResponse:
        """Take one step and show the run; a refusal becomes a message."""
        by = officer_in(request, *RUNNERS)
        run = self.row(request, pk)
        try:
            verb(run, by, timezone.now())
        except screening.NotAllowed:
            messages.error(request, _refusal(run, by))
        else:
            messages.success(request, str(done))
        return redirect("admin:eligibility_screeningrun_change", pk)


def _falling(made: BlockQuerySet) -> BlockQuerySet:
    """Return those of a run's blocks that undoing it ends."""
    held = Hold.objects.standing().values("account_id")
    return made.filter(status__in=blocking.STEPS["undo"].sources).exclude(account__in=held)


def _refusal(run: ScreeningRun, by: User) -> str:
    """Say why `by` could not take a step with `run`."""
    run.refresh_from_db()
    if run.requested_by_id == by.pk and run.status != Status.RUNNING:
        return gettext("Anda yang meminta pemeriksaan ini. Orang lain yang harus melakukannya.")
    return gettext(
        "Langkah ini tidak bisa diambil selagi pemeriksaannya berstatus “%(status)s”."
    ) % {"status": run.get_status_display()}


def _remedy_address(run: ScreeningRun) -> str:
    """Return the page that opens a campaign for everyone the run hit."""
    try:
        return f"{reverse('admin:eligibility_remedy_add')}?run={run.pk}"
    except NoReverseMatch:
        return ""
