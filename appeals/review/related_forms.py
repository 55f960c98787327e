"""The forms by which a case is put first, merged, parted, or linked with another."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from appeals import reference
from appeals.models import Appeal, CaseLink, PriorityChange
from appeals.review.forms import StepForm

Reason = PriorityChange.Reason


def urgent_reasons() -> list[tuple[str, object]]:
    """Return why a case may come first."""
    return [(each.value, each.label) for each in Reason if each != Reason.PASSED]


class PutFirstForm(StepForm):
    """Why a case comes before the others."""

    verb = "put_first"
    reason = forms.ChoiceField(
        label=_("Mengapa mendesak"),
        choices=lambda: [("", _("Pilih alasan")), *urgent_reasons()],
        error_messages={"required": _("Pilih alasannya.")},
    )


class _NumberForm(StepForm):
    """Another case, by its number; `other` is that case."""

    number = forms.CharField(
        label=_("Nomor kasus yang lain"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Tulis nomor kasusnya.")},
    )
    other: Appeal

    def clean_number(self) -> str:
        """Find the case; beside the field it says what is wrong with the number."""
        typed: str = self.cleaned_data["number"]
        try:
            number = reference.parse(typed)
        except reference.Malformed as fault:
            raise forms.ValidationError(_("Nomor ini tidak lengkap atau salah ketik.")) from fault
        found = Appeal.objects.filter(reference=number).first()
        if found is None:
            raise forms.ValidationError(_("Tidak ada kasus dengan nomor ini."))
        if found.pk == self.appeal.pk:
            raise forms.ValidationError(_("Ini nomor kasus yang sedang Anda buka."))
        self.other = found
        return number


class MergeForm(_NumberForm):
    """Into which case of the same person this one goes."""

    verb = "merge"

    def clean_number(self) -> str:
        """Refuse a case that is over, and another person's."""
        number = super().clean_number()
        if not self.other.is_open:
            raise forms.ValidationError(_("Kasus itu sudah selesai. Tautkan saja keduanya."))
        own = (self.appeal.account_id, self.appeal.nik)
        if (self.other.account_id, self.other.nik) != own:
            raise forms.ValidationError(
                _("Kasus itu tentang NIK lain, jadi tidak bisa digabung. Tautkan saja keduanya.")
            )
        return number


class LinkForm(_NumberForm):
    """Which case belongs to this one, and how."""

    verb = "link"
    reason = forms.ChoiceField(
        label=_("Hubungannya"),
        choices=[("", _("Pilih hubungan")), *CaseLink.Reason.choices],
        error_messages={"required": _("Pilih hubungannya.")},
    )


class UnlinkForm(StepForm):
    """Which linked case does not belong to this one after all."""

    verb = "unlink"
    other = forms.ModelChoiceField(
        label=_("Kasus yang dilepas"),
        queryset=Appeal.objects.none(),
        error_messages={"required": _("Pilih kasusnya.")},
    )

    def __init__(self, appeal: Appeal, data: QueryDict | None = None) -> None:
        super().__init__(appeal, data)
        field = self.fields["other"]
        rows = Appeal.objects.linked_to(appeal)
        field.queryset = rows  # type: ignore[attr-defined] # a choice of cases
