"""How an account stands, in words for its owner: status, grounds, what works, what is over.

Reads only; the words for a single ground are `explain`'s, those for what came back
`restoration`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eligibility import remedies, restoration
from eligibility.explain import Explanation, explain_all, how_it_ended, title_of
from eligibility.letters import OBJECTION_WORKING_DAYS
from eligibility.models import Account, Block, BlockLetter, Hold, Remedy, Restoration
from portal import calendar
from portal.identifiers import mask_name, mask_nik
from portal.models import Role, User

# How long, and of how many blocks, the page tells how they ended.
RECENT = timedelta(days=90)
_MOST_ENDED = 10


@dataclass(frozen=True, slots=True)
class Course:
    """How far the looking at one ground has come, as its holds say.

    Either somebody looks at it since a day, or it was kept and may be looked at again until one.
    """

    examined_since: date | None = None
    further_until: date | None = None
    is_late: bool = False
    is_final: bool = False

    @property
    def is_begun(self) -> bool:
        """Whether there is a case of its owner's to follow instead of a new one to send."""
        return bool(self.examined_since or self.further_until or self.is_final)


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground against the account; `until` is the last ordinary day to object to it.

    It counts from the letter, and is the day that the letter names. `confirmed_by` says who let
    it stop the account, by role and never by name; empty: nobody yet.
    """

    explanation: Explanation
    is_proposed: bool
    confirmed_on: date | None
    confirmed_by: str
    upheld_on: date | None
    until: date | None
    is_late: bool
    course: Course = Course()

    @property
    def still_until(self) -> date | None:
        """The last ordinary day ahead for its owner to object or, once it was kept, to go further.

        None: there is none, also while somebody looks at it.
        """
        if self.course.is_begun:
            return None if self.course.is_late else self.course.further_until
        return None if self.is_late else self.until


@dataclass(frozen=True, slots=True)
class Over:
    """A ground that ended lately: when, how, why, and what the person has back."""

    title: str
    ended_on: date
    how: str
    why: str
    given_back: tuple[str, ...]
    # An officer wrote the explanation, and in Indonesian only.
    is_why_indonesian: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the status page says; the name and the NIK are masked."""

    name: str
    nik: str
    label: str
    tone: str
    icon: str
    sentence: str
    usable: str
    reasons: tuple[Reason, ...]
    over: tuple[Over, ...]

    @property
    def can_complain(self) -> bool:
        """Whether there is something to complain about that nobody looks at or has looked at."""
        is_new = any(not reason.course.is_begun for reason in self.reasons)
        return is_new or (self.tone == "red" and not self.reasons)

    @property
    def can_follow(self) -> bool:
        """Whether there is a complaint to follow."""
        return any(reason.course.is_begun for reason in self.reasons)


def standing_of(account: Account, *, at: datetime) -> Standing:
    """Return how `account` stands at `at`, in a fixed number of queries."""
    label, tone, icon, sentence, usable = _words(account.status)
    return Standing(
        name=mask_name(account.name),
        nik=mask_nik(account.nik),
        label=label,
        tone=tone,
        icon=icon,
        sentence=sentence,
        usable=usable,
        reasons=reasons_of(account, day=calendar.civil_date(at)),
        over=_over(account, at=at),
    )


def reasons_of(account: Account, *, day: date) -> tuple[Reason, ...]:
    """Return the grounds that are open against `account`, the oldest first, seen on `day`."""
    related = ("finding__policy", "policy", "confirmed_by")
    rows = account.blocks.open().select_related(*related).order_by("proposed_at", "pk")
    # Other reasons than before, told in a letter of their own, can be objected to anew.
    kinds = (BlockLetter.Kind.BLOCKED, BlockLetter.Kind.UPDATED)
    told = Prefetch("letters", BlockLetter.objects.filter(kind__in=kinds))
    held = Prefetch("holds", Hold.objects.order_by("placed_at", "pk"))
    blocks = list(rows.prefetch_related("confirmed_by__groups", told, held))
    return tuple(
        _reason(block, explanation, day=day)
        for block, explanation in zip(blocks, explain_all(blocks), strict=True)
    )


def _over(account: Account, *, at: datetime) -> tuple[Over, ...]:
    ended = account.blocks.filter(ended_at__gt=at - RECENT)
    blocks = list(ended.order_by("-ended_at", "-pk")[:_MOST_ENDED])
    rows = Restoration.objects.filter(block__in=blocks).select_related("wave")
    restored = list(rows.order_by("restored_at", "pk"))
    told_by = remedies.told_by(blocks)
    return tuple(
        Over(
            title=title_of(block),
            ended_on=calendar.civil_date(block.ended_at or at),
            how=how_it_ended(block),
            why=_why(block, told_by.get(block.pk)),
            is_why_indonesian=_is_only_indonesian(told_by.get(block.pk)),
            given_back=_sentences(block, restored),
        )
        for block in blocks
    )


