"""The pages of exports that come by themselves, and of the figures by mail."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from appeals.models import Export, ExportPlan
from appeals.reports import digests, exporting, page, scheduling
from appeals.reports.forms import unjudged
from appeals.reports.plan_form import DigestForm, PlanForm
from appeals.reports.subjects import SUBJECTS
from appeals.reports.subjects.subject import Choice
from portal import fresh, kept_forms
from portal.models import Role, User
from portal.staff import has_role

kept_forms.shows_again("report_plan_add", "report_plan")


def _plans(request: HttpRequest) -> HttpResponse:
    """List the person's plans; take what they say about figures by mail."""
    user = _supervisor(request)
    wish = digests.wish_of(user)
    begin = {"rhythm": wish.rhythm if wish else DigestForm.NEVER}
    form = DigestForm(request.POST if request.method == "POST" else None, initial=begin)
    if form.is_bound and form.is_valid() and _wished(request, form, user):
        return redirect("report_plans")
    context = {
        "title": _("Jadwal ekspor dan kabar angka"),
        "lines": [(plan, _in_words(plan)) for plan in scheduling.plans_of(user)],
        "most": scheduling.MOST_PLANS,
        "form": form,
    }
    response = _page(request, "appeals/reports/plans.html", context)
    response.status_code = 422 if form.errors else 200
    return response


def _wished(request: HttpRequest, form: DigestForm, user: User) -> bool:
    rhythm, at = form.cleaned_data["rhythm"], timezone.now()
    if rhythm == DigestForm.NEVER:
        digests.stop(by=user, at=at)
        messages.success(request, _("Angka meja tidak dikirim lagi."))
        return True
    try:
        digests.ask(rhythm, by=user, language=get_language() or "id", at=at)
    except digests.NoAddress:
        form.add_error("rhythm", _("Akun Anda belum punya alamat e-mail. Minta admin mengisinya."))
        return False
    messages.success(request, _("Angka meja akan dikirim ke e-mail Anda."))
    return True


def _add(request: HttpRequest) -> HttpResponse:
    user = _supervisor(request)
    if request.method != "POST" and len(scheduling.plans_of(user)) >= scheduling.MOST_PLANS:
        context = {"title": _("Jadwal ekspor baru"), "most": scheduling.MOST_PLANS}
        return _page(request, "appeals/reports/plan_full.html", context)
    return _plan_page(request, None, user)


def _change(request: HttpRequest, plan_id: int) -> HttpResponse:
    user = _supervisor(request)
    plan = _plan_of(user, plan_id)
    if plan:
        return _plan_page(request, plan, user)
    if request.method == "POST" and scheduling.was_removed(plan_id, by=user):
        return _shown_as_new(request)
    return _gone(request, plan_id, user)


def _plan_page(request: HttpRequest, plan: ExportPlan | None, user: User) -> HttpResponse:
    form = PlanForm(initial=_beginning(plan))
    if request.method == "POST":
        if request.POST.get("step") == "subject" or kept_forms.LOOK_FIRST in request.POST:
            form = PlanForm(initial=unjudged(request.POST))
        elif asking := fresh.asked(request):
            return asking
        else:
            form = PlanForm(request.POST)
            try:
                if form.is_valid() and _kept(request, form, plan=plan, user=user):
                    return redirect("report_plans")
            except exporting.NotAllowed:  # removed in another window a moment ago
                return _shown_as_new(request)
    return _form_page(request, form, plan, status=422 if form.errors else 200)


def _shown_as_new(request: HttpRequest) -> HttpResponse:
    """Show what was typed for a plan that is gone, to be sent as a new one."""
    messages.warning(request, _("Jadwal itu sudah dihapus. Kirim lagi untuk membuatnya baru."))
    form = PlanForm(initial=unjudged(request.POST))
    return _form_page(request, form, None, status=HTTPStatus.CONFLICT)


def _form_page(
    request: HttpRequest, form: PlanForm, plan: ExportPlan | None, *, status: int
) -> HttpResponse:
    title = _("Ubah jadwal ekspor") if plan else _("Jadwal ekspor baru")
    context = {"title": title, "form": form, "plan": plan}
    response = _page(request, "appeals/reports/plan.html", context)
    response.status_code = status
    return response


