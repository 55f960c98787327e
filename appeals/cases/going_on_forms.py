"""The form with which a decided case goes on, and its places for files.

Owns what is asked; what becomes of it is `lifecycle`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals import lifecycle
from appeals.cases.forms import LONGEST_TEXT
from appeals.evidence import intake, replacing
from appeals.models import Draft, Evidence
from eligibility.explain import title_of
from portal.forms import PlainForm

_HELP = _("Misalnya ijazah, surat keterangan, atau tangkapan layar. Satu foto atau PDF per berkas.")


class GoingOnForm(PlainForm):
    """Which blocks, why, and why only now."""

    blocks = forms.MultipleChoiceField(
        label=_("Blokir mana yang menurut Anda keliru?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Pilih paling sedikit satu."),
            "invalid_choice": _("Pilihan ini sudah berubah. Pilih lagi."),
        },
    )
    text = forms.CharField(
        label=_("Apa yang keliru dalam putusan itu?"),
        help_text=_("Ceritakan dengan kata-kata Anda sendiri. Singkat pun boleh."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Tulis dulu apa yang keliru; satu kalimat cukup.")},
    )
    late_reason = forms.CharField(
        label=_("Kenapa baru sekarang?"),
        help_text=_("Batas waktunya sudah lewat. Banding tetap kami periksa; sebabnya kami "
                    "pertimbangkan."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(
        self,
        ways: lifecycle.WaysOn,
        data: Mapping[str, object] | None = None,
        *,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        choices = [(str(block.pk), title_of(block)) for block in ways.blocks]
        if len(choices) > 1:
            self.fields["blocks"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["blocks"]
        if not ways.is_late:
            del self.fields["late_reason"]
        self._only = tuple(block.pk for block in ways.blocks)
        # What the page says where there is nothing to choose.
        self.only = choices[0][1] if len(choices) == 1 else ""

    def block_ids(self) -> tuple[int, ...]:
        """Return what a valid form chose; where there is one block only, that one."""
        if "blocks" not in self.fields:
            return self._only
        return tuple(int(pk) for pk in self.cleaned_data["blocks"])


class OpenAgainForm(GoingOnForm):
    """Why, with what file: everything that was refused is examined anew, and nobody is late."""

    def __init__(
        self,
        ways: lifecycle.WaysOn,
        data: Mapping[str, object] | None = None,
        *,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(ways, data, initial=initial)
        self.fields.pop("blocks", None)
        self.fields.pop("late_reason", None)
        self.fields["text"].label = _("Apa yang ditunjukkan berkas baru itu?")
        self.fields["text"].error_messages["required"] = str(
            _("Tulis dulu apa yang ditunjukkannya; satu kalimat cukup.")
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where one new file goes."""

    field: str
    label: str | Promise
    kind: str = Evidence.Kind.SUPPORTING
    help: str | Promise = _HELP


@dataclass(frozen=True, slots=True)
class Slot:
    """A place as it stands in one draft."""

    place: Place
    held: Evidence | None
    refusal: str


PLACES = (
    Place("photo_supporting_1", _("Berkas baru 1")),
    Place("photo_supporting_2", _("Berkas baru 2")),
    Place("photo_supporting_3", _("Berkas baru 3")),
)
BY_FIELD = {place.field: place for place in PLACES}


def slots(draft: Draft | None, refusals: Mapping[str, str]) -> list[Slot]:
    """Return every place with what it holds; files fill the places in order."""
    held = list(draft.evidence.order_by("pk")) if draft else []
    padded = [*held, *[None] * len(PLACES)]
    return [
        Slot(place, evidence, refusals.get(place.field, ""))
        for place, evidence in zip(PLACES, padded, strict=False)
    ]


def take(
    draft: Draft,
    files: Mapping[str, "UploadedFile[bytes]"],
    said: Mapping[str, str],
    *,
    at: datetime,
) -> dict[str, str]:
    """Attach every file that came along; return the refusals, a sentence by field.

    `said` names the files that stand there already and are to be replaced.

    Raises Draft.DoesNotExist when the draft was sent meanwhile.
    """
    refusals = {}
    for place in PLACES:
        upload = files.get(place.field) or files.get(f"{place.field}_camera")
        if upload is None:
            continue
        try:
            replaces = replacing.wanted(said, place.field)
            intake.attach(draft, upload, kind=place.kind, at=at, replaces=replaces)
        except intake.Refused as refused:
            refusals[place.field] = str(refused.fault)
    return refusals
