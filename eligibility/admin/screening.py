"""Passes of the rules over accounts: started, watched, stopped, taken up again and undone here."""

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from eligibility import blocking, screening
from eligibility.admin import filters, run_causes
from eligibility.admin.account_page import name_of
from eligibility.admin.import_forms import refuse_personal
from eligibility.admin.reading import READERS, PageAdmin, officer_in
from eligibility.admin.run_figures import figures, percent, stop_reason
from eligibility.models import Block, ScreeningRun
from eligibility.screening.control import MOST_REASON
from portal.calendar import civil_date
from portal.models import Role, User
from portal.staff import has_role

# Who may start, stop, take up again and undo a run; the verbs know who else is needed.
RUNNERS = (Role.RULE_OFFICER, Role.SUPERVISOR)
Status = ScreeningRun.Status
_Verb = Callable[[ScreeningRun, User, datetime], object]


class ReasonForm(forms.Form):
    """Why a run shall be undone."""

    reason = forms.CharField(
        label=_("Mengapa pemeriksaan ini keliru"),
        max_length=MOST_REASON,
        validators=[refuse_personal],
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Jangan menulis data pribadi."),
        error_messages={"required": _("Tulis mengapa pemeriksaan ini keliru.")},
    )


@admin.register(ScreeningRun)
class ScreeningRunAdmin(PageAdmin):
    """Passes of the rules over accounts."""

    list_display = ("row_number", "at", "reach", "status", "accounts", "stopped", "ended",
                    "finished_at")  # fmt: skip
    narrowing = filters.RunFilters
    page_template = "admin/eligibility/screeningrun/page.html"
    page_related = ("requested_by", "waived_by", "rolled_back_by", "roll_back_asked_by")

    @admin.display(description=_("akun baru diblokir"))
    def stopped(self, run: ScreeningRun) -> int:
        """How many accounts the run stopped that nothing stopped before."""
        return run.newly_blocked

    def get_urls(self) -> list[URLPattern]:
        """Add starting, the live figures, and the steps of a run."""
        return [
            self.door("mulai/", self.start_view, "start"),
            self.door("<int:pk>/kemajuan/", self.progress_view, "progress"),
            self.door("<int:pk>/hentikan/", self.stop_view, "stop"),
            self.door("<int:pk>/lanjutkan/", self.resume_view, "resume"),
            self.door("<int:pk>/batalkan/", self.roll_back_view, "roll_back"),
            self.door("<int:pk>/minta-batal/", self.ask_roll_back_view, "ask_roll_back"),
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
            "figures": figures(row, progress),
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
            "asked_by": row.roll_back_asked_by and name_of(row.roll_back_asked_by),
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
        run = self.row(request, pk)
        progress = screening.progress(run)
        is_running = progress.status == Status.RUNNING
        return JsonResponse(
            {
                "is_running": is_running,
                "percent": percent(progress),
                "figures": figures(run, progress),
            }
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
        """Say what becomes of the run's blocks, then undo it."""
        if request.method != "POST":
            officer_in(request, *RUNNERS)
            return self._roll_back_page(request, self.row(request, pk), ReasonForm())

        def roll_back(run: ScreeningRun, by: User, at: datetime) -> None:
            screening.roll_back(run, by=by, at=at)

        done = _("Pemeriksaan dibatalkan.")
        return self._step(request, pk, roll_back, done=done, refusal=_refusal_to_undo)

    @method_decorator(require_POST)
    def ask_roll_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask that a run which nobody asked for be undone; somebody else confirms it."""
        officer_in(request, *RUNNERS)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            page = self._roll_back_page(request, self.row(request, pk), form)
            page.status_code = 422
            return page

        def ask(run: ScreeningRun, by: User, at: datetime) -> None:
            screening.ask_roll_back(run, by=by, reason=form.cleaned_data["reason"], at=at)

        done = _("Permintaan tersimpan. Petugas lain yang membatalkan pemeriksaan ini.")
        return self._step(request, pk, ask, done=done, refusal=_refusal_to_undo)

    def _roll_back_page(
        self, request: HttpRequest, run: ScreeningRun, form: ReasonForm
    ) -> TemplateResponse:
        asked_by = run.roll_back_asked_by
        return self.page(
            request,
            run,
            template="admin/eligibility/screeningrun/roll_back.html",
            falling=blocking.begun_by(run).count(),
            made=Block.objects.filter(run=run).count(),
            back=blocking.carried_by(run).count(),
            versions=run_causes.versions(run, today=civil_date(timezone.now())),
            files=run_causes.files(run),
            needs_asking=run.requested_by is None and asked_by is None,
            waits_for_another=request.user in (run.requested_by, asked_by),
            form=form,
        )

    def _step(
        self,
        request: HttpRequest,
        pk: int,
        verb: _Verb,
        *,
        done: object,
        refusal: Callable[[ScreeningRun, User], str] | None = None,
    ) -> HttpResponse:
        """Take one step and show the run; a refusal becomes a message."""
        by = officer_in(request, *RUNNERS)
        run = self.row(request, pk)
        try:
            verb(run, by, timezone.now())
        except screening.NotAllowed:
            messages.error(request, (refusal or _refusal)(run, by))
        else:
            messages.success(request, str(done))
        return redirect("admin:eligibility_screeningrun_change", pk)


def _refusal(run: ScreeningRun, by: User) -> str:
    """Say why `by` could not take a step with `run`."""
    run.refresh_from_db()
    if run.requested_by_id == by.pk and run.status != Status.RUNNING:
        return gettext("Anda yang meminta pemeriksaan ini. Orang lain yang harus melakukannya.")
    return gettext(
        "Langkah ini tidak bisa diambil selagi pemeriksaannya berstatus “%(status)s”."
    ) % {"status": run.get_status_display()}


def _refusal_to_undo(run: ScreeningRun, by: User) -> str:
    """Say why `by` could not undo the run, or ask that it be undone."""
    run.refresh_from_db()
    if run.status in (Status.FINISHED, Status.STOPPED) and run.requested_by_id is None:
        if run.roll_back_asked_by_id == by.pk:
            return gettext("Anda yang meminta pembatalannya. Orang lain yang harus melakukannya.")
        if run.roll_back_asked_by_id is None:
            return gettext("Belum ada yang meminta pembatalannya. Tulis dulu alasannya.")
    return _refusal(run, by)


def _remedy_address(run: ScreeningRun) -> str:
    """Return the page that opens a campaign for everyone the run hit."""
    try:
        return f"{reverse('admin:eligibility_remedy_add')}?run={run.pk}"
    except NoReverseMatch:
        return ""
