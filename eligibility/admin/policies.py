"""The dated policies of the rules: drafted, tried dry, endorsed, enabled and ended here."""

from collections.abc import Callable
from datetime import date, datetime
from typing import cast

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from eligibility import policies, remedies
from eligibility.admin import dry_run_page, filters, policy_page
from eligibility.admin.account_page import name_of
from eligibility.admin.policy_ending import APPROVERS, EndingAdmin
from eligibility.admin.policy_forms import DraftForm, EndForm
from eligibility.admin.reading import READERS, officer_in
from eligibility.models import Fuse, RulePolicy
from eligibility.querysets import PolicyQuerySet
from eligibility.rules import catalogue
from portal.calendar import civil_date
from portal.models import Role, User
from portal.staff import has_role

_Verb = Callable[..., object]
# Buttons that need no words: what each does, and what to say after.
_STEPS: dict[str, tuple[_Verb, Promise]] = {
    "coba": (policies.trial.order, _("Percobaan dimulai. Hasilnya muncul di halaman ini.")),
    "setujui": (policies.endorse, _("Draf disetujui. Orang ketiga sekarang bisa mengaktifkannya.")),
    "aktifkan": (policies.enable, _("Kebijakan aktif dan dipakai sejak hari mulainya.")),
    "buang": (policies.discard, _("Draf dibuang.")),
}