def _sentences(block: Block, restored: Sequence[Restoration]) -> tuple[str, ...]:
    return tuple(restoration.describe(one) for one in restored if one.block_id == block.pk)


def _reason(block: Block, explanation: Explanation, *, day: date) -> Reason:
    until = _last_day_to_object(block)
    return Reason(
        explanation=explanation,
        is_proposed=block.status == Block.Status.PROPOSED,
        confirmed_on=block.confirmed_at and calendar.civil_date(block.confirmed_at),
        confirmed_by=_confirmed_by(block),
        upheld_on=block.upheld_at and calendar.civil_date(block.upheld_at),
        until=until,
        is_late=until is not None and until < day,
        course=_course(block, day=day),
    )


def _course(block: Block, *, day: date) -> Course:
    """Return how far the looking at `block` has come; its holds are loaded, the oldest first."""
    holds = list(block.holds.all())
    running = [one for one in holds if one.released_at is None and one.answered_at is None]
    if running:
        return Course(examined_since=calendar.civil_date(running[0].placed_at))
    answered = [one for one in holds if one.answered_at is not None]
    if not answered or block.upheld_at is None:
        return Course()
    until = answered[-1].further_until
    return Course(
        further_until=until, is_late=until is not None and until < day, is_final=until is None
    )


def _last_day_to_object(block: Block) -> date | None:
    """Return the day that the letter names; without a letter it counts from the confirmation."""
    if block.confirmed_at is None:
        return None
    sent = [letter.done_at for letter in block.letters.all() if letter.done_at]
    noticed = calendar.civil_date(max([block.confirmed_at, *sent]))
    return calendar.add_working_days(noticed, OBJECTION_WORKING_DAYS)


def _confirmed_by(block: Block) -> str:
    if block.confirmed_at is None:
        return ""
    if block.confirmed_by is None:
        return _("Aturan otomatis. Petugas memeriksanya kalau Anda mengirim pengaduan.")
    return _("%(role)s di Manajemen Pelaksana") % {"role": _role(block.confirmed_by)}


def _role(officer: User) -> str:
    held = {group.name for group in officer.groups.all()}
    for role in (Role.SUPERVISOR, Role.RULE_OFFICER, Role.AGENT):
        if role.value in held:
            return str(role.label)
    return _("Petugas")


def _why(block: Block, remedy: Remedy | None) -> str:
    if remedy is not None:
        return remedy.explanation_in(get_language() or "id")
    if block.status == Block.Status.LIFTED:
        return _("Penjelasannya ada di jawaban kami atas pengaduan Anda.")
    if block.confirmed_at is None:
        return _("Akun Anda tidak diblokir karena alasan ini.")
    return ""


def _is_only_indonesian(remedy: Remedy | None) -> bool:
    return remedy is not None and not remedy.explanation_en


def _words(status: str) -> tuple[str, str, str, str, str]:
    """Return label, tone, shape, sentence and what still works."""
    everything = _("Semua layanan bisa Anda pakai.")
    words = {
        Account.Status.CANDIDATE: (
            _("Akun aktif, belum menjadi penerima"), "green", "done",
            _("Tidak ada yang menahan akun Anda."), everything,
        ),
        Account.Status.ACTIVE: (
            _("Akun aktif"), "green", "done",
            _("Tidak ada yang menahan akun Anda."), everything,
        ),
        Account.Status.FLAGGED: (
            _("Akun sedang dicek (masih bisa dipakai)"), "amber", "warn",
            _("Ada data yang perlu kami pastikan. Anda tidak kehilangan apa pun selama dicek."),
            everything,
        ),
        Account.Status.BLOCKED: (
            _("Akun diblokir sementara"), "amber", "warn",
            _("Alasannya ada di bawah."),
            _("Anda masih bisa masuk, melihat data, dan mengirim pengaduan. Anda belum bisa "
              "gabung gelombang, membeli pelatihan, atau mencairkan insentif."),
        ),
        Account.Status.REVOKED: (
            _("Kepesertaan dicabut"), "red", "stop",
            _("Kepesertaan Anda dicabut."),
            _("Anda masih bisa masuk, melihat data, dan mengirim pengaduan."),
        ),
        Account.Status.CLOSED: (
            _("Akun ditutup"), "red", "stop",
            _("Akun ini sudah ditutup."),
            _("Tanya kami kalau Anda tidak merasa menutupnya."),
        ),
    }  # fmt: skip
    return words[Account.Status(status)]
