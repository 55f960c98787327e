"""Passes of the rules over accounts: started, watched, stopped, taken up again and undone here."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from eligibility import blocking, screening
from eligibility.admin import filters, run_causes
from eligibility.admin.account_page import name_of
from eligibility.admin.import_figures import number
from eligibility.admin.reading import READERS, PageAdmin, officer_in
from eligibility.admin.run_figures import figures, percent, stop_reason, undone
from eligibility.admin.run_forms import ReasonForm, WaiveForm
from eligibility.models import Block, ScreeningRun
from eligibility.screening.ending import BREAKER
from portal.calendar import civil_date
from portal.models import Role, User
from portal.staff import has_role

# Who may start, stop, take up again and undo a run; the verbs know who else is needed.
RUNNERS = (Role.RULE_OFFICER, Role.SUPERVISOR)
Status = ScreeningRun.Status
_Verb = Callable[[ScreeningRun, User, datetime], object]


@admin.register(ScreeningRun)
class ScreeningRunAdmin(PageAdmin):
    """Passes of the rules over accounts."""

    list_display = ("row_number", "at", "reach", "status", "seen", "stopped", "let_go",
                    "finished_at")  # fmt: skip
    narrowing = filters.RunFilters
    page_template = "admin/eligibility/screeningrun/page.html"
    page_related = ("requested_by", "waived_by", "waive_asked_by", "rolled_back_by",
                    "roll_back_asked_by")  # fmt: skip

    @admin.display(description=_("akun baru diblokir"))
    def stopped(self, run: ScreeningRun) -> str:
        """How many accounts the run stopped that nothing stopped before."""
        return number(run.newly_blocked)

    @admin.display(description=pgettext_lazy("plural", "akun"))
    def seen(self, run: ScreeningRun) -> str:
        """How many accounts the run is about."""
        return number(run.accounts)

    @admin.display(description=_("blokir berakhir"))
    def let_go(self, run: ScreeningRun) -> str:
        """How many blocks ended because their rule is not broken any more."""
        return number(run.ended)

    def get_urls(self) -> list[URLPattern]:
        """Add starting, the live figures, and the steps of a run."""
        return [
            self.door("mulai/", self.start_view, "start"),
            self.door("<int:pk>/kemajuan/", self.progress_view, "progress"),
            self.door("<int:pk>/hentikan/", self.stop_view, "stop"),
            self.door("<int:pk>/lanjutkan/", self.resume_view, "resume"),
            self.door("<int:pk>/batalkan/", self.roll_back_view, "roll_back"),
            self.door("<int:pk>/minta-batal/", self.ask_roll_back_view, "ask_roll_back"),
            self.door("<int:pk>/minta-lanjut/", self.ask_resume_view, "ask_resume"),
            self.door("<int:pk>/tarik-permintaan/", self.take_back_view, "take_back"),
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
            **_going_on(row, request.user, may_act=may_act),
            "may_roll_back": may_act
            and row.status in (Status.FINISHED, Status.STOPPED)
            and row.roll_back_asked_by != request.user,
            "may_take_back": may_act and _has_asked(row, request.user),
            "undone": undone(row),
            "requested_by": name_of(row.requested_by),
            "waived_by": row.waived_by and name_of(row.waived_by),
            "rolled_back_by": row.rolled_back_by and name_of(row.rolled_back_by),
            "asked_by": row.roll_back_asked_by and name_of(row.roll_back_asked_by),
            "waive_asked_by": row.waive_asked_by and name_of(row.waive_asked_by),
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

        done = _("Pemeriksaan berlanjut.")
        return self._step(request, pk, resume, done=done, refusal=_refusal_to_go_on)

    def ask_resume_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask that a run which nobody asked for go on past the breaker; somebody else lets it."""
        officer_in(request, *RUNNERS)
        form = WaiveForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            template = "admin/eligibility/screeningrun/ask_resume.html"
            page = self.page(request, self.row(request, pk), template=template, form=form)
            page.status_code = 422 if form.errors else 200
            return page

        def ask(run: ScreeningRun, by: User, at: datetime) -> None:
            screening.ask_resume(run, by=by, reason=form.cleaned_data["reason"], at=at)

        done = _("Permintaan tersimpan. Petugas lain yang melanjutkan pemeriksaan ini.")
        return self._step(request, pk, ask, done=done, refusal=_refusal_to_go_on)

    @method_decorator(require_POST)
    def take_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back what the officer asked, while it waits for another one."""

        def take_back(run: ScreeningRun, by: User, at: datetime) -> None:
            screening.take_back(run, by=by, at=at)

        done = _("Permintaan Anda ditarik.")
        return self._step(request, pk, take_back, done=done, refusal=_refusal_to_take_back)

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


def _going_on(run: ScreeningRun, user: object, *, may_act: bool) -> dict[str, object]:
    """Return whether the officer may let a stopped run go on, must ask first, or waits."""
    may = may_act and run.status == Status.STOPPED and not run.rolled_back_at
    is_past = run.stop_reason in BREAKER
    asker = run.requested_by or run.waive_asked_by
    return {
        "may_resume": may and not (is_past and asker in (None, user)),
        "may_ask_resume": may and is_past and asker is None,
        "is_past_breaker": run.status == Status.STOPPED and is_past,
    }


def _has_asked(run: ScreeningRun, user: object) -> bool:
    """Say whether a request of the user's waits for another officer."""
    if run.roll_back_asked_by == user and not run.rolled_back_at:
        return True
    return run.waive_asked_by == user and run.waived_by is None and run.status == Status.STOPPED


def _refusal(run: ScreeningRun, by: User) -> str:
    """Say why `by` could not take a step with `run`."""
    run.refresh_from_db()
    if run.requested_by_id == by.pk and run.status != Status.RUNNING:
        return gettext("Anda yang meminta pemeriksaan ini. Orang lain yang harus melakukannya.")
    return gettext(
        "Langkah ini tidak bisa diambil selagi pemeriksaannya berstatus “%(status)s”."
    ) % {"status": run.get_status_display()}


def _refusal_to_go_on(run: ScreeningRun, by: User) -> str:
    """Say why `by` could not let the run go on, or ask for it."""
    run.refresh_from_db()
    if run.status == Status.STOPPED and run.requested_by_id is None:
        if run.waive_asked_by_id == by.pk:
            return gettext("Anda yang memintanya. Orang lain yang harus melanjutkannya.")
        if run.stop_reason in BREAKER and run.waive_asked_by_id is None:
            return gettext("Belum ada yang meminta kelanjutannya. Tulis dulu alasannya.")
    return _refusal(run, by)


def _refusal_to_take_back(run: ScreeningRun, by: User) -> str:
    """Say that there is nothing of theirs to take back."""
    return gettext("Tidak ada permintaan Anda yang masih menunggu.")


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
