"""The officers' own pages: their desk, their limits and days away, and whom they know."""

from collections.abc import Callable
from http import HTTPStatus
from typing import ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from appeals import lifecycle
from appeals.lifecycle import limits
from appeals.models import Absence, Appeal, DeskNews, DeskProfile, Interest
from appeals.review.doorkeeper import staff_only
from appeals.review.history import name_of
from appeals.review.offered import REVIEWERS
from appeals.review.officer_forms import AbsenceForm, DeclaredForm, LimitsForm, OwnWordForm
from eligibility.admin.reading import ReadOnlyAdmin
from portal import calendar
from portal.models import Role, User
from portal.staff import RoleAdmin

SUPERVISORS = (Role.SUPERVISOR,)
_WATCHERS = (Role.SUPERVISOR, Role.AUDITOR)
_A_PAGE = 50
_MOST_SHOWN = 50


@require_safe
@staff_only(*_WATCHERS)
def show_officers(request: HttpRequest, user: User) -> HttpResponse:
    """List who examines cases, by key, with what they hold and where they are."""
    after = request.GET.get("after", "")
    rows = _examiners().order_by("pk")
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: _A_PAGE + 1])
    at = timezone.now()
    lines = [
        {
            "officer": officer,
            "name": name_of(officer),
            "holds": Appeal.objects.in_work_of(officer).count(),
            "capacity": lifecycle.capacity_of(officer),
            "away": lifecycle.absence_of(officer, at=at),
        }
        for officer in found[:_A_PAGE]
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Petugas pemeriksa"),
        "lines": lines,
        "next": found[_A_PAGE - 1].pk if len(found) > _A_PAGE else "",
        "may_set": user.has_role(*SUPERVISORS),
    }
    return TemplateResponse(request, "appeals/review/officers.html", context)


@require_safe
@staff_only(*REVIEWERS)
def show_own(request: HttpRequest, user: User) -> HttpResponse:
    """Show the officer their own desk."""
    return _page(request, user, user)


