"""Exports of the audit trail, and of those of its entries that say who opened what."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import BigIntegerField, Case, OuterRef, QuerySet, Subquery, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal
from appeals.reports import words
from appeals.reports.period import Period
from appeals.reports.subjects.showing import Offered, is_, officers, person, plain
from appeals.reports.subjects.subject import Column, Filter, Subject
from portal import actions
from portal.models import AuditEntry, User

# What shows somebody's photo or data in full.
OPENING = (
    "account.revealed", "case.letter_opened", "data_request.revealed", "duplicate.viewed",
    "evidence.faces_compared", "evidence.viewed", "identity.revealed",
    "source.letter_opened",
)  # fmt: skip


_CASE = Appeal._meta.label_lower


def _entries(period: Period) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.filter(at__gte=period.start, at__lt=period.end)
    return rows.annotate(who=person("actor")).order_by("at", "pk")


def _openings(period: Period) -> QuerySet[AuditEntry]:
    """Return what was opened, each with the number of the case that the entry names or is about."""
    named = Cast(KT("details__appeal"), BigIntegerField())
    about = Case(When(subject_type=_CASE, then=Cast("subject_id", BigIntegerField())))
    case = Appeal.objects.filter(pk=OuterRef("case")).values("reference")
    rows = _entries(period).filter(action__in=OPENING)
    return rows.annotate(case=Coalesce(named, about)).annotate(reference=Subquery(case))


def _in_words(details: Mapping[str, object]) -> str:
    return "; ".join(f"{label}: {said}" for label, said in actions.in_words(details))


def _said(detail: str) -> Callable[[Mapping[str, Any]], str]:
    """Return what reads one detail of an entry, nothing where the entry has none."""

    def read(details: Mapping[str, Any]) -> str:
        value = details.get(detail)
        return actions.in_words({detail: value})[0][1] if value not in (None, "") else ""

    return read


def _why(details: Mapping[str, Any]) -> str:
    """Return what it was opened for: the purpose or reason chosen, then the officer's words."""
    parts = (_said("purpose")(details), _said("reason")(details), str(details.get("note") or ""))
    return ": ".join(part for part in parts if part)


def _actors() -> Offered:
    return [(str(one.pk), one.identity) for one in User.objects.order_by("username")]


def _opening_actions() -> Offered:
    return [(action, actions.named(action)) for action in OPENING]


EVIDENCE_ACCESS = Subject(
    of=_openings,
    columns=(
        Column("at", _("Waktu"), "at", words.moment),
        Column("actor", _("Petugas"), "who", plain),
        Column("user_name", _("Nama pengguna"), "actor__username", plain),
        Column("action", _("Yang dibuka"), "action", actions.named),
        Column("why", _("Untuk apa"), "details", _why),
        Column("kind", _("Jenis data"), "subject_type", actions.subject_named),
        Column("row", _("Nomor baris"), "subject_id", plain),
        Column("file_kind", _("Jenis berkas"), "details", _said("kind")),
        Column("reference", _("Nomor pengaduan"), "reference", plain),
        Column(
            "seen_from", _("Dibuka dari pengaduan"), "details", _said("seen_from"), is_usual=False
        ),
        Column("is_holder", _("Memegang kasus"), "details", _said("is_holder")),
        Column("entry", _("Nomor catatan audit"), "pk", plain, is_usual=False),
    ),
    filters=(
        Filter("action", _("Yang dibuka"), _opening_actions, is_("action")),
        Filter("officer", _("Petugas"), officers, is_("actor")),
    ),
)

AUDIT = Subject(
    of=_entries,
    columns=(
        Column("entry", _("Nomor catatan audit"), "pk", plain),
        Column("at", _("Waktu"), "at", words.moment),
        Column("actor", _("Pelaku"), "who", plain),
        Column("user_name", _("Nama pengguna"), "actor__username", plain),
        Column("action", _("Tindakan"), "action", actions.named),
        Column("code", _("Kode tindakan"), "action", plain, is_usual=False),
        Column("kind", _("Jenis data"), "subject_type", actions.subject_named),
        Column("row", _("Nomor baris"), "subject_id", plain),
        Column("details", _("Rincian"), "details", _in_words),
    ),
    filters=(
        Filter("action", _("Tindakan"), lambda: list(actions.choices()), is_("action")),
        Filter("officer", _("Pelaku"), _actors, is_("actor")),
    ),
)
