"""The form that decides: an outcome with its reason for each contested block, and a letter.

It names what was on the person's file when it was shown, so that nobody decides past what came
meanwhile; so does the form of the second signature.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from appeals import decision_texts, lifecycle
from appeals.models import Appeal, Outcome
from appeals.review import checklist
from appeals.review.forms import StepForm, words_field
from appeals.review.papers import papers
from eligibility.models import Block

_OF_A_BLOCK = ("result_", "reason_", "text_", "evidence_", "looked_")
_KEY_LENGTH = 19
_MOST_TEXTS = 30
_ABOUT_PROOF = {Outcome.Reason.PROOF_CONVINCES, Outcome.Reason.PROOF_CONTRADICTS}
_RESULTS = [
    (Outcome.Result.LIFTED.value, _("Cabut blokir")),
    (Outcome.Result.UPHELD.value, _("Tetap blokir")),
]
_REASON_CHOICES = [
    ("", _("Pilih alasan")),
    *(
        (group, [(code, Outcome.Reason(code).label) for code in Outcome.REASONS_FOR[result]])
        for group, result in (
            (_("Untuk mencabut"), Outcome.Result.LIFTED),
            (_("Untuk mempertahankan"), Outcome.Result.UPHELD),
        )
    ),
]
_RESULT_OF = {code: result for result, codes in Outcome.REASONS_FOR.items() for code in codes}


class ResultSelect(forms.Select):
    """A list whose options say for which result they are, so that a script may show these only."""

    def __init__(self, result_of: Callable[[str], str]) -> None:
        super().__init__()
        self.result_of = result_of

    def create_option(  # Django's own arguments and answer
        self,
        *args: Any,  # noqa: ANN401 - Django's
        **options: Any,  # noqa: ANN401 - Django's
    ) -> dict[str, Any]:
        """Mark the option with its result, if it has one."""
        option = super().create_option(*args, **options)
        if result := self.result_of(str(option["value"])):
            option["attrs"]["data-result"] = result
        return option


class SeenForm(StepForm):
    """A step that decides: it names what was on the person's file when it was shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def shown_with(self, names: Sequence[str]) -> None:
        """Take down what is on file, of a form that nobody has filled in yet."""
        self.initial.setdefault("seen", ",".join(names))

    def shown_again_with(self, names: Sequence[str]) -> None:
        """Take down what is on file now, of a form that was refused: the officer is told of it."""
        self.keep("seen", ",".join(names))

    @property
    def names_seen(self) -> frozenset[str]:
        """What the officer has seen."""
        return frozenset(filter(None, self.cleaned_data["seen"].split(",")))


class ApproveForm(SeenForm):
    """The second signature; what came since the proposal must be read first."""

    verb = "approve"

    def __init__(self, appeal: Appeal, data: QueryDict | None = None) -> None:
        super().__init__(appeal, data)
        proposal = appeal.decisions.filter(voided_at=None, effective_at=None).first()
        is_kept = proposal is not None and bool(proposal.file_digest)
        if proposal is not None and is_kept and lifecycle.new_since(appeal, proposal.file_seen):
            self.fields["read_new"] = forms.BooleanField(
                label=_("Saya sudah membaca yang ditambahkan peserta sesudah usulan ini."),
                error_messages={"required": _("Baca dulu yang baru, lalu centang ini.")},
            )


@dataclass(frozen=True, slots=True)
class Contested:
    """The fields that speak about one block; `is_over`: nothing is decided about it any more."""

    block: Block
    is_over: bool
    result: forms.BoundField
    reason: forms.BoundField
    text: forms.BoundField
    evidence: forms.BoundField
    looked: forms.BoundField


def _sent_back(appeal: Appeal) -> dict[str, str | list[str]]:
    """Return what the case's officer proposed last, so that they mend it and do not retype it."""
    last = appeal.decisions.order_by("-proposed_at", "-pk").first()
    if last is None or last.voided_at is None or last.proposed_by_id != appeal.officer_id:
        return {}
    used = last.text_uses.order_by("pk").values_list("text", flat=True)
    typed: dict[str, str | list[str]] = {
        "explanation": last.explanation,
        "texts": ",".join(str(key) for key in used),
    }
    for outcome in last.outcomes.prefetch_related("evidence"):
        typed |= {
            f"result_{outcome.block_id}": outcome.result,
            f"reason_{outcome.block_id}": outcome.reason,
            f"text_{outcome.block_id}": outcome.text,
            f"evidence_{outcome.block_id}": [str(row.pk) for row in outcome.evidence.all()],
            f"looked_{outcome.block_id}": outcome.looked_at,
        }
    return typed


def keys_in(words: str) -> list[int]:
    """Return the keys of ready texts that a form carries, each once, as far as they are any."""
    parts = words.split(",")
    keys = (int(key) for key in parts if key.isascii() and key.isdigit() and len(key) < _KEY_LENGTH)
    return list(dict.fromkeys(keys))[:_MOST_TEXTS]


