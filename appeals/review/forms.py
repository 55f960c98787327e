"""The forms of the case page: what an officer types for each step, and its translation.

Every form carries the revision of the case it was shown with, so that lifecycle can tell an
officer that somebody else was faster.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from appeals import lifecycle
from appeals.models import Appeal, Evidence, Outcome
from appeals.review.masking import Identity, RevealReason
from appeals.review.papers import papers
from eligibility.models import Block

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_KEPT_SHORT = 2000


class StepForm(forms.Form):
    """A step that needs no words; `verb` names the form whose fields stand on the page."""

    verb: ClassVar[str] = ""
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, appeal: Appeal, data: QueryDict | None = None) -> None:
        self.appeal = appeal
        super().__init__(data, auto_id=f"{self.verb}-%s", initial={"revision": appeal.revision})

    def follow(self, appeal: Appeal) -> None:
        """Keep what was typed but carry the present revision of the case."""
        self.keep("revision", str(appeal.revision))

    def keep(self, name: str, value: str) -> None:
        """Put `value` beside what was typed, for the next time the form is shown."""
        kept = self.data if isinstance(self.data, QueryDict) else QueryDict()
        data = kept.copy()
        data[name] = value
        self.data = data


def _words(label: "StrPromise", *, rows: int, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=_KEPT_SHORT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Tulis dulu di sini.")},
    )


class NoteForm(StepForm):
    """An internal note."""

    verb = "note"
    text = _words(_("Catatan untuk petugas lain"), rows=2)


class ReplyForm(StepForm):
    """Words for the person; sent twice from one form they are one message."""

    verb = "reply"
    text = _words(_("Pesan untuk peserta"), rows=3)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class SendBackForm(StepForm):
    """Why a proposal goes back to its officer."""

    verb = "send_back"
    note = _words(_("Apa yang perlu dibetulkan"), rows=2)


class WaiveFileForm(StepForm):
    """Why a decision does not need a file that was lost."""

    verb = "waive_file"
    evidence = forms.TypedChoiceField(label=_("Berkas yang hilang"), coerce=int)
    why = _words(_("Mengapa putusan tidak memerlukan berkas ini"), rows=2)

    def __init__(self, appeal: Appeal, data: QueryDict | None = None) -> None:
        super().__init__(appeal, data)
        lost = lifecycle.lost_in_the_way(appeal)
        self.has_choice = bool(lost)
        self.fields["evidence"].choices = [  # type: ignore[attr-defined] # a choice field
            (row.pk, row.title) for row in lost
        ]


_REQUESTS = {
    Evidence.Kind.EKTP: _("Kirim foto e-KTP asli: utuh, terang, dan terbaca."),
    Evidence.Kind.KK: _("Kirim foto Kartu Keluarga: utuh, terang, dan terbaca."),
    Evidence.Kind.SELFIE_EKTP: _("Kirim foto diri sambil memegang e-KTP."),
    Evidence.Kind.SELFIE_KK: _("Kirim foto diri sambil memegang Kartu Keluarga."),
    Evidence.Kind.SCREENSHOT: _("Kirim tangkapan layar yang menunjukkan blokirnya."),
    Evidence.Kind.SUPPORTING: _("Kirim berkas pendukung."),
}


class AskForm(StepForm):
    """What the person should still send or tell."""

    verb = "ask"
    kinds = forms.MultipleChoiceField(
        label=_("Foto yang diminta"),
        choices=Evidence.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    detail = _words(_("Apa yang kurang pada foto itu"), rows=2, required=False)
    question = _words(_("Pertanyaan yang dijawab dengan kata-kata"), rows=2, required=False)

    def clean(self) -> None:
        """Refuse to ask for nothing."""
        super().clean()
        if not self.errors and not self.asks():
            raise forms.ValidationError(_("Pilih foto yang diminta atau tulis pertanyaan."))

    def asks(self) -> list[lifecycle.Ask]:
        """Return the questions in the person's language."""
        detail, question = self.cleaned_data["detail"], self.cleaned_data["question"]
        with translation.override(self.appeal.language):
            asks = [
                lifecycle.Ask(kind, f"{_REQUESTS[Evidence.Kind(kind)]} {detail}".strip())
                for kind in self.cleaned_data["kinds"]
            ]
        return [*asks, lifecycle.Ask("", question)] if question else asks


class RevealForm(forms.Form):
    """Which masked field to open, and why."""

    field = forms.ChoiceField(label=_("Data"), choices=Identity.choices)
    reason = forms.ChoiceField(
        label=_("Untuk apa"), choices=[("", _("Pilih alasan")), *RevealReason.choices]
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="reveal-%s")


