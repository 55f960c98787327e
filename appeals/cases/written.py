"""What the person wrote in the complaint, for themself to read again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from appeals.grounds import asks_of, reason_words
from appeals.models import Appeal, Claim
from portal.identifiers import mask_nik


@dataclass(frozen=True, slots=True)
class Answer:
    """One question and what was written, a paragraph each; or the day that was given."""

    label: str
    texts: Sequence[str] = ()
    day: date | None = None


def written(appeal: Appeal) -> list[Answer]:
    """Return the answers of `appeal`, none once its words were erased."""
    return [] if appeal.erased_at is not None else list(_answers(appeal))


def _answers(appeal: Appeal) -> Iterator[Answer]:
    yield Answer(_("NIK"), [mask_nik(appeal.nik)])
    yield Answer(_("Perihal"), [appeal.subject])
    yield Answer(_("Cerita Anda"), [appeal.chronology])
    if appeal.happened_on:
        yield Answer(_("Kapan itu terjadi?"), day=appeal.happened_on)
    for claim in appeal.claims.order_by("pk"):
        yield Answer(str(asks_of(claim.ground).plain), _said_of(claim))
    if appeal.late_reason:
        yield Answer(_("Mengapa baru sekarang?"), [appeal.late_reason])


def _said_of(claim: Claim) -> list[str]:
    reason = str(reason_words(claim.ground, claim.reason)) if claim.reason else ""
    return [said for said in (reason, claim.statement) if said]