@require_safe
@staff_only(*REVIEWERS)
def show_officer(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Show an officer's desk to themselves or to a supervisor."""
    return _page(request, user, _officer(user, pk))


@require_POST
@staff_only(*REVIEWERS)
def keep_limits(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Keep what the officer says of themselves, or what a supervisor allows them."""
    officer = _officer(user, pk)
    desk = _desk(officer)
    own = OwnWordForm(desk, request.POST) if officer.pk == user.pk else None
    others = None if own else LimitsForm(desk, request.POST)
    form = own or others
    if form is None or not form.is_valid():
        return _page(request, user, officer, own=own, others=others)
    if own is not None:
        try:
            limits.declare(officer, own.said, at=timezone.now())
        except limits.TakenBack as refused:
            own.add_error(
                refused.field,
                _("Yang sudah tersimpan hanya bisa dihapus penyelia. Minta penyelia Anda."),
            )
            return _page(request, user, officer, own=own)
    elif others is not None:
        limits.limit(officer, others.said, by=user, at=timezone.now())
    messages.success(request, _("Tersimpan. Berlaku mulai kasus berikutnya."))
    return _back(user, officer)


@require_POST
@staff_only(*SUPERVISORS)
def take_back(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Take back what another officer said of themselves."""
    officer = _officer(user, pk)
    if officer.pk == user.pk:
        raise PermissionDenied
    form = DeclaredForm(_desk(officer), request.POST)
    if not form.is_valid():
        return _page(request, user, officer, declared=form)
    provinces, numbers = (form.cleaned_data.get(name, []) for name in ("provinces", "numbers"))
    limits.take_back(officer, provinces=provinces, numbers=numbers, by=user, at=timezone.now())
    messages.success(request, _("Tersimpan. Berlaku mulai kasus berikutnya."))
    return _back(user, officer)


@require_POST
@staff_only(*REVIEWERS)
def announce_absence(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Note days away."""
    officer, at = _officer(user, pk), timezone.now()
    form = AbsenceForm(officer, request.POST, by=user, today=calendar.civil_date(at))
    if not form.is_valid():
        return _page(request, user, officer, away=form)
    try:
        lifecycle.announce(officer, form.said, by=user, at=at)
    except lifecycle.NotAllowed:
        form.add_error(
            None,
            _("Hari-hari ini bertemu dengan catatan lain, atau penggantinya juga tidak hadir."),
        )
        return _page(request, user, officer, away=form)
    messages.success(request, _("Tercatat. Selama itu tidak ada kasus yang diberikan."))
    return _back(user, officer)


@require_POST
@staff_only(*REVIEWERS)
def end_absence(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """End an absence before its last day, or before its first."""
    absence = get_object_or_404(Absence.objects.select_related("officer"), pk=pk)
    officer = _officer(user, absence.officer_id)
    try:
        lifecycle.come_back(absence, by=user, at=timezone.now())
    except lifecycle.NotAllowed:
        is_over = Absence.objects.filter(pk=pk).exclude(ended_at=None).exists()
        theirs = _("Penyelia yang mencatat hari-hari ini. Minta penyelia mengakhirinya.")
        messages.warning(request, _("Catatan ini sudah diakhiri.") if is_over else theirs)
    else:
        messages.success(request, _("Catatan tidak hadir diakhiri."))
    return _back(user, officer)


@require_POST
@staff_only(*REVIEWERS)
def read_news(request: HttpRequest, user: User) -> HttpResponse:
    """Take what was read off the desk."""
    limits.read_news(user, at=timezone.now())
    return redirect("admin:appeals_deskprofile_own")


def unread_news(user: User) -> QuerySet[DeskNews]:
    """Return what happened to the officer's cases without them, the latest first."""
    rows = DeskNews.objects.filter(officer=user, read_at=None).select_related("by", "appeal")
    return rows.only("kind", "at", "by", "appeal__reference").order_by("-pk")


def _page(
    request: HttpRequest,
    user: User,
    officer: User,
    *,
    own: OwnWordForm | None = None,
    others: LimitsForm | None = None,
    declared: DeclaredForm | None = None,
    away: AbsenceForm | None = None,
) -> HttpResponse:
    at = timezone.now()
    day = calendar.civil_date(at)
    is_own, desk = officer.pk == user.pk, _desk(officer)
    absences = Absence.objects.filter(officer=officer, ended_at=None, last_day__gte=day)
    interests = Interest.objects.filter(officer=officer).select_related("appeal")
    context = {
        **admin.site.each_context(request),
        "title": _("Meja saya") if is_own else name_of(officer),
        "officer": officer,
        "is_own": is_own,
        "desk": desk,
        "holds": Appeal.objects.in_work_of(officer).count(),
        "capacity": lifecycle.capacity_of(officer),
        "own": own or (OwnWordForm(desk) if is_own else None),
        "others": others or (None if is_own else LimitsForm(desk)),
        "declared": declared or (None if is_own else DeclaredForm(desk)),
        "away": away or AbsenceForm(officer, by=user, today=day),
        "absences": [
            (row, name_of(row.stand_in) if row.stand_in else "", lifecycle.may_end(row, by=user))
            for row in absences.select_related("stand_in").order_by("first_day", "pk")
        ],
        "interests": interests.order_by("-pk")[:_MOST_SHOWN],
        "news": [
            (row, name_of(row.by) if row.by else "") for row in unread_news(user)[:_MOST_SHOWN]
        ]
        if is_own
        else [],
    }
    is_faulty = any(form is not None and form.errors for form in (own, others, declared, away))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_faulty else HTTPStatus.OK
    return TemplateResponse(request, "appeals/review/officer.html", context, status=status)


def _examiners() -> QuerySet[User]:
    names = [role.value for role in REVIEWERS]
    return User.objects.filter(is_active=True, groups__name__in=names).distinct()


def _officer(user: User, pk: int) -> User:
    """Return the officer whose desk `user` may open: their own, any for a supervisor."""
    if pk != user.pk and not user.has_role(*SUPERVISORS):
        raise PermissionDenied
    return get_object_or_404(_examiners(), pk=pk)


def _desk(officer: User) -> DeskProfile:
    return DeskProfile.objects.filter(user=officer).first() or DeskProfile(user=officer)


def _back(user: User, officer: User) -> HttpResponse:
    if user.pk == officer.pk:
        return redirect("admin:appeals_deskprofile_own")
    return redirect("admin:appeals_deskprofile_officer", officer.pk)


class OfficerDesk(RoleAdmin):
    """Officers' desks: their own for each, everybody's for supervisors."""

    view_roles = _WATCHERS

    def get_urls(self) -> list[URLPattern]:
        """Serve these pages only."""
        return [
            self._page("", show_officers, "changelist"),
            self._page("saya/", show_own, "own"),
            self._page("kabar/", read_news, "news"),
            self._page("<int:pk>/", show_officer, "officer"),
            self._page("<int:pk>/batas/", keep_limits, "limits"),
            self._page("<int:pk>/pernyataan/", take_back, "declared"),
            self._page("<int:pk>/cuti/", announce_absence, "away"),
            self._page("cuti/<int:pk>/akhiri/", end_absence, "back"),
        ]

    def _page(self, route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
        return path(route, self.admin_site.admin_view(view), name=f"appeals_deskprofile_{name}")


class InterestDesk(ReadOnlyAdmin):
    """Who said to know whom, the latest first, and who holds the case now."""

    bare_words = gettext_lazy("Belum ada petugas yang menyatakan kenal dengan pelapor.")
    view_roles: ClassVar[tuple[Role, ...]] = _WATCHERS
    list_display = ("row_number", "case", "officer_name", "how", "holder", "at")
    list_display_links = None
    list_select_related = ("appeal__officer", "officer")

    @admin.display(description=gettext_lazy("pengaduan"))
    def case(self, row: Interest) -> SafeString:
        """The case's number, which leads there."""
        address = reverse("admin:appeals_appeal_change", args=[row.appeal_id])
        return format_html('<a href="{}">{}</a>', address, row.appeal.reference)

    @admin.display(description=gettext_lazy("petugas"))
    def officer_name(self, row: Interest) -> str:
        """Who said so."""
        return str(name_of(row.officer))

    @admin.display(description=gettext_lazy("dipegang"))
    def holder(self, row: Interest) -> str:
        """Who holds the case now."""
        return str(name_of(row.appeal.officer)) if row.appeal.officer else "–"
