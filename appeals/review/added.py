"""Says what a person has put on the file since an officer read it, and where to read it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeals.lifecycle import Entry, new_since
from appeals.models import Appeal, Evidence, Message, Question
from portal.calendar import JAKARTA

_CONVERSATION = "#conversation-title"
_WORDS = "#words-title"


@dataclass(frozen=True, slots=True)
class Added:
    """One thing that came meanwhile: what it is, and the address where it stands."""

    words: str
    address: str


def only_added(appeal: Appeal, *, seen_revision: int, seen: Collection[str]) -> tuple[Entry, ...]:
    """Return what the person added, if that alone moved the case on since it was read; else none.

    Each file they add counts the case's revision up by one, as each step of an officer does.
    """
    entries = new_since(appeal, seen)
    files = sum(entry.kind == "file" for entry in entries)
    return tuple(entries) if files and appeal.revision == seen_revision + files else ()


def added(appeal: Appeal, entries: Iterable[Entry]) -> list[Added]:
    """Return `entries` in words, files first; a query for each kind among them."""
    keys: dict[str, list[int]] = {}
    for entry in entries:
        keys.setdefault(entry.kind, []).append(entry.pk)
    return [
        *_files(appeal, keys.get("file", [])),
        *_said(keys.get("message", [])),
        *_answered(keys.get("answer", [])),
        *_filed(keys.get("filing", [])),
    ]


def _files(appeal: Appeal, keys: list[int]) -> list[Added]:
    rows = Evidence.objects.filter(pk__in=keys).order_by("pk")
    return [
        Added(
            _("berkas: %(file)s, %(at)s") % {"file": row.title, "at": _moment(row.uploaded_at)},
            reverse("admin:appeals_appeal_photo", args=[appeal.pk, row.pk]),
        )
        for row in rows
    ]


def _said(keys: list[int]) -> list[Added]:
    rows = Message.objects.filter(pk__in=keys).order_by("pk")
    return [Added(_("pesan, %(at)s") % {"at": _moment(row.at)}, _CONVERSATION) for row in rows]


def _answered(keys: list[int]) -> list[Added]:
    rows = Question.objects.filter(pk__in=keys).order_by("pk")
    return [
        Added(_("jawaban, %(at)s") % {"at": _moment(row.answered_at)}, _CONVERSATION)
        for row in rows
        if row.answered_at
    ]


def _filed(keys: list[int]) -> list[Added]:
    rows = Appeal.objects.filter(pk__in=keys).order_by("pk")
    return [
        Added(_("pengaduan yang digabung: %(number)s") % {"number": row.reference}, _WORDS)
        for row in rows
    ]


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at, JAKARTA), "j M Y, H.i")
