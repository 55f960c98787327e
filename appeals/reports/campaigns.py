"""Remedies as supervisors see them at a glance: where each is, and whom it has reached."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from appeals.models import RemedyFigure
from eligibility import policies, remedies
from eligibility.explain import source_name
from eligibility.models import Remedy

PAGE = 20


@dataclass(frozen=True, slots=True)
class Campaign:
    """One remedy; `figure` is None until a job has counted whom it reached."""

    remedy: Remedy
    address: str
    cause: str
    state: str
    blocks: int
    lifted: int
    passed_over: int
    figure: RemedyFigure | None


@dataclass(frozen=True, slots=True)
class Campaigns:
    """A page of them, newest first, and the key to go on from."""

    headline: str
    rows: Sequence[Campaign]
    next: int | None


def of(*, before: int | None = None) -> Campaigns:
    """Return the campaigns older than the key `before`, or the newest."""
    rows = Remedy.objects.select_related("batch", "policy", "run", "figure").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    shown = [_campaign(remedy) for remedy in found[:PAGE]]
    return Campaigns(_headline(), shown, found[PAGE - 1].pk if len(found) > PAGE else None)


def _campaign(remedy: Remedy) -> Campaign:
    progress = remedies.progress(remedy) if _moves(remedy) else None
    return Campaign(
        remedy,
        reverse("admin:eligibility_remedy_change", args=[remedy.pk]),
        _cause(remedy),
        str(remedies.state(remedy).label),
        remedy.blocks,
        progress.lifted if progress else remedy.lifted,
        progress.passed_over if progress else remedy.passed_over,
        getattr(remedy, "figure", None),
    )


def _moves(remedy: Remedy) -> bool:
    """Say whether its own row does not have the figures yet."""
    return remedy.approved_at is not None and remedy.finished_at is None


def _cause(remedy: Remedy) -> str:
    if remedy.batch is not None:
        return _("berkas %(source)s, data per %(day)s") % {
            "source": source_name(remedy.batch.source),
            "day": date_format(remedy.batch.source_date, "j M Y"),
        }
    if remedy.policy is not None:
        return _("%(rule)s, versi %(version)s") % {
            "rule": policies.title_of(remedy.policy.rule), "version": remedy.policy.version,
        }  # fmt: skip
    return _("pemeriksaan %(number)s") % {"number": remedy.run_id}


def _headline() -> str:
    """Say how many wait for a signature or run; few ever do."""
    waiting = Remedy.objects.filter(approved_at=None, stopped_at=None).count()
    running = Remedy.objects.filter(~Q(approved_at=None), finished_at=None, stopped_at=None).count()
    said = {"waiting": number_format(waiting), "running": number_format(running)}
    if waiting:
        return _("%(waiting)s menunggu persetujuan, %(running)s berjalan") % said
    if running:
        return _("%(running)s berjalan, tidak ada yang menunggu persetujuan") % said
    return _("Tidak ada pemulihan yang berjalan atau menunggu persetujuan")
