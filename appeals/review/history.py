"""Who did what with a case, oldest first: its steps and who opened which data."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Evidence, SourceRequest, Step, TextUse
from appeals.review.looking import Purpose
from portal.models import AuditEntry, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_MOST_ENTRIES = 60
_VIEWED = "case.viewed"
_ONE_LOOK = timedelta(minutes=30)
_Moment = tuple[str, datetime]
_PORTAL = _("Portal")
_PERSON = _("Peserta")

_STEPS = {
    "submit": _("mengirim pengaduan"),
    "appeal_again": _("mengajukan banding"),
    "reopen": _("meminta kasus dibuka lagi"),
    "take": _("mengambil kasus"),
    "hand_back": _("mengembalikan kasus ke antrean"),
    "assign": _("memberikan kasus ke petugas lain"),
    "reassign": _("memindahkan kasus ke petugas lain"),
    "stand_in": _("meneruskan kasus ke pengganti"),
    "release": _("mengembalikan kasus ke antrean"),
    "recuse": _("mundur karena kenal dengan pelapor"),
    "ask": _("meminta tambahan"),
    "answer": _("menjawab"),
    "continue_without_answer": _("melanjutkan tanpa jawaban"),
    "unanswered": _("mengembalikan kasus: waktu jawab peserta habis"),
    "wait_for_source": _("menunggu lembaga lain"),
    "resume": _("melanjutkan pemeriksaan"),
    "source_changed": _("mengembalikan kasus: datanya berubah"),
    "end_wait": _("mengembalikan kasus: batas waktu tunggu habis"),
    "grant_by_silence": _("mengabulkan karena waktu putusan lewat"),
    "quality_reopen": _("membuka lagi kasus setelah pemeriksaan mutu"),
    "propose": _("mengusulkan putusan"),
    "decide": _("memutus"),
    "approve": _("menyetujui putusan"),
    "send_back": _("mengembalikan usulan"),
    "retract": _("menarik usulan untuk diubah"),
    "withdraw": _("menarik pengaduan"),
    "merge": _("menggabungkan pengaduan"),
    "join": _("menggabungkan pengaduan ke yang sudah ada"),
    "part": _("memisahkan pengaduan lagi"),
    "split": _("memisahkan pengaduan lagi"),
    "void": _("menutup pengaduan karena bloknya sudah tidak ada"),
    "close_moot": _("menutup pengaduan karena bloknya sudah tidak ada"),
    "close": _("menutup kasus"),
}
# What gives a case to somebody without their asking.
HANDED = frozenset({"assign", "reassign", "stand_in"})
_GIVEN = {
    "assign": _("memberikan kasus ke %(who)s"),
    "reassign": _("memindahkan kasus ke %(who)s"),
    "stand_in": _("meneruskan kasus ke pengganti, %(who)s"),
}
_BY_PERSON = {"submit", "appeal_again", "reopen", "answer", "withdraw"}
_DECIDING = {"propose", "decide"}
_BY_PORTAL = {"evidence.lost", "evidence.found_again"}
# Without an actor: the person's own doing, but for what _BY_PORTAL names.
_LOOKS = {
    "appeal.put_first": _("mendahulukan kasus"),
    "appeal.put_among_others": _("menghapus tanda mendesak"),
    "appeal.linked": _("menautkan kasus lain"),
    "appeal.unlinked": _("melepas tautan kasus"),
    "case.viewed": _("membuka halaman kasus"),
    "evidence.viewed": _("membuka foto"),
    "evidence.purpose": _("memilih tujuan melihat foto"),
    "identity.revealed": _("membuka data pribadi"),
    "evidence.added": _("menambahkan berkas"),
    "evidence.lost": _("menemukan berkas hilang atau rusak"),
    "evidence.found_again": _("menemukan lagi berkas yang hilang"),
    "evidence.waived": _("menyatakan putusan tidak memerlukan berkas yang hilang"),
    "interest.declared": _("menyatakan kenal dengan pelapor"),
    "case.filed_for_caller": _("mencatat pengaduan ini dari telepon atau pesan"),
    "contact.changed": _("mengganti kontak pengaduan"),
    "contact.restored": _("mengembalikan kontak pengaduan"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    who: "StrOrPromise"
    did: "StrOrPromise"
    is_step: bool
    verb: str = ""


def history(appeal: Appeal, evidence: list[Evidence]) -> list[Event]:
    """Return the steps of the case, the ready texts in its decisions, and the latest looks into
    its data; two queries, and more where something was decided, handed on or asked of others."""
    taken = list(appeal.steps.select_related("by").order_by("pk"))
    said = {**_handed(appeal, taken), **_asked(appeal, taken)}
    steps = [
        Event(
            step.at,
            _step_actor(step.by, step.verb),
            said.get((step.verb, step.at), _STEPS.get(step.verb, step.verb)),
            is_step=True,
            verb=step.verb,
        )
        for step in taken
    ]
    texts = _texts(appeal) if any(step.verb in _DECIDING for step in steps) else []
    about_evidence = Q(
        subject_type=Evidence._meta.label_lower, subject_id__in=[str(row.pk) for row in evidence]
    )
    about_case = Q(subject_type=Appeal._meta.label_lower, subject_id=str(appeal.pk))
    entries = (
        AuditEntry.objects.filter(about_case | about_evidence, action__in=_LOOKS)
        .select_related("actor")
        .order_by("-pk")[:_MOST_ENTRIES]
    )
    looks = [Event(entry.at, _looker(entry), _did(entry), False, entry.action) for entry in entries]
    return _folded(sorted(steps + texts + looks, key=lambda event: event.at))


def _folded(events: list[Event]) -> list[Event]:
    """Leave out views of the page that follow the same officer's view within half an hour.

    The audit trail keeps each of them, for each showed personal data; here they hid the rest.
    """
    shown: list[Event] = []
    for event in events:
        last = shown[-1] if shown else None
        is_again = last is not None and event.verb == last.verb == _VIEWED and event.who == last.who
        if last is None or not is_again or event.at - last.at > _ONE_LOOK:
            shown.append(event)
    return shown


def name_of(user: User | None) -> "StrOrPromise":
    """Return how staff call a colleague; None is the portal itself."""
    if user is None:
        return _PORTAL
    return user.called


def _handed(appeal: Appeal, steps: list[Step]) -> dict[_Moment, str]:
    """Name who was given the case; entries of former versions don't say it."""
    if not any(step.verb in HANDED for step in steps):
        return {}
    entries = AuditEntry.objects.filter(
        subject_type=Appeal._meta.label_lower,
        subject_id=str(appeal.pk),
        action__in=[f"appeal.{verb}" for verb in HANDED],
    ).values_list("action", "at", "details")
    given = {
        (action.removeprefix("appeal."), at): details["officer"]
        for action, at, details in entries
        if "officer" in details
    }
    officers = User.objects.in_bulk(set(given.values()))
    return {
        (verb, at): _GIVEN[verb] % {"who": name_of(officers[key])}
        for (verb, at), key in given.items()
        if key in officers
    }


