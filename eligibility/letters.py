"""Writes the letters owed about blocks: why one stands, what is new in it, that one is over.

Rows are owed by `announcements`, sending is the outbox's. A row is done in the transaction that
queues its message, and the message's key is the row's own: nobody is told twice.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from eligibility import blocking, remedies, restoration
from eligibility.explain import Explanation, explain_all, title_of, what_changed
from eligibility.models import Block, BlockLetter, Remedy, Restoration
from portal import calendar, office, outbox
from portal.channels.way import Channel, Way, surest

log = logging.getLogger(__name__)

Kind = BlockLetter.Kind
# A person and a moment: what ended together is told together.
_Event = tuple[int, datetime | None]

# The objection to a block: 21 working days from its notice (UU 30/2014, article 77).
OBJECTION_WORKING_DAYS = 21
BATCH = 100
LEASE_SECONDS = 120
# A letter that could not be worded waits until somebody has mended what is wrong with it.
_RETRY = timedelta(minutes=10)
NO_ADDRESS = "no e-mail on file"
OVERTAKEN = "the block was over or reviewed before the letter was written"
UNWORDED = "the letter could not be worded"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a batch of owed letters."""

    queued: int
    without_address: int
    overtaken: int
    unworded: int


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What the letters of a batch may say, read in a fixed number of queries."""

    why: Mapping[int, Explanation]  # by block
    remedy: Mapping[int, Remedy]  # by block
    ended: Mapping[_Event, Sequence[Block]]
    restored: Mapping[_Event, Sequence[Restoration]]
    standing: Mapping[int, Sequence[Block]]  # by account


def write_owed(*, at: datetime) -> Written | None:
    """Queue the messages of up to BATCH owed letters; return None if none is owed.

    While ACCOUNT_LETTERS is off they wait.
    """
    if not settings.ACCOUNT_LETTERS:
        return None
    leased = BlockLetter.objects.lease(seconds=LEASE_SECONDS, limit=BATCH)
    if not leased:
        return None
    keys = [letter.pk for letter in leased]
    related = ("block__account", "carry_over__finding", "carry_over__finding_before")
    letters = list(BlockLetter.objects.filter(pk__in=keys).select_related(*related))
    overtaken = [letter for letter in letters if _is_overtaken(letter)]
    rest = [letter for letter in letters if not _is_overtaken(letter)]
    without_address = [letter for letter in rest if _way(letter) is None]
    with translation.override("id"), transaction.atomic():
        mails = _worded([letter for letter in rest if _way(letter) is not None], at=at)
        outbox.queue_all(mails.values(), at=at)
        _finish(leased, mails)
        _finish(leased, [letter.pk for letter in without_address], note=NO_ADDRESS)
        _finish(leased, [letter.pk for letter in overtaken], note=OVERTAKEN)
    unworded = len(letters) - len(mails) - len(without_address) - len(overtaken)
    return Written(len(mails), len(without_address), len(overtaken), unworded)


def _is_overtaken(letter: BlockLetter) -> bool:
    """Say whether the news is old: the block is over, or a person has decided and told."""
    if letter.kind == Kind.RESTORED:
        return False
    is_undone = letter.carry_over is not None and letter.carry_over.undone_at is not None
    return is_undone or letter.block.status != Block.Status.CONFIRMED


def _worded(letters: Sequence[BlockLetter], *, at: datetime) -> dict[int, outbox.Mail]:
    """Return the messages by letter; one that cannot be worded stops no other."""
    shelf = _shelf([letter.block for letter in letters])
    mails = {}
    for letter in letters:
        try:
            mails[letter.pk] = _mail(letter, shelf, at=at)
        except Exception:
            log.exception("letter %s could not be worded", letter.pk)
            letter.fail(UNWORDED, retry_in=_RETRY)
    return mails


def _way(letter: BlockLetter) -> Way | None:
    return surest(letter.block.account.email, letter.block.account.phone)


def _mail(letter: BlockLetter, shelf: _Shelf, *, at: datetime) -> outbox.Mail:
    way = _way(letter)
    if way is None:
        raise ValueError(f"letter {letter.pk} has no address")
    is_email = way.channel == Channel.EMAIL
    return outbox.Mail(
        to=way.to,
        channel=way.channel,
        subject=_subject(letter),
        body=_body(letter, shelf, at=at) if is_email else _short_body(letter, at=at),
        key=_key(letter),
    )


def _body(letter: BlockLetter, shelf: _Shelf, *, at: datetime) -> str:
    words = {
        "account_page": settings.SITE_URL + reverse("account_check"),
        "complaint_page": settings.SITE_URL + reverse("complaint"),
        "phone": settings.CONTACT_PHONE,
        "whatsapp": settings.CONTACT_WHATSAPP,
        "hours": office.hours_in_words(),
        **_words(letter, shelf, at=at),
    }
    return render_to_string(f"eligibility/letters/{letter.kind}.txt", words)


def _short_body(letter: BlockLetter, *, at: datetime) -> str:
    """Return what fits into an SMS: that something changed, and where to read what.

    It offers no way to stop it: a notice about a block is owed by law, and nobody can refuse it.
    """
    said = _("%(subject)s. Baca alasannya dan yang bisa Anda lakukan:") % {
        "subject": _subject(letter)
    }
    if letter.kind != Kind.RESTORED:
        until = calendar.add_working_days(calendar.civil_date(at), OBJECTION_WORKING_DAYS)
        said = _("%(said)s Pengaduan paling lambat %(until)s.") % {
            "said": f"{_subject(letter)}.", "until": f"{until:%d-%m-%Y}",
        }  # fmt: skip
    help_line = _("Gratis. Ada pertanyaan? Telepon %(phone)s.") % {"phone": settings.CONTACT_PHONE}
    return f"{said}\n{settings.SITE_URL}{reverse('account_check')}\n{help_line}"


def _key(letter: BlockLetter) -> str:
    key = f"block-letter-{letter.block_id}-{letter.kind}"
    return key if letter.carry_over_id is None else f"{key}-{letter.carry_over_id}"


def _subject(letter: BlockLetter) -> str:
    if letter.kind == Kind.BLOCKED:
        return _("Akun Anda diblokir sementara")
    if letter.kind == Kind.UPDATED:
        return _("Alasan blokir diperbarui")
    if letter.block.confirmed_at is None:
        return _("Pengecekan akun Anda dihentikan")
    return _("Blokir akun Anda dicabut")


def _words(letter: BlockLetter, shelf: _Shelf, *, at: datetime) -> dict[str, object]:
    if letter.kind == Kind.RESTORED:
        return _end_words(letter.block, shelf)
    words = _notice_words(letter.block, shelf, at=at)
    if letter.carry_over is None:
        return words
    changes = what_changed(letter.carry_over.finding_before, letter.carry_over.finding)
    since = calendar.civil_date(letter.block.confirmed_at or at)
    return {**words, "since": since, "changes": changes}


def _notice_words(block: Block, shelf: _Shelf, *, at: datetime) -> dict[str, object]:
    day = calendar.civil_date(at)
    return {
        "reason": shelf.why[block.pk],
        "until": calendar.add_working_days(day, OBJECTION_WORKING_DAYS),
    }


def _end_words(block: Block, shelf: _Shelf) -> dict[str, object]:
    event = (block.account_id, block.ended_at)
    return {
        "titles": [title_of(ended) for ended in shelf.ended[event]],
        "was_blocked": block.confirmed_at is not None,
        "why": _why_over(block, shelf.remedy.get(block.pk)),
        "given_back": [restoration.describe(one) for one in shelf.restored[event]],
        "remaining": [title_of(standing) for standing in shelf.standing[block.account_id]],
        "is_usable": block.account.status not in blocking.OUT_OF_REACH,
    }


def _why_over(block: Block, remedy: Remedy | None) -> str:
    if remedy is not None:
        return remedy.explanation
    if block.reason == Block.End.FACTS_CEASED:
        return _("Data yang menjadi dasarnya sudah berubah atau dibetulkan.")
    if block.reason == Block.End.RULE_CHANGED:
        return _("Aturannya berubah, dan tidak mengenai akun Anda lagi.")
    if block.reason == Block.End.RUN_ROLLED_BACK:
        return _("Blokir dicabut karena pemeriksaan sistem kami keliru. Ini bukan kesalahan Anda.")
    return _("Kami sudah memeriksanya kembali.")


def _shelf(blocks: Sequence[Block]) -> _Shelf:
    """Read what the letters about `blocks` may say."""
    whole = Block.objects.select_related("finding__policy", "policy").in_bulk(
        [block.pk for block in blocks]
    )
    accounts = {block.account_id for block in blocks}
    moments = {block.ended_at for block in blocks if block.ended_at}
    about = Block.objects.filter(Q(ended_at__in=moments) | Q(ended_at=None), account__in=accounts)
    ended: dict[_Event, list[Block]] = defaultdict(list)
    standing: dict[int, list[Block]] = defaultdict(list)
    for block in about.order_by("pk"):
        if block.ended_at is not None:
            ended[block.account_id, block.ended_at].append(block)
        elif block.confirmed_at is not None:
            standing[block.account_id].append(block)
    restored: dict[_Event, list[Restoration]] = defaultdict(list)
    for one in restoration.given_with(blocks):
        restored[one.block.account_id, one.restored_at].append(one)
    return _Shelf(
        why=dict(zip(whole, explain_all(whole.values()), strict=True)),
        remedy=remedies.told_by(blocks),
        ended=ended,
        restored=restored,
        standing=standing,
    )


def _finish(leased: Sequence[BlockLetter], keys: Iterable[int], *, note: str = "") -> None:
    """Mark the letters done, unless another worker took them over."""
    mine = BlockLetter.objects.filter(
        pk__in=list(keys), claimed_by=leased[0].claimed_by, done_at=None
    )
    mine.update(done_at=Now(), lease_until=None, last_fault=note)