@admin.register(RulePolicy)
class RulePolicyAdmin(EndingAdmin):
    """The dated policies of the rules."""

    list_display = ("title", "version", "mode", "validity", "state", "fuse")
    list_display_links = ("title",)
    narrowing = filters.PolicyFilters
    page_template = "admin/eligibility/rulepolicy/page.html"
    page_related = ("drafted_by", "endorsed_by", "enabled_by", "stopped_by")

    def get_urls(self) -> list[URLPattern]:
        """Add drafting, revising, and the steps of a policy."""
        return [
            self.door("susun/", self.choose_view, "choose"),
            self.door("susun/<slug:rule>/", self.draft_view, "draft"),
            self.door("<int:pk>/ubah/", self.revise_view, "revise"),
            self.door("<int:pk>/akhiri/", self.end_view, "end"),
            self.door("<int:pk>/hentikan/", self.stop_view, "stop"),
            self.door("<int:pk>/langkah/<slug:step>/", self.step_view, "step"),
            self.door("<int:pk>/percobaan/", self.progress_view, "progress"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RulePolicy]:
        """Mark those that only flag because a fuse has blown, and note who was replaced when."""
        blown = Fuse.objects.blown().filter(policy=OuterRef("pk"))
        rows = cast(PolicyQuerySet, super().get_queryset(request))
        return rows.with_replaced_at().annotate(has_blown_fuse=Exists(blown))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Offer drafting above the list."""
        offered = {"may_draft": has_role(request, Role.RULE_OFFICER)}
        return super().changelist_view(request, {**(extra_context or {}), **offered})

    @admin.display(description=_("aturan"))
    def title(self, policy: RulePolicy) -> str:
        """The rule in words."""
        return policies.title_of(policy.rule)

    @admin.display(description=_("berlaku"))
    def validity(self, policy: RulePolicy) -> str:
        """From when to when."""
        return policy_page.validity(policy)

    @admin.display(description=_("keadaan"))
    def state(self, policy: RulePolicy) -> str:
        """Draft, waiting, in force or ended."""
        return str(policy_page.state_of(policy, today=_today()).label)

    @admin.display(description=_("sekering"))
    def fuse(self, policy: RulePolicy) -> str:
        """Whether it only flags for now."""
        return str(_("putus: hanya menandai")) if getattr(policy, "has_blown_fuse", False) else ""

    def page_context(self, request: HttpRequest, row: RulePolicy) -> dict[str, object]:
        """Return what the policy says, who stands behind it, and what may be done with it."""
        before = policies.predecessor(row, on=_today())
        return {
            "name": _("%(rule)s, versi %(version)s")
            % {"rule": policies.title_of(row.rule), "version": row.version},
            "state": policy_page.state_of(row, today=_today()),
            "before": before,
            "lines": policy_page.lines(row, before),
            "people": policy_page.people(row),
            "tried": dry_run_page.tried(row, at=timezone.now()),
            "endorsed_by": name_of(row.endorsed_by),
            "stopped_by": row.stopped_by and name_of(row.stopped_by),
            "blown": Fuse.objects.blown().filter(policy=row).first(),
            "end_form": EndForm(),
            "open_blocks": policy_page.open_blocks(row) if row.enabled_at else "",
            "may_remedy": has_role(request, *remedies.OPENERS),
            **_offers(request, row),
        }

    @method_decorator(require_safe)
    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the live figures of the newest dry run, for the page's script."""
        officer_in(request, *READERS)
        run = dry_run_page.newest(self.row(request, pk))
        if run is None:
            raise Http404
        return JsonResponse(
            {
                "is_running": dry_run_page.is_running(run),
                "percent": dry_run_page.percent(run),
                "figures": dry_run_page.figures(run),
            }
        )

    def choose_view(self, request: HttpRequest) -> HttpResponse:
        """List the rules to draft a policy of, with the version in force."""
        officer_in(request, Role.RULE_OFFICER)
        versions: dict[str, RulePolicy] = {}
        for policy in RulePolicy.objects.valid(on=_today()).order_by("version"):
            versions[policy.rule] = policy
        drafts = {draft.rule: draft for draft in RulePolicy.objects.drafts().order_by("version")}
        rules = [(rule, versions.get(rule.code), drafts.get(rule.code)) for rule in catalogue.RULES]
        template = "admin/eligibility/rulepolicy/choose.html"
        return self.blank_page(request, template, rules=rules)

    def draft_view(self, request: HttpRequest, rule: str) -> HttpResponse:
        """Draft the next version of a rule, starting from the one in force."""
        by = officer_in(request, Role.RULE_OFFICER)
        known = catalogue.rule(rule)
        if known is None:
            raise Http404
        valid = RulePolicy.objects.valid(on=_today()).filter(rule=rule)
        newest = valid.order_by("-version").first()
        beside = policies.open_drafts(rule)
        form = DraftForm(known, _posted(request), today=_today(), start_from=newest, beside=beside)
        form.initial.update(note="", valid_from=_today(), valid_until=None)

        def write(at: datetime) -> RulePolicy:
            return policies.draft(rule=rule, by=by, at=at, **form.terms())

        return self._written(request, form, write) or self._draft_page(
            request, form, rule_title=known.title, newest=newest, beside=beside
        )

    def revise_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write a draft anew."""
        by = officer_in(request, Role.RULE_OFFICER)
        policy = self.row(request, pk)
        known = catalogue.rule(policy.rule)
        if known is None:
            raise Http404
        if refusal := policies.obstacle("revise", policy, by=by, at=timezone.now()):
            messages.error(request, refusal)
            return redirect("admin:eligibility_rulepolicy_change", pk)
        form = DraftForm(known, _posted(request), today=_today(), start_from=policy)

        def write(at: datetime) -> RulePolicy:
            return policies.revise(policy, by=by, at=at, **form.terms())

        return self._written(request, form, write) or self._draft_page(
            request, form, rule_title=known.title, row=policy
        )

    def _draft_page(self, request: HttpRequest, form: DraftForm, **more: object) -> HttpResponse:
        template = "admin/eligibility/rulepolicy/draft.html"
        page = self.blank_page(request, template, form=form, **more)
        page.status_code = 422 if form.errors else 200
        return page

    def _written(
        self, request: HttpRequest, form: DraftForm, write: Callable[[datetime], RulePolicy]
    ) -> HttpResponse | None:
        """Keep what was typed and show the policy; None: show the form (again)."""
        if request.method != "POST" or not form.is_valid():
            return None
        try:
            policy = write(timezone.now())
        except policies.NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return None
        messages.success(request, _("Draf tersimpan. Coba dulu sebelum diaktifkan orang lain."))
        return redirect("admin:eligibility_rulepolicy_change", policy.pk)

    @method_decorator(require_POST)
    def step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """Take a step that needs no words."""
        if step not in _STEPS:
            raise Http404
        verb, done = _STEPS[step]
        return self._take(request, pk, lambda policy, by, at: verb(policy, by=by, at=at), done=done)

    def _take(
        self,
        request: HttpRequest,
        pk: int,
        verb: Callable[[RulePolicy, User, datetime], object],
        *,
        done: Promise | str,
    ) -> HttpResponse:
        by = officer_in(request, *APPROVERS)
        try:
            verb(self.row(request, pk), by, timezone.now())
        except policies.NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(done))
        return redirect("admin:eligibility_rulepolicy_change", pk)


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent in; an empty form that was sent has its faults, too."""
    return request.POST if request.method == "POST" else None


def _today() -> date:
    return civil_date(timezone.now())


def _offers(request: HttpRequest, policy: RulePolicy) -> dict[str, object]:
    """Return which steps the officer may take, and in a sentence why not the next one."""
    by = request.user
    if not isinstance(by, User) or not by.has_role(*APPROVERS):
        return {"offers": frozenset()}
    at = timezone.now()
    steps = ("revise", "discard", "endorse", "enable", "end", "stop")
    refusals = {step: policies.obstacle(step, policy, by=by, at=at) for step in steps}
    refusals["try"] = policies.trial.obstacle(policy, by=by)
    return {
        "offers": {step for step, refusal in refusals.items() if not refusal},
        "why_not": refusals["enable"] if policy.is_draft else "",
    }
