"""What an export of appeals, decisions or blocks holds: its rows and its masked columns."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Decision, Export, Outcome
from appeals.reports import words
from appeals.reports.period import Period
from eligibility.explain import ending_in_words
from eligibility.models import Block
from eligibility.policies import title_of
from portal import regions
from portal.identifiers import mask_name, mask_nik

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Rows fetched from the server-side cursor at a time.
_FETCH = 2000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, where its value stands, and how it is shown."""

    title: "StrOrPromise"
    field: str
    show: Callable[[Any], str]  # Any: whatever the field holds


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of export."""

    columns: Sequence[Column]
    of: Callable[[Period], QuerySet[Any]]  # Any: each subject has its own model

    def header(self) -> list[str]:
        """Return the columns' titles."""
        return [str(column.title) for column in self.columns]

    def count(self, period: Period) -> int:
        """Return how many rows the period holds now."""
        return self.of(period).count()

    def rows(self, period: Period) -> Iterator[list[str]]:
        """Yield the rows as text, oldest first, decrypting only what the columns need."""
        fields = list(dict.fromkeys(column.field for column in self.columns))
        shown = [(fields.index(column.field), column.show) for column in self.columns]
        values = self.of(period).values_list(*fields)
        for row in values.iterator(chunk_size=_FETCH):
            yield [show(row[index]) for index, show in shown]


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _named(names: dict[str, "StrOrPromise"]) -> Callable[[str | None], str]:
    return lambda code: str(names[code]) if code else ""


def _ground(code: str | None) -> str:
    return words.ground(code) if code else ""


def _ending(status_and_reason: str) -> str:
    """Return how a block ended; where somebody decided, with the reason that they chose."""
    status, _space, reason = status_and_reason.partition(" ")
    parts = (ending_in_words(status, reason), str(words.REASON.get(reason, "")))
    return ": ".join(part for part in parts if part)


def _grounds(codes: list[str]) -> str:
    return ", ".join(dict.fromkeys(codes))


def _province(nik: str) -> str:
    code = nik[:2]
    return regions.province_name(code) if regions.is_known_province(code) else ""


_CONCLUSION = _named(dict(Decision.Conclusion.choices))


def _appeals(period: Period) -> QuerySet[Appeal]:
    conclusion = Decision.objects.filter(appeal=OuterRef("pk"), voided_at=None)
    return (
        Appeal.objects.filter(submitted_at__gte=period.start, submitted_at__lt=period.end)
        .annotate(
            conclusion=Subquery(conclusion.exclude(effective_at=None).values("conclusion")[:1]),
        )
        .order_by("submitted_at", "pk")
    )


def _decisions(period: Period) -> QuerySet[Decision]:
    return Decision.objects.filter(
        voided_at=None, effective_at__gte=period.start, effective_at__lt=period.end
    ).order_by("effective_at", "pk", "outcomes__block_id")


def _blocks(period: Period) -> QuerySet[Block]:
    return (
        Block.objects.filter(proposed_at__gte=period.start, proposed_at__lt=period.end)
        .annotate(ending=Concat("status", Value(" "), "reason"))
        .order_by("proposed_at", "pk")
    )


SUBJECTS = {
    Export.Subject.APPEALS: Subject(
        of=_appeals,
        columns=(
            Column(_("Nomor pengaduan"), "reference", _plain),
            Column(_("Tingkat"), "level", _plain),
            Column(_("Kanal"), "channel", _named(dict(Appeal.Channel.choices))),
            Column(_("Status"), "status", _named(words.STATUS)),
            Column(_("NIK (disamarkan)"), "nik", mask_nik),
            Column(_("Nomor KK (disamarkan)"), "kk", mask_nik),
            Column(_("Nama (disamarkan)"), "name", mask_name),
            Column(_("Provinsi menurut NIK"), "nik", _province),
            Column(_("Kepesertaan"), "membership", _named(dict(Appeal.Membership.choices))),
            Column(_("Alasan blokir"), "grounds", _grounds),
            Column(_("Diterima"), "submitted_at", words.moment),
            Column(_("Jatuh tempo"), "due_date", words.day),
            Column(_("Diputus"), "decided_at", words.moment),
            Column(_("Putusan"), "conclusion", _CONCLUSION),
            Column(_("Ditutup"), "closed_at", words.moment),
        ),
    ),
    Export.Subject.DECISIONS: Subject(
        of=_decisions,
        columns=(
            Column(_("Nomor pengaduan"), "appeal__reference", _plain),
            Column(_("Tingkat"), "appeal__level", _plain),
            Column(_("NIK (disamarkan)"), "appeal__nik", mask_nik),
            Column(_("Nama (disamarkan)"), "appeal__name", mask_name),
            Column(_("Provinsi menurut NIK"), "appeal__nik", _province),
            Column(_("Putusan"), "conclusion", _CONCLUSION),
            Column(_("Alasan blokir"), "outcomes__block__ground", _ground),
            Column(_("Aturan"), "outcomes__block__rule", title_of),
            Column(_("Kode aturan"), "outcomes__block__rule", _plain),
            Column(_("Versi aturan"), "outcomes__block__finding__policy__version", _plain),
            Column(_("Hasil"), "outcomes__result", _named(dict(Outcome.Result.choices))),
            Column(_("Alasan putusan"), "outcomes__reason", _named(words.REASON)),
            Column(_("Diterima"), "appeal__submitted_at", words.moment),
            Column(_("Berlaku"), "effective_at", words.moment),
            Column(_("Diusulkan oleh"), "proposed_by__username", _plain),
            Column(_("Disetujui oleh"), "approved_by__username", _plain),
        ),
    ),
    Export.Subject.BLOCKS: Subject(
        of=_blocks,
        columns=(
            Column(_("Nomor blokir"), "pk", _plain),
            Column(_("Nomor akun"), "account__external_id", _plain),
            Column(_("NIK (disamarkan)"), "account__nik", mask_nik),
            Column(_("Nomor KK (disamarkan)"), "account__kk", mask_nik),
            Column(_("Nama (disamarkan)"), "account__name", mask_name),
            Column(_("Provinsi menurut NIK"), "account__nik", _province),
            Column(_("Alasan blokir"), "ground", _ground),
            Column(_("Aturan"), "rule", title_of),
            Column(_("Kode aturan"), "rule", _plain),
            Column(_("Versi aturan"), "finding__policy__version", _plain),
            Column(_("Status"), "status", _named(dict(Block.Status.choices))),
            Column(_("Diusulkan"), "proposed_at", words.moment),
            Column(_("Berlaku"), "confirmed_at", words.moment),
            Column(_("Berakhir"), "ended_at", words.moment),
            Column(_("Alasan berakhir"), "ending", _ending),
        ),
    ),
}
