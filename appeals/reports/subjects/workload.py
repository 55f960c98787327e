"""The export of what each officer did on each day, counted from the audit trail."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, DateField, F, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from appeals.reports import words
from appeals.reports.period import Period
from appeals.reports.subjects.showing import is_, officers, person, plain
from appeals.reports.subjects.subject import Column, Filter, Subject
from portal.models import AuditEntry

# What is counted: the column's key, its title, and the actions that count for it.
_COUNTED = (
    ("taken", _("Diambil"), ("appeal.take",)),
    ("handed_back", _("Dikembalikan ke antrean"), ("appeal.hand_back", "appeal.recuse")),
    ("asked", _("Pertanyaan ke peserta"), ("appeal.ask",)),
    ("sources", _("Lembaga ditanya"), ("appeal.wait_for_source",)),
    ("proposed", _("Putusan diajukan"), ("appeal.propose",)),
    ("decided", _("Diputus sendiri"), ("appeal.decide",)),
    ("approved", _("Disetujui sebagai orang kedua"), ("appeal.approve",)),
    ("sent_back", _("Dikembalikan sebagai orang kedua"), ("appeal.send_back",)),
    ("callers", _("Dicatat untuk penelepon"), ("case.filed_for_caller",)),
    ("reviewed", _("Contoh mutu dinilai"), ("quality.reviewed",)),
    ("cases_seen", _("Halaman kasus dibuka"), ("case.viewed",)),
    ("photos_seen", _("Foto dibuka"), ("evidence.viewed",)),
)
_ACTIONS = [action for _key, _title, actions in _COUNTED for action in actions]


def _of_day(period: Period) -> QuerySet[AuditEntry, Any]:  # Any: counted rows
    """Return a row for each officer who did something; the period is one day."""
    entries = AuditEntry.objects.filter(
        at__gte=period.start, at__lt=period.end, action__in=_ACTIONS, actor__isnull=False
    )
    counts = {key: Count("pk", filter=Q(action__in=actions)) for key, _title, actions in _COUNTED}
    return (
        # By the user name, too: two people may bear one name.
        entries.values(user_name=F("actor__username"), officer=person("actor"))
        .annotate(
            day=Value(period.first, output_field=DateField()),
            **counts,
        )
        .order_by("officer", "user_name")
    )


def _each_day(period: Period) -> Iterator[Period]:
    """Yield the days one by one: a day's entries lie together, a year's would be sorted first."""
    return (Period(day, day) for day in period.days())


WORKLOAD = Subject(
    of=_of_day,
    parts=_each_day,
    columns=(
        Column("day", _("Hari"), "day", words.day),
        Column("officer", _("Petugas"), "officer", plain),
        Column("user_name", _("Nama pengguna"), "user_name", plain),
        *(Column(key, title, key, plain, is_count=True) for key, title, _actions in _COUNTED),
    ),
    filters=(Filter("officer", _("Petugas"), officers, is_("actor")),),
)
