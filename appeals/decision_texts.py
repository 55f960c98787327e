"""Ready texts for decisions: who writes them, what their placeholders stand for, how one is filled.

A text is copied into a decision when an officer inserts it: a later version changes no letter.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.models import Appeal, Decision, DecisionText, TextUse
from eligibility.explain import explain
from eligibility.models import Block
from portal import audit
from portal.models import Role, User
from portal.templatetags.dates import weekday_date

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

WRITERS = (Role.SUPERVISOR,)
NAME = "nama"
# What a text may leave open. All but the name are filled when the text is inserted.
PLACEHOLDERS: Mapping[str, "Text"] = {
    NAME: gettext_lazy("nama peserta, diisi di surat"),
    "nomor": gettext_lazy("nomor pengaduan"),
    "tanggal": gettext_lazy("tanggal hari ini"),
    "alasan": gettext_lazy("alasan blokir"),
    "sumber": gettext_lazy("sumber data"),
    "tanggal_sumber": gettext_lazy("tanggal data sumber"),
    "bukti": gettext_lazy("bukti yang diminta"),
}
_OPEN = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
_AROUND = 20
# Between the pieces of a text that a case changes nothing in: placeholders, sentences, lines.
_BETWEEN = re.compile(r"\{[^{}]*\}|(?<=[.!?])\s|\n")
# A shorter piece may stand in anybody's words by chance.
_TELLING = 12
LANGUAGES = ("id", "en")


class NotAllowed(Exception):
    """The text is not theirs to change, or another version is current by now."""


class Unfilled(ValueError):
    """A case has nothing to put in place of `names`."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(f"nothing stands for {', '.join(self.names)}")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a version of a text says, and where it fits."""

    title: str
    grounds: tuple[str, ...]
    result: str
    words: str
    words_en: str


def placeholders(words: str) -> list[str]:
    """Return the names between braces in `words`, each once, in their order."""
    return list(dict.fromkeys(_OPEN.findall(words)))


def unknown(words: str) -> list[str]:
    """Return placeholders in `words` that nothing stands for."""
    named = (name for name in placeholders(words) if name.strip())
    return [f"{{{name}}}" for name in named if name not in PLACEHOLDERS]


def at_loose_brace(words: str) -> str:
    """Return the words around the first brace that has no other or nothing inside; empty: none."""
    blanked = _OPEN.sub(lambda found: " " * len(found[0]) if found[1].strip() else "{}", words)
    found = _BRACE.search(blanked)
    return words[max(0, found.start() - _AROUND) : found.end() + _AROUND].strip() if found else ""


def unfilled(words: str) -> list[str]:
    """Return the placeholders that a decision's explanation must not hold any more."""
    return [f"{{{name}}}" for name in placeholders(words) if name != NAME]


def offered(grounds: set[str]) -> list[DecisionText]:
    """Return the current texts that fit one of `grounds`, by title; one query."""
    current = DecisionText.objects.filter(ended_at=None).order_by("title", "pk")
    return [text for text in current if text.fits(grounds)]


def filled(text: DecisionText, appeal: Appeal, blocks: Sequence[Block], *, day: date) -> str:
    """Return the text in the person's language, about the first block that it fits.

    Raises Unfilled where the case has no value for a placeholder.
    """
    block = next((one for one in blocks if text.fits({one.ground})), None)
    with translation.override(appeal.language):
        words = text.words_en if appeal.language == "en" else text.words
        return _fill(words, _values(appeal, block, day=day))


def sample(words: str, *, language: str) -> str:
    """Return `words` filled with an invented case, for who writes them."""
    with translation.override(language):
        values = {
            "nomor": "PRK-CONTOH",
            "tanggal": weekday_date(date(2026, 11, 20)),
            "alasan": _("Pelatihan pertama tidak dibeli tepat waktu"),
            "sumber": _("data pembelian pelatihan"),
            "tanggal_sumber": weekday_date(date(2026, 3, 3)),
            "bukti": _("Tangkapan layar pembelian atau gangguan, atau surat keterangan sakit"),
            NAME: "Siti Contoh",
        }
        return _fill(words, values)


