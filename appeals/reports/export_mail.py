"""Mails to staff about exports: what, how many rows, and where; nobody's data is in them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from appeals.models import Export, ExportPlan
from appeals.reports.export_order import why_failed
from portal import outbox
from portal.models import Role, User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def tell_ready(export: Export, *, at: datetime) -> None:
    """Owe who asked a mail that the file can be downloaded, with the link to the list."""
    _queue(
        [export.requested_by], export,
        subject=_("Berkas ekspor %(number)s siap diunduh: %(what)s"), template="ready", page=reverse("report_exports"), at=at,
    )  # fmt: skip


def ask_judges(export: Export, *, at: datetime) -> None:
    """Owe the other supervisors a mail that an export with open names waits for one of them."""
    others = User.objects.filter(is_active=True, groups__name=Role.SUPERVISOR)
    others = others.exclude(pk=export.requested_by_id).distinct().order_by("pk")
    _queue(
        others, export,
        subject=_("Ekspor data terbuka %(number)s menunggu Anda: %(what)s"), template="asked",
        page=reverse("report_export", args=[export.pk]), at=at,
    )  # fmt: skip


def tell_judged(export: Export, *, at: datetime) -> None:
    """Owe who asked a mail that somebody has approved or refused the export."""
    _queue(
        [export.requested_by], export,
        subject=_("Ekspor data terbuka %(number)s sudah dijawab: %(what)s"), template="judged",
        page=reverse("report_export", args=[export.pk]), at=at,
    )  # fmt: skip


def tell_failed(export: Export, *, at: datetime) -> None:
    """Owe who asked a mail that the export was given up, and why."""
    with translation.override(export.language):
        why = why_failed(export)
    _queue(
        [export.requested_by], export,
        subject=_("Berkas ekspor %(number)s tidak berhasil ditulis: %(what)s"), template="failed",
        page=reverse("report_exports"), at=at, why=why,
    )  # fmt: skip


def tell_paused(plan: ExportPlan, *, at: datetime) -> None:
    """Owe the owner a mail that the portal has paused the plan, and why."""
    if not (plan.owner.email and plan.owner.is_active):
        return
    with translation.override(plan.language):
        outbox.queue(
            to=plan.owner.email,
            subject=str(_("Jadwal ekspor dijeda")),
            body=render_to_string(
                "appeals/reports/mail/paused.txt",
                {"plan": plan, "address": settings.SITE_URL + reverse("report_plans")},
            ),
            key=f"plan-paused:{plan.pk}:{at:%Y%m%d%H%M%S}",
            at=at,
        )


def _queue(
    to: Iterable[User],
    export: Export,
    *,
    subject: "StrPromise",
    template: str,
    page: str,
    at: datetime,
    why: str = "",
) -> None:
    """Owe each of `to` one mail, in the language in which the export was asked for."""
    with translation.override(export.language):
        body = render_to_string(
            f"appeals/reports/mail/{template}.txt",
            {"export": export, "address": settings.SITE_URL + page, "why": why},
        )
        named = {"number": export.pk, "what": export.get_subject_display()}
        outbox.queue_all(
            [
                outbox.Mail(
                    to=one.email,
                    subject=str(subject) % named,
                    body=body,
                    key=f"export-{template}:{export.pk}:{one.pk}",
                )
                for one in to
                if one.email and one.is_active
            ],
            at=at,
        )