def _ended_meanwhile(appeal: Appeal, blocks: list[Block], data: QueryDict) -> list[Block]:
    """Return the contested blocks that `data` speaks of and that are not among `blocks` any more."""
    named = {name.partition("_")[2] for name in data if name.startswith(_OF_A_BLOCK)}
    left = {int(key) for key in named if key.isascii() and key.isdigit() and len(key) < _KEY_LENGTH}
    left -= {block.pk for block in blocks}
    if not left:
        return []
    return list(Block.objects.filter(contests__appeal=appeal, pk__in=left).order_by("pk"))


class DecisionForm(SeenForm):
    """An outcome with its reason for each contested block, and the letter's explanation."""

    verb = "decide"
    # That a reason speaks of proof and no file is ticked was said; once is enough.
    warned = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    # The ready texts that were inserted: keys of their versions.
    texts = forms.CharField(required=False, widget=forms.HiddenInput)
    explanation = words_field(_("Penjelasan untuk peserta"), rows=5)

    def __init__(self, appeal: Appeal, blocks: list[Block], data: QueryDict | None = None) -> None:
        super().__init__(appeal, data)
        self.initial.update(_sent_back(appeal))
        self.blocks = blocks
        # Ended while the officer wrote: nothing is decided about them, but no word is lost.
        self.ended = _ended_meanwhile(appeal, blocks, data) if data else []
        # What was typed besides when a ready text was asked for, and why it could not be inserted.
        self.typed_now: dict[str, list[str]] = {}
        self.text_refusal = ""
        self._offer_texts()
        files = [
            (str(paper.evidence.pk), paper.name)
            for paper in papers(appeal)
            if paper.evidence.can_be_opened
        ]
        for block in (*blocks, *self.ended):
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
                    widget=ResultSelect(lambda code: _RESULT_OF.get(code, "")),
                    error_messages={"required": _("Pilih alasannya.")},
                ),
                f"text_{block.pk}": words_field(
                    _("Keterangan (boleh kosong)"), rows=2, required=False
                ),
                f"evidence_{block.pk}": forms.MultipleChoiceField(
                    label=_("Bersandar pada berkas"),
                    choices=files,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    error_messages={
                        "invalid_choice": _("Berkas ini tidak ada lagi di kasus ini."),
                    },
                ),
                f"looked_{block.pk}": forms.MultipleChoiceField(
                    label=_("Yang perlu dilihat"),
                    choices=[(one.code, one.words) for one in checklist.checks_for(block)],
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                ),
            }
        for block in self.ended:
            for name in (f"result_{block.pk}", f"reason_{block.pk}"):
                self.fields[name].required = False

    def _offer_texts(self) -> None:
        """Offer the ready texts that fit the grounds; inserting one is no part of deciding."""
        texts = decision_texts.offered({block.ground for block in self.blocks})
        results = {str(text.pk): text.result for text in texts}
        self.fields["ready"] = forms.ChoiceField(
            label=_("Teks siap pakai"),
            choices=[("", _("Pilih teks")), *((str(text.pk), text.title) for text in texts)],
            required=False,
            widget=ResultSelect(lambda key: results.get(key, "")),
        )
        self.has_texts = bool(texts)

    def typed_fields(self) -> list[str]:
        """Keep in a draft which ready texts were inserted, too."""
        return [*super().typed_fields(), "texts"]

    def contested(self) -> Iterator[Contested]:
        """Give the fields of each block together, for the template."""
        for block in (*self.blocks, *self.ended):
            yield Contested(
                block,
                block in self.ended,
                self[f"result_{block.pk}"],
                self[f"reason_{block.pk}"],
                self[f"text_{block.pk}"],
                self[f"evidence_{block.pk}"],
                self[f"looked_{block.pk}"],
            )

    def clean(self) -> None:
        """Refuse a reason for the opposite result; ask once where proof is named and none ticked."""
        super().clean()
        self._refuse_placeholders()
        for block in self.blocks:
            result = self.cleaned_data.get(f"result_{block.pk}")
            reason = self.cleaned_data.get(f"reason_{block.pk}")
            if result and reason and _RESULT_OF[reason] != result:
                self.add_error(f"reason_{block.pk}", _("Alasan ini tidak cocok dengan putusannya."))
            elif reason in _ABOUT_PROOF:
                self._ask_for_files(block)

    def _refuse_placeholders(self) -> None:
        words = self.cleaned_data.get("explanation", "")
        if where := decision_texts.at_loose_brace(words):
            self.add_error(
                "explanation",
                _("Kurung { } tidak lengkap di “%(where)s”. Hapus kurungnya, atau tulis utuh "
                  "dengan namanya, misalnya {nama}.")
                % {"where": where},
            )  # fmt: skip
        elif left := decision_texts.unfilled(words):
            self.add_error(
                "explanation",
                _("Ganti dulu %(names)s dengan kata-kata.") % {"names": ", ".join(left)},
            )

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
                    looked_at=tuple(values[f"looked_{block.pk}"]),
                )
                for block in self.blocks
            ),
            explanation=values["explanation"],
            seen=self.names_seen,
            texts=tuple(keys_in(values["texts"])),
        )
