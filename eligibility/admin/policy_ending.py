"""The doors that end a version: with a day to come, or at once. Each asks before it does."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from eligibility import policies
from eligibility.admin.policy_forms import EndForm, StopForm
from eligibility.admin.reading import PageAdmin, officer_in
from eligibility.models import RulePolicy, ScreeningRun
from portal.models import Role

APPROVERS = (Role.RULE_OFFICER, Role.SUPERVISOR)
_FOLDER = "admin/eligibility/rulepolicy/"
_POLICY = "admin:eligibility_rulepolicy_change"


class EndingAdmin(PageAdmin):
    """Policies that officers end or stop."""

    @method_decorator(require_POST)
    def end_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether the policy shall end with the day given; once answered, let it."""
        by, form = officer_in(request, *APPROVERS), EndForm(request.POST)
        policy, at = self.row(request, pk), timezone.now()
        if refusal := policies.obstacle("end", policy, by=by, at=at):
            messages.error(request, refusal)
            return redirect(_POLICY, pk)
        if form.is_valid():
            day: date = form.cleaned_data["last_day"]
            is_confirmed = request.POST.get("confirmed") == "1"
            verb = policies.end if is_confirmed else policies.check_end
            try:
                verb(policy, last_day=day, by=by, at=at)
            except policies.NotAllowed as refusal_of_day:
                form.add_error("last_day", str(refusal_of_day))
            else:
                if not is_confirmed:
                    return self._ask(request, policy, "confirm_end.html", form=form, last_day=day)
                messages.success(request, _("Hari terakhir tersimpan."))
                return redirect(_POLICY, pk)
        page = self.page(request, policy, end_form=form)
        page.status_code = 422
        return page

    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why, and whether the version shall stop at once; then stop it.

        `run` names the run whose undoing led here; it is shown again afterwards.
        """
        by, policy = officer_in(request, *APPROVERS), self.row(request, pk)
        if refusal := policies.obstacle("stop", policy, by=by, at=timezone.now()):
            messages.error(request, refusal)
            return redirect(_POLICY, pk)
        run = _run(request)
        form = StopForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                policies.stop(policy, reason=form.cleaned_data["reason"], by=by, at=timezone.now())
            except policies.NotAllowed as refusal_now:
                messages.error(request, str(refusal_now))
            else:
                messages.success(request, _("Versi ini dihentikan. Tidak ada lagi yang kena."))
            if run is not None:
                return redirect("admin:eligibility_screeningrun_roll_back", run.pk)
            return redirect(_POLICY, pk)
        page = self._ask(request, policy, "stop.html", form=form, run=run)
        page.status_code = 422 if form.errors else 200
        return page

    def _ask(
        self, request: HttpRequest, policy: RulePolicy, template: str, **more: object
    ) -> HttpResponse:
        return self.page(request, policy, template=f"{_FOLDER}{template}", **more)


def _run(request: HttpRequest) -> ScreeningRun | None:
    key = request.POST.get("run") or request.GET.get("run", "")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    return ScreeningRun.objects.filter(pk=int(key)).only("pk").first()
