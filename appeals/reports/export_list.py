"""The exports that were asked for, as the page lists them: leafed by key, every state in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from appeals.models import Export
from appeals.reports import export_judging
from appeals.reports.export_order import AWAITED, State, order_of, state, why_failed
from appeals.reports.export_preview import about
from appeals.reports.subjects import SUBJECTS
from appeals.reports.subjects.subject import Words
from portal import actions, awaiting
from portal.awaiting import Awaited
from portal.models import AuditEntry, Role, User

PAGE = 20
# Of one export so many entries are told: each download and each resumed part leaves one.
_ENTRIES = 200
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One export as `user` sees it: where it stands, in words, and what they may do with it."""

    export: Export
    state: State
    said: str
    filters: Sequence[str]
    is_ready: bool
    is_awaited: bool
    can_cancel: bool
    can_judge: bool

    @property
    def is_written(self) -> bool:
        """Whether a worker has it: a bar tells that something goes on."""
        return self.state is State.WRITING

    @property
    def is_counted(self) -> bool:
        """Whether the bar can show how far it is; while rows are counted or packed it cannot."""
        if self.export.phase in (Export.Phase.COUNTING, Export.Phase.PACKING):
            return False
        return self.is_written and bool(self.export.rows and self.export.expected_rows)

    @property
    def bar_end(self) -> int:
        """What the bar counts to: the estimate, or what is written where that is more."""
        return max(self.export.expected_rows or 0, self.export.rows or 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an export's log; `address` is the beginning of the network address's digest."""

    did: str
    at: datetime
    who: str
    rows: int | None
    part: str
    address: str


@dataclass(frozen=True, slots=True)
class Page:
    """Lines of one page, and the key to go on from; None: there are no older ones."""

    lines: Sequence[Line]
    older: int | None

    @property
    def is_awaited(self) -> bool:
        """Whether anything on it changes by itself."""
        return any(line.is_awaited for line in self.lines)


def page(*, user: User, before: int | None, at: datetime) -> Page:
    """Return the newest exports, or those older than the one of the key `before`."""
    rows = Export.objects.select_related("requested_by", "judged_by").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    known: Words = {}
    lines = [line(export, user=user, at=at, known=known) for export in found[:PAGE]]
    return Page(lines, found[PAGE - 1].pk if len(found) > PAGE else None)


def waiting_for(user: User, *, at: datetime, most: int = PAGE) -> list[Export]:
    """Return the exports of others that wait for the word of `user`, the oldest first."""
    waiting = Export.objects.awaiting_approval(at=at).exclude(requested_by=user)
    return list(waiting.select_related("requested_by").order_by("pk")[:most])


def awaited(user: User, at: datetime) -> list[Awaited]:
    """Return the open exports that wait for the word of `user`, for the first page."""
    if not user.has_role(Role.SUPERVISOR):
        return []
    things = [
        Awaited(
            _awaited_title(export), reverse("report_export", args=[export.pk]), export.expires_at
        )
        for export in waiting_for(user, at=at, most=awaiting.MOST + 1)
    ]
    rest = Awaited(_("Ekspor data terbuka lainnya"), reverse("report_exports"))
    return awaiting.cut(things, rest=rest)


def ready_for(user: User, *, at: datetime) -> int:
    """Return how many files of `user` can be downloaded now."""
    return Export.objects.filter(
        requested_by=user, done_at__isnull=False, expires_at__gt=at
    ).exclude(file_name="").count()  # fmt: skip


def line(export: Export, *, user: User, at: datetime, known: Words | None = None) -> Line:
    """Return the export as `user` sees it; `known` are words of filters that others asked for."""
    now = state(export, at=at)
    own = export.requested_by_id == user.pk
    order = order_of(export)
    return Line(
        export=export,
        state=now,
        said=_said(export, now),
        filters=SUBJECTS[Export.Subject(export.subject)].filters_in_words(order.choice, known),
        is_ready=now is State.READY and own,
        is_awaited=now in AWAITED,
        can_cancel=own and now in (*AWAITED, State.APPROVAL),
        can_judge=export_judging.may_judge(export, user=user, at=at),
    )


def columns(export: Export) -> list[str]:
    """Return the titles of the file's columns."""
    subject = SUBJECTS[Export.Subject(export.subject)]
    subject = subject.opened() if export.is_unmasked else subject
    return subject.header(order_of(export).choice)


def log_of(export: Export) -> list[Entry]:
    """Return what was done with the export, the newest first; of many entries the newest."""
    entries = AuditEntry.objects.filter(
        subject_type=Export._meta.label_lower, subject_id=str(export.pk)
    )
    return [_entry(each) for each in entries.select_related("actor").order_by("-pk")[:_ENTRIES]]


def _awaited_title(export: Export) -> str:
    return _("Ekspor data terbuka: %(subject)s, %(rows)s baris, diminta %(who)s") % {
        "subject": export.get_subject_display(),
        "rows": number_format(export.expected_rows or 0, force_grouping=True),
        "who": export.requested_by.called,
    }


def _entry(entry: AuditEntry) -> Entry:
    said = entry.details
    part = said.get("part")
    return Entry(
        did=actions.named(entry.action),
        at=entry.at,
        who=entry.actor.identity if entry.actor else _("Portal"),
        rows=said.get("rows"),
        part=_("byte %(first)s-%(last)s") % {"first": part[0], "last": part[1]} if part else "",
        address=str(said.get("address") or "")[:_SHORT],
    )


def _said(export: Export, now: State) -> str:
    rows = number_format(export.rows or 0, force_grouping=True)
    if now is State.WRITING and export.phase == Export.Phase.COUNTING:
        return str(Export.Phase.COUNTING.label)
    if now is State.WRITING and export.phase == Export.Phase.PACKING:
        return _("%(state)s, %(rows)s baris") % {"state": Export.Phase.PACKING.label, "rows": rows}
    if now is State.WRITING and export.rows and export.expected_rows:
        return _("Sedang ditulis: %(rows)s dari kira-kira %(expected)s baris") % {
            "rows": rows,
            "expected": about(max(export.expected_rows, export.rows)),
        }
    if now is State.WRITING and export.rows:
        return _("Sedang ditulis: %(rows)s baris") % {"rows": rows}
    if now in (State.READY, State.EXPIRED):
        return _("%(state)s, %(rows)s baris") % {"state": now.label, "rows": rows}
    if now is State.FAILED and (why := why_failed(export)):
        return f"{now.label}. {why}"
    return str(now.label)
