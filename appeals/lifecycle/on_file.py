"""What a person has put on the file of a case: its names, a digest, and what is new since a look.

A decision is taken on the file that the officer saw. What came meanwhile asks them again.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from appeals.lifecycle.steps import NotAllowed
from appeals.models import Appeal, Evidence, Message, Question

_KINDS = ("file", "message", "answer", "filing")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One thing on the file: what kind, and the key of its row."""

    kind: str
    pk: int

    @property
    def name(self) -> str:
        """How a form and a decision name it."""
        return f"{self.kind}-{self.pk}"

    @classmethod
    def named(cls, name: str) -> Self | None:
        """Return the entry with this name, None for any other text."""
        kind, _, key = name.partition("-")
        is_entry = kind in _KINDS and key.isascii() and key.isdigit() and len(key) < 19
        return cls(kind, int(key)) if is_entry else None


class NewOnFile(NotAllowed):
    """The person added something that the officer had not seen; `added` are its entries."""

    def __init__(self, appeal: Appeal, added: Iterable[Entry]) -> None:
        self.added = tuple(sorted(added))
        names = ", ".join(entry.name for entry in self.added)
        super().__init__(f"the file of appeal {appeal.pk} has news: {names}")


def names_on_file(appeal: Appeal) -> list[str]:
    """Return the names of all that the person has put on the file, sorted; one query."""
    return sorted(
        _names("file", _files(appeal)).union(
            _names("message", _said(appeal)),
            _names("answer", _answered(appeal)),
            _names("filing", _folded_in(appeal)),
            all=True,
        )
    )


def new_since(appeal: Appeal, seen: Collection[str]) -> list[Entry]:
    """Return what stands on the file now and is not among the names `seen`."""
    return sorted(filter(None, map(Entry.named, set(names_on_file(appeal)) - set(seen))))


def check_seen(appeal: Appeal, seen: Collection[str]) -> None:
    """Raise NewOnFile where the file holds more than was `seen`.

    Call it with the case's row locked: whoever adds to a case locks it, too.
    """
    if added := new_since(appeal, seen):
        raise NewOnFile(appeal, added)


def digest(appeal: Appeal) -> str:
    """Return the SHA-256 over all that is on the file: files by their own digests, words whole."""
    whole = hashlib.sha256()
    for name, content in sorted(_contents(appeal)):
        whole.update(f"{name}:{content}\n".encode())
    return whole.hexdigest()


def _names(kind: str, rows: QuerySet[Any]) -> QuerySet[Any, str]:  # Any: rows of four models
    named = rows.order_by().annotate(entry=Concat(Value(f"{kind}-"), Cast("pk", CharField())))
    names: QuerySet[Any, str] = named.values_list("entry", flat=True)
    return names


def _files(appeal: Appeal) -> QuerySet[Evidence]:
    return Evidence.objects.open_to(appeal)


def _said(appeal: Appeal) -> QuerySet[Message]:
    return Message.objects.filter(_here(appeal), author=Message.Author.PERSON)


def _answered(appeal: Appeal) -> QuerySet[Question]:
    return Question.objects.filter(_here(appeal), answered_at__isnull=False)


def _folded_in(appeal: Appeal) -> QuerySet[Appeal]:
    return Appeal.objects.filter(merged_into=appeal)


def _here(appeal: Appeal) -> Q:
    """What hangs on the case itself, or on a filing folded into it."""
    return Q(appeal__in=Appeal.objects.with_folded(appeal))


def _contents(appeal: Appeal) -> Iterable[tuple[str, str]]:
    for pk, sha256 in _files(appeal).values_list("pk", "original_sha256"):
        yield Entry("file", pk).name, sha256
    for pk, text in _said(appeal).values_list("pk", "text"):
        yield Entry("message", pk).name, _sha256(text)
    for pk, answer, evidence in _answered(appeal).values_list("pk", "answer", "evidence_id"):
        yield Entry("answer", pk).name, f"{_sha256(answer)}:{evidence or ''}"
    for pk, words in _folded_in(appeal).values_list("pk", "chronology"):
        yield Entry("filing", pk).name, _sha256(words)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