def _asked(appeal: Appeal, steps: list[Step]) -> dict[_Moment, str]:
    """Name whom the case waited for."""
    if not any(step.verb == "wait_for_source" for step in steps):
        return {}
    own = SourceRequest.Institution.OWN_TEAM
    return {
        ("wait_for_source", one.asked_at): (
            gettext("menunggu tim kami sendiri")
            if one.institution == own
            else gettext("menunggu lembaga lain: %(whom)s")
            % {"whom": one.get_institution_display()}
        )
        for one in appeal.source_requests.only("appeal", "institution", "asked_at")
    }


def _texts(appeal: Appeal) -> list[Event]:
    uses = TextUse.objects.filter(decision__appeal=appeal)
    return [
        Event(use.decision.proposed_at, name_of(use.decision.proposed_by), _used(use), False)
        for use in uses.select_related("decision__proposed_by", "text").order_by("pk")
    ]


def _used(use: TextUse) -> str:
    """Say which version of which text, and whether the officer changed its words."""
    said = (
        _("memakai teks siap pakai “%(title)s”, versi %(version)s")
        if use.is_as_written
        else _("memakai teks siap pakai “%(title)s”, versi %(version)s, lalu mengubahnya")
    )
    return said % {"title": use.text.title, "version": use.text.version}


def _did(entry: AuditEntry) -> "StrOrPromise":
    """Say what was looked at and, where it was asked, what for."""
    did, purpose = _LOOKS[entry.action], entry.details.get("purpose", "")
    if purpose not in Purpose.values:
        return did
    said = entry.details.get("note") or Purpose(purpose).label
    return f"{did}: {said}"


def _looker(entry: AuditEntry) -> "StrOrPromise":
    is_persons = entry.actor is None and entry.action not in _BY_PORTAL
    return _PERSON if is_persons else name_of(entry.actor)


def _step_actor(user: User | None, verb: str) -> "StrOrPromise":
    return _PERSON if user is None and verb in _BY_PERSON else name_of(user)
