"""Exports of complaints and of what was decided on them."""

from typing import TYPE_CHECKING

from django.db.models import F, FilteredRelation, Func, Q, QuerySet, TextField, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models import Appeal, Decision, Outcome
from appeals.models.stages import STAGES
from appeals.reports import words
from appeals.reports.period import Period
from appeals.reports.subjects.showing import (
    ground,
    grounds,
    is_,
    level,
    named,
    officers,
    open_as,
    person,
    plain,
    province_of,
    provinces,
    wave_filter,
)
from appeals.reports.subjects.subject import Column, Filter, Subject
from eligibility.policies import title_of
from portal.identifiers import mask_email, mask_name, mask_nik, mask_phone

if TYPE_CHECKING:
    from appeals.reports.subjects.showing import Offered

_CONCLUSION = named(dict(Decision.Conclusion.choices))
_CHANNEL = named(dict(Appeal.Channel.choices))


def _grounds(codes: str) -> str:
    return " / ".join(words.ground(code) for code in dict.fromkeys(codes.split()))


class _Joined(Func):
    """A list's texts with something between them."""

    function = "array_to_string"
    output_field = TextField()


def _appeals(period: Period) -> QuerySet[Appeal]:
    # A join, which is read at once where a subquery would be asked row by row; at most one stands.
    in_effect = Q(decisions__voided_at=None, decisions__effective_at__isnull=False)
    return (
        Appeal.objects.filter(submitted_at__gte=period.start, submitted_at__lt=period.end)
        .annotate(decided=FilteredRelation("decisions", condition=in_effect))
        .annotate(conclusion=F("decided__conclusion"), officer_name=person("officer"))
        # As one text, so that what stands often is put into words once.
        .annotate(grounds_text=_Joined(F("grounds"), Value(" ")))
        .order_by("submitted_at", "pk")
    )


def _decisions(period: Period) -> QuerySet[Decision]:
    return (
        Decision.objects.filter(
            voided_at=None, effective_at__gte=period.start, effective_at__lt=period.end
        )
        .annotate(proposer=person("proposed_by"), approver=person("approved_by"))
        .order_by("effective_at", "pk", "outcomes__block_id")
    )


def _levels() -> "Offered":
    return [("1", _("Tingkat pertama")), ("2", _("Banding"))]


APPEALS = Subject(
    of=_appeals,
    people=("appeals.appeal", "pk"),
    columns=(
        Column("reference", _("Nomor pengaduan"), "reference", plain),
        Column("level", _("Tingkat"), "level", level),
        Column("channel", _("Kanal"), "channel", _CHANNEL),
        Column("status", _("Status"), "status", named(STAGES)),
        Column("nik", _("NIK (disamarkan)"), "nik", mask_nik, open_as(_("NIK"))),
        Column("kk", _("Nomor KK (disamarkan)"), "kk", mask_nik, open_as(_("Nomor KK"))),
        Column("name", _("Nama (disamarkan)"), "name", mask_name, open_as(_("Nama"))),
        Column(
            "phone", _("Telepon (disamarkan)"), "phone", mask_phone, open_as(_("Telepon")),
            is_usual=False,
        ),
        Column(
            "email", _("E-mail (disamarkan)"), "email", mask_email, open_as(_("E-mail")),
            is_usual=False,
        ),
        Column("province", _("Provinsi menurut NIK"), "nik", province_of),
        Column(
            "membership", _("Kepesertaan"), "membership", named(dict(Appeal.Membership.choices))
        ),
        Column("grounds", _("Alasan blokir"), "grounds_text", _grounds),
        Column("submitted", _("Diterima"), "submitted_at", words.moment),
        Column("due", _("Jatuh tempo"), "due_date", words.day),
        Column("decided", _("Diputus"), "decided_at", words.moment),
        Column("conclusion", _("Putusan"), "conclusion", _CONCLUSION),
        Column("closed", _("Ditutup"), "closed_at", words.moment),
        Column("officer", _("Petugas"), "officer_name", plain, is_usual=False),
        Column(
            "officer_user", _("Nama pengguna petugas"), "officer__username", plain, is_usual=False
        ),
        Column("taken", _("Diambil petugas"), "taken_at", words.moment, is_usual=False),
        Column(
            "priority", pgettext_lazy("case", "Urutan"), "priority",
            lambda value: str(dict(Appeal._meta.get_field("priority").flatchoices)[value]),
            is_usual=False,
        ),
    ),
    filters=(
        Filter("status", _("Status"), lambda: list(STAGES.items()), is_("status")),
        Filter("level", _("Tingkat"), _levels, is_("level")),
        Filter("channel", _("Kanal"), lambda: Appeal.Channel.choices, is_("channel")),
        Filter("ground", _("Alasan blokir"), grounds, lambda code: Q(grounds__contains=[code])),
        Filter("province", _("Provinsi menurut NIK"), provinces, is_("province_code")),
        wave_filter("account"),
        Filter("officer", _("Petugas"), officers, is_("officer")),
    ),
)  # fmt: skip

DECISIONS = Subject(
    of=_decisions,
    people=("appeals.appeal", "appeal_id"),
    columns=(
        Column("reference", _("Nomor pengaduan"), "appeal__reference", plain),
        Column("level", _("Tingkat"), "appeal__level", level),
        Column("nik", _("NIK (disamarkan)"), "appeal__nik", mask_nik, open_as(_("NIK"))),
        Column("name", _("Nama (disamarkan)"), "appeal__name", mask_name, open_as(_("Nama"))),
        Column("province", _("Provinsi menurut NIK"), "appeal__nik", province_of),
        Column("channel", _("Kanal"), "appeal__channel", _CHANNEL, is_usual=False),
        Column("conclusion", _("Putusan"), "conclusion", _CONCLUSION),
        Column("ground", _("Alasan blokir"), "outcomes__block__ground", ground),
        Column("rule", _("Aturan"), "outcomes__block__rule", title_of),
        Column("rule_code", _("Kode aturan"), "outcomes__block__rule", plain),
        Column(
            "version", _("Versi aturan"), "outcomes__block__finding__policy__version", plain
        ),
        Column(
            "result", _("Hasil"), "outcomes__result", named(dict(Outcome.Result.choices))
        ),
        Column("reason", _("Alasan putusan"), "outcomes__reason", named(words.REASON)),
        Column("submitted", _("Diterima"), "appeal__submitted_at", words.moment),
        Column("effective", _("Berlaku"), "effective_at", words.moment),
        Column("proposed_by", _("Diusulkan oleh"), "proposer", plain),
        Column("proposer_user", _("Nama pengguna pengusul"), "proposed_by__username", plain),
        Column("approved_by", _("Disetujui oleh"), "approver", plain),
        Column("approver_user", _("Nama pengguna penyetuju"), "approved_by__username", plain),
    ),
    filters=(
        Filter(
            "conclusion", _("Putusan"), lambda: Decision.Conclusion.choices, is_("conclusion")
        ),
        Filter("result", _("Hasil"), lambda: Outcome.Result.choices, is_("outcomes__result")),
        Filter("ground", _("Alasan blokir"), grounds, is_("outcomes__block__ground")),
        Filter("level", _("Tingkat"), _levels, is_("appeal__level")),
        Filter("channel", _("Kanal"), lambda: Appeal.Channel.choices, is_("appeal__channel")),
        Filter("province", _("Provinsi menurut NIK"), provinces, is_("appeal__province_code")),
        wave_filter("appeal__account"),
        Filter("officer", _("Diusulkan oleh"), officers, is_("proposed_by")),
    ),
)  # fmt: skip
