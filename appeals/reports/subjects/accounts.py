"""Exports of blocks, of what the rules found, and of the runs that found it."""

from collections.abc import Sequence

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from appeals.reports import words
from appeals.reports.period import Period
from appeals.reports.subjects.showing import (
    ground,
    grounds,
    is_,
    named,
    open_as,
    person,
    plain,
    province_of,
    provinces,
    source,
    wave_filter,
)
from appeals.reports.subjects.subject import Column, Filter, Subject
from eligibility.explain import ending_in_words
from eligibility.models import Block, Finding, ScreeningRun
from eligibility.policies import title_of
from portal import actions
from portal.identifiers import mask_name, mask_nik

_NIK = Column("nik", _("NIK (disamarkan)"), "account__nik", mask_nik, open_as(_("NIK")))
_KK = Column("kk", _("Nomor KK (disamarkan)"), "account__kk", mask_nik, open_as(_("Nomor KK")))
_NAME = Column("name", _("Nama (disamarkan)"), "account__name", mask_name, open_as(_("Nama")))
_WHOSE: Sequence[Column] = (
    Column("account", _("Nomor akun"), "account__external_id", plain),
    _NIK,
    _KK,
    _NAME,
    Column("province", _("Provinsi menurut NIK"), "account__nik", province_of),
)
_PROVINCE = Filter("province", _("Provinsi menurut NIK"), provinces, is_("account__province_code"))


def _ending(status_and_reason: str) -> str:
    """Return how a block ended; where somebody decided, with the reason that they chose."""
    status, _space, reason = status_and_reason.partition(" ")
    parts = (ending_in_words(status, reason), str(words.REASON.get(reason, "")))
    return ": ".join(part for part in parts if part)


def _blocks(period: Period) -> QuerySet[Block]:
    return (
        Block.objects.filter(proposed_at__gte=period.start, proposed_at__lt=period.end)
        .annotate(ending=Concat("status", Value(" "), "reason"))
        .order_by("proposed_at", "pk")
    )


def _findings(period: Period) -> QuerySet[Finding]:
    return Finding.objects.filter(
        found_at__gte=period.start, found_at__lt=period.end
    ).order_by("found_at", "pk")  # fmt: skip


def _runs(period: Period) -> QuerySet[ScreeningRun]:
    return (
        ScreeningRun.objects.filter(started_at__gte=period.start, started_at__lt=period.end)
        .annotate(requester=person("requested_by"), waiver=person("waived_by"))
        .annotate(undoer=person("rolled_back_by"))
        .order_by("started_at", "pk")
    )


def _stopped(reason: str) -> str:
    """Return why a run was stopped, as the trail says it."""
    return actions.in_words({"reason": reason})[0][1] if reason else ""


BLOCKS = Subject(
    of=_blocks,
    people=("eligibility.account", "account_id"),
    columns=(
        Column("block", _("Nomor blokir"), "pk", plain),
        *_WHOSE,
        Column("ground", _("Alasan blokir"), "ground", ground),
        Column("rule", _("Aturan"), "rule", title_of),
        Column("rule_code", _("Kode aturan"), "rule", plain),
        Column("version", _("Versi aturan"), "finding__policy__version", plain),
        Column("source", _("Sumber"), "finding__source", source, is_usual=False),
        Column("status", _("Status"), "status", named(dict(Block.Status.choices))),
        Column("proposed", _("Diusulkan"), "proposed_at", words.moment),
        Column("confirmed", _("Berlaku"), "confirmed_at", words.moment),
        Column("ended", _("Berakhir"), "ended_at", words.moment),
        Column("ending", _("Alasan berakhir"), "ending", _ending),
    ),
    filters=(
        Filter("status", _("Status"), lambda: Block.Status.choices, is_("status")),
        Filter("ground", _("Alasan blokir"), grounds, is_("ground")),
        _PROVINCE,
        wave_filter("account"),
    ),
)

FINDINGS = Subject(
    of=_findings,
    people=("eligibility.account", "account_id"),
    columns=(
        Column("finding", _("Nomor temuan"), "pk", plain),
        *_WHOSE,
        Column("ground", _("Alasan blokir"), "ground", ground),
        Column("rule", _("Aturan"), "rule", title_of),
        Column("rule_code", _("Kode aturan"), "rule", plain),
        Column("version", _("Versi aturan"), "policy__version", plain),
        Column("run", _("Nomor pemeriksaan"), "run_id", plain),
        Column("source", _("Sumber"), "source", source),
        Column("source_date", _("Tanggal sumber"), "source_date", words.day),
        Column("batch", _("Nomor impor"), "batch_id", plain, is_usual=False),
        Column("cluster", _("Kelompok"), "cluster", plain, is_usual=False),
        Column("found", _("Ditemukan"), "found_at", words.moment),
        Column("status", _("Status"), "status", named(dict(Finding.Status.choices))),
    ),
    filters=(
        Filter("status", _("Status"), lambda: Finding.Status.choices, is_("status")),
        Filter("ground", _("Alasan blokir"), grounds, is_("ground")),
        _PROVINCE,
        wave_filter("account"),
    ),
)

RUNS = Subject(
    of=_runs,
    columns=(
        Column("run", _("Nomor pemeriksaan"), "pk", plain),
        Column("day", _("Per"), "at", words.moment),
        Column("reach", _("Jangkauan"), "reach", named(dict(ScreeningRun.Reach.choices))),
        Column("status", _("Status"), "status", named(dict(ScreeningRun.Status.choices))),
        Column("started", _("Mulai"), "started_at", words.moment),
        Column("finished", _("Selesai"), "finished_at", words.moment),
        Column("requested_by", _("Diminta oleh"), "requester", plain),
        Column(
            "requester_user",
            _("Nama pengguna peminta"),
            "requested_by__username",
            plain,
            is_usual=False,
        ),
        Column("accounts", _("Akun diperiksa"), "accounts", plain, is_count=True),
        Column("findings", _("Temuan"), "findings", plain, is_count=True),
        Column("newly_blocked", _("Baru diblokir"), "newly_blocked", plain, is_count=True),
        Column("ended", _("Blokir berakhir"), "ended", plain, is_count=True),
        Column("stop_reason", _("Sebab berhenti"), "stop_reason", _stopped),
        Column("waived_by", _("Dilanjutkan oleh"), "waiver", plain),
        Column(
            "waiver_user",
            _("Nama pengguna yang melanjutkan"),
            "waived_by__username",
            plain,
            is_usual=False,
        ),
        Column("rolled_back", _("Dibatalkan"), "rolled_back_at", words.moment),
        Column("rolled_back_by", _("Dibatalkan oleh"), "undoer", plain),
        Column(
            "undoer_user",
            _("Nama pengguna yang membatalkan"),
            "rolled_back_by__username",
            plain,
            is_usual=False,
        ),
        Column("chunks", _("Bagian"), "chunks", plain, is_usual=False, is_count=True),
    ),
    filters=(
        Filter("status", _("Status"), lambda: ScreeningRun.Status.choices, is_("status")),
        Filter("reach", _("Jangkauan"), lambda: ScreeningRun.Reach.choices, is_("reach")),
    ),
)