@transaction.atomic
def write(wording: Wording, *, by: User, at: datetime) -> DecisionText:
    """Write a new text. Raises NotAllowed for whoever is no supervisor, ValueError for faults."""
    _check(wording, by)
    text = _row(wording, by=by, at=at)
    text.save(force_insert=True)
    audit.record("text.written", by=by, subject=text, at=at, version=1)
    return text


@transaction.atomic
def follow(text: DecisionText, wording: Wording, *, by: User, at: datetime) -> DecisionText:
    """Put another version in place of `text`; raises as `write`, and NotAllowed if it is over."""
    _check(wording, by)
    _end(text, at=at)
    new = _row(wording, by=by, at=at)
    new.family, new.version = text.family, text.version + 1
    new.save(force_insert=True)
    audit.record("text.changed", by=by, subject=new, at=at, version=new.version)
    return new


@transaction.atomic
def end(text: DecisionText, *, by: User, at: datetime) -> None:
    """Offer the text no longer; raises NotAllowed if it is over or `by` is no supervisor."""
    _check_writer(by)
    _end(text, at=at)
    audit.record("text.ended", by=by, subject=text, at=at, version=text.version)


def versions(text: DecisionText) -> list[DecisionText]:
    """Return all versions of a text, the newest first."""
    rows = DecisionText.objects.filter(family=text.family).select_related("written_by")
    return list(rows.order_by("-version"))


def note_uses(decision: Decision, keys: Iterable[int]) -> None:
    """Write down which of the texts `keys`, inserted on the way, the decision's words hold.

    One whose every sentence was taken out again or rewritten is not noted: those words are the
    officer's own.
    """
    keys = set(keys)
    texts = DecisionText.objects.filter(pk__in=keys).order_by("pk") if keys else ()
    language = decision.appeal.language
    said = decision.explanation
    found = [(text, _pieces(text.words_en if language == "en" else text.words)) for text in texts]
    TextUse.objects.bulk_create(
        TextUse(decision=decision, text=text, is_as_written=all(piece in said for piece in pieces))
        for text, pieces in found
        if any(piece in said for piece in _telling(pieces))
    )


def _pieces(words: str) -> list[str]:
    return [piece.strip() for piece in _BETWEEN.split(words) if piece.strip(" ,.;:!?")]


def _telling(pieces: Sequence[str]) -> Sequence[str]:
    return [piece for piece in pieces if len(piece) >= _TELLING] or pieces


def _check(wording: Wording, by: User) -> None:
    _check_writer(by)
    both = (wording.words, wording.words_en)
    if faults := [name for words in both for name in unknown(words)]:
        raise ValueError(f"the text has unknown placeholders: {', '.join(faults)}")
    if any(at_loose_brace(words) for words in both):
        raise ValueError("the text has a brace without its other, or nothing between two")
    if set(placeholders(wording.words)) != set(placeholders(wording.words_en)):
        raise ValueError("the two languages leave different things open")


def _check_writer(by: User) -> None:
    if not by.has_role(*WRITERS):
        raise NotAllowed(f"user {by.pk} may not write texts")


def _end(text: DecisionText, *, at: datetime) -> None:
    if not DecisionText.objects.filter(pk=text.pk, ended_at=None).update(ended_at=at):
        raise NotAllowed(f"text {text.pk} is no current version")


def _row(wording: Wording, *, by: User, at: datetime) -> DecisionText:
    return DecisionText(
        title=wording.title,
        grounds=list(wording.grounds),
        result=wording.result,
        words=wording.words,
        words_en=wording.words_en,
        written_by=by,
        written_at=at,
    )


def _values(appeal: Appeal, block: Block | None, *, day: date) -> Mapping[str, str]:
    why = explain(block) if block else None
    return {
        "nomor": appeal.reference,
        "tanggal": weekday_date(day),
        "alasan": why.title if why else "",
        "sumber": why.source if why else "",
        "tanggal_sumber": weekday_date(why.source_date) if why and why.source_date else "",
        "bukti": why.proof_kind if why else "",
        NAME: f"{{{NAME}}}",
    }


def _fill(words: str, values: Mapping[str, str]) -> str:
    missing = [name for name in placeholders(words) if not values.get(name)]
    if missing:
        raise Unfilled(missing)
    return _OPEN.sub(lambda found: values[found[1]], words)