_REASONS = {
    Outcome.Result.LIFTED: (
        Outcome.Reason.PROOF_CONVINCES,
        Outcome.Reason.SOURCE_OUTDATED,
        Outcome.Reason.SOURCE_WRONG,
        Outcome.Reason.TYPING_ERROR,
        Outcome.Reason.PROGRAMME_FAULT,
    ),
    Outcome.Result.UPHELD: (
        Outcome.Reason.PROOF_MISSING,
        Outcome.Reason.PROOF_CONTRADICTS,
        Outcome.Reason.RULE_APPLIES,
    ),
}
_ABOUT_PROOF = {Outcome.Reason.PROOF_CONVINCES, Outcome.Reason.PROOF_CONTRADICTS}
_RESULTS = [
    (Outcome.Result.LIFTED.value, _("Cabut blokir")),
    (Outcome.Result.UPHELD.value, _("Tetap blokir")),
]
_REASON_CHOICES = [
    ("", _("Pilih alasan")),
    (_("Untuk mencabut"), [(r.value, r.label) for r in _REASONS[Outcome.Result.LIFTED]]),
    (_("Untuk mempertahankan"), [(r.value, r.label) for r in _REASONS[Outcome.Result.UPHELD]]),
]


@dataclass(frozen=True, slots=True)
class Contested:
    """The fields that speak about one block."""

    block: Block
    result: forms.BoundField
    reason: forms.BoundField
    text: forms.BoundField
    evidence: forms.BoundField


def _sent_back(appeal: Appeal) -> dict[str, str | list[str]]:
    """Return what the case's officer proposed last, so that they mend it and do not retype it."""
    last = appeal.decisions.order_by("-proposed_at", "-pk").first()
    if last is None or last.voided_at is None or last.proposed_by_id != appeal.officer_id:
        return {}
    typed: dict[str, str | list[str]] = {"explanation": last.explanation}
    for outcome in last.outcomes.prefetch_related("evidence"):
        typed |= {
            f"result_{outcome.block_id}": outcome.result,
            f"reason_{outcome.block_id}": outcome.reason,
            f"text_{outcome.block_id}": outcome.text,
            f"evidence_{outcome.block_id}": [str(row.pk) for row in outcome.evidence.all()],
        }
    return typed


class DecisionForm(StepForm):
    """An outcome with its reason for each contested block, and the letter's explanation."""

    verb = "decide"
    # That a reason speaks of proof and no file is ticked was said; once is enough.
    warned = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    explanation = _words(_("Penjelasan untuk peserta"), rows=5)

    def __init__(self, appeal: Appeal, blocks: list[Block], data: QueryDict | None = None) -> None:
        super().__init__(appeal, data)
        self.initial.update(_sent_back(appeal))
        self.blocks = blocks
        files = [
            (str(paper.evidence.pk), paper.name)
            for paper in papers(appeal)
            if paper.evidence.can_be_opened
        ]
        for block in blocks:
            self.fields |= {
                f"result_{block.pk}": forms.ChoiceField(
                    label=_("Putusan"),
                    choices=_RESULTS,
                    widget=forms.RadioSelect,
                    error_messages={"required": _("Pilih dulu: cabut atau tetap.")},
                ),
                f"reason_{block.pk}": forms.ChoiceField(
                    label=_("Alasan"),
                    choices=_REASON_CHOICES,
                    error_messages={"required": _("Pilih alasannya.")},
                ),
                f"text_{block.pk}": _words(_("Keterangan (boleh kosong)"), rows=2, required=False),
                f"evidence_{block.pk}": forms.MultipleChoiceField(
                    label=_("Bersandar pada berkas"),
                    choices=files,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    error_messages={
                        "invalid_choice": _("Berkas ini tidak ada lagi di kasus ini."),
                    },
                ),
            }

    def contested(self) -> Iterator[Contested]:
        """Give the fields of each block together, for the template."""
        for block in self.blocks:
            yield Contested(
                block,
                self[f"result_{block.pk}"],
                self[f"reason_{block.pk}"],
                self[f"text_{block.pk}"],
                self[f"evidence_{block.pk}"],
            )

    def clean(self) -> None:
        """Refuse a reason for the opposite result; ask once where proof is named and none ticked."""
        super().clean()
        for block in self.blocks:
            result = self.cleaned_data.get(f"result_{block.pk}")
            reason = self.cleaned_data.get(f"reason_{block.pk}")
            if result and reason and reason not in _REASONS[Outcome.Result(result)]:
                self.add_error(f"reason_{block.pk}", _("Alasan ini tidak cocok dengan putusannya."))
            elif reason in _ABOUT_PROOF:
                self._ask_for_files(block)

    def _ask_for_files(self, block: Block) -> None:
        field = f"evidence_{block.pk}"
        choices = self.fields[field].choices  # type: ignore[attr-defined]
        if not choices or self.cleaned_data.get(field) or self.cleaned_data.get("warned"):
            return
        self.add_error(
            field,
            _("Alasannya menyebut bukti, tetapi tidak ada berkas yang dicentang. Centang, atau "
              "kirim sekali lagi kalau memang tidak ada."),
        )  # fmt: skip
        self.keep("warned", "1")

    def ruling(self) -> lifecycle.Ruling:
        """Return the decision as lifecycle takes it."""
        values = self.cleaned_data
        return lifecycle.Ruling(
            outcomes=tuple(
                lifecycle.OutcomeChosen(
                    block_id=block.pk,
                    result=values[f"result_{block.pk}"],
                    reason=values[f"reason_{block.pk}"],
                    text=values[f"text_{block.pk}"],
                    evidence_ids=tuple(int(pk) for pk in values[f"evidence_{block.pk}"]),
                )
                for block in self.blocks
            ),
            explanation=values["explanation"],
        )