def _kept(request: HttpRequest, form: PlanForm, *, plan: ExportPlan | None, user: User) -> bool:
    """Keep the plan, or say in the form why not; raises NotAllowed where it is gone."""
    at = timezone.now()
    try:
        if plan is None:
            scheduling.add(form.wanted(), by=user, at=at)
        else:
            scheduling.change(plan, form.wanted(), by=user, at=at)
    except scheduling.Doubled as fault:
        form.add_error(None, _said_double(fault.plan))
        return False
    except scheduling.TooManyPlans:
        form.add_error(
            None,
            _("Anda sudah punya %(most)s jadwal. Hapus salah satu dulu.")
            % {"most": scheduling.MOST_PLANS},
        )
        return False
    messages.success(request, _("Jadwal disimpan."))
    return True


def _pause(request: HttpRequest, plan_id: int) -> HttpResponse:
    return _stepped(request, plan_id, scheduling.pause, said=_("Jadwal dijeda."))


def _go_on(request: HttpRequest, plan_id: int) -> HttpResponse:
    return _stepped(request, plan_id, scheduling.go_on, said=_("Jadwal dilanjutkan."))


def _remove(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Ask first; then remove the plan."""
    if request.method == "POST":
        return _stepped(request, plan_id, scheduling.remove, said=_("Jadwal dihapus."))
    user = _supervisor(request)
    plan = _plan_of(user, plan_id)
    if plan is None:
        return _gone(request, plan_id, user)
    context = {"title": _("Hapus jadwal ekspor?"), "plan": plan, "filters": _in_words(plan)}
    return _page(request, "appeals/reports/plan_remove.html", context)


def _stepped(
    request: HttpRequest, plan_id: int, step: Callable[..., None], *, said: str
) -> HttpResponse:
    user = _supervisor(request)
    plan = _plan_of(user, plan_id)
    if plan is None:
        return _gone(request, plan_id, user)
    try:
        step(plan, by=user, at=timezone.now())
    except exporting.NotAllowed:  # removed in another window a moment ago
        return _gone(request, plan_id, user)
    except scheduling.Unsuited:
        messages.error(
            request,
            _("Berkasnya akan mengulang hari yang sama. Ubah harinya, atau buat lebih jarang."),
        )
        return redirect("report_plan", plan_id=plan_id)
    messages.success(request, said)
    return redirect("report_plans")


def _plan_of(user: User, plan_id: int) -> ExportPlan | None:
    return ExportPlan.objects.filter(pk=plan_id, owner=user).first()


def _gone(request: HttpRequest, plan_id: int, user: User) -> HttpResponse:
    """Lead back to the list whoever has removed the plan already; others find nothing here."""
    if not scheduling.was_removed(plan_id, by=user):
        raise Http404
    messages.info(request, _("Jadwal itu sudah dihapus."))
    return redirect("report_plans")


def _said_double(plan: ExportPlan) -> str:
    return format_html(
        '{} <a href="{}">{}</a>',
        _("Anda sudah punya jadwal yang sama. Ubah yang ini, atau buka jadwal itu:"),
        reverse("report_plan", args=[plan.pk]),
        plan.purpose,
    )


def _beginning(plan: ExportPlan | None) -> dict[str, object]:
    """Return what the form begins with: the plan's own words, or the usual ones."""
    if plan is None:
        return {
            "subject": Export.Subject.APPEALS,
            "format": Export.Format.XLSX,
            "rhythm": ExportPlan.Rhythm.WEEKLY,
            "span": ExportPlan.Span.LAST_WEEK,
        }
    choice = Choice.kept(plan.choice)
    filters = {f"filter_{key}": value for key, value in choice.filters.items()}
    return {
        "subject": plan.subject,
        "format": plan.format,
        "rhythm": plan.rhythm,
        "span": plan.span,
        "purpose": plan.purpose,
        "columns": list(choice.columns),
        **filters,
    }


def _in_words(plan: ExportPlan) -> str:
    """Return the plan's filters in words, nothing without any."""
    subject = SUBJECTS[Export.Subject(plan.subject)]
    return "; ".join(subject.filters_in_words(Choice.kept(plan.choice)))


def _supervisor(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not has_role(request, Role.SUPERVISOR):
        raise PermissionDenied
    return request.user


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> TemplateResponse:
    shared = {**admin.site.each_context(request), "tabs": page.tabs(request, "report_plans")}
    return TemplateResponse(request, template, {**shared, **context})


def _staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    return never_cache(admin.site.admin_view(view))


plans = require_http_methods(["GET", "HEAD", "POST"])(_staff(_plans))
add = require_http_methods(["GET", "HEAD", "POST"])(_staff(_add))
change = require_http_methods(["GET", "HEAD", "POST"])(_staff(_change))
pause = require_POST(_staff(_pause))
go_on = require_POST(_staff(_go_on))
remove = require_http_methods(["GET", "HEAD", "POST"])(_staff(_remove))
