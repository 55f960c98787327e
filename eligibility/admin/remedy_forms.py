"""What an officer fills in to open a campaign: what its blocks have in common, and the words."""

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _

from eligibility.admin.import_forms import refuse_personal
from eligibility.models import ImportBatch, RulePolicy, ScreeningRun
from eligibility.remedies import Cause


class CauseForm(forms.Form):
    """Which file, version or run was wrong, by its number."""

    kind = forms.ChoiceField(
        label=_("Apa yang keliru?"),
        choices=[
            ("batch", _("Impor data")),
            ("policy", _("Kebijakan aturan")),
            ("run", _("Pemeriksaan massal")),
        ],
    )
    number = forms.IntegerField(
        label=_("Nomornya"),
        min_value=1,
        max_value=2**63 - 1,
        help_text=_("Nomor impor, kebijakan, atau pemeriksaan, seperti di halamannya."),
    )

    def clean(self) -> dict[str, object]:
        """Find the row; raises ValidationError when there is none."""
        values = super().clean() or {}
        if "kind" in values and "number" in values:
            try:
                values["cause"] = _cause(values["kind"], values["number"])
            except ObjectDoesNotExist:
                raise forms.ValidationError(
                    _("Tidak ada yang bernomor itu."), code="unknown"
                ) from None
        return values


class RemedyForm(forms.Form):
    """How the campaign is called, and what everyone it reaches will read."""

    title = forms.CharField(
        label=_("Judul"),
        max_length=120,
        min_length=5,
        validators=[refuse_personal],
        help_text=_("Untuk petugas, misalnya: Data sekolah Maret keliru."),
    )
    explanation = forms.CharField(
        label=_("Penjelasan untuk orang yang terkena"),
        min_length=20,
        max_length=2000,
        validators=[refuse_personal],
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "Dibaca semua yang blokirnya dicabut: apa yang keliru, dengan kata sehari-hari. "
            "Jangan menulis data pribadi."
        ),
        error_messages={"required": _("Tulis apa yang keliru, untuk dibaca orangnya.")},
    )


def _cause(kind: str, key: int) -> Cause:
    if kind == "batch":
        return Cause(batch=ImportBatch.objects.get(pk=key))
    if kind == "policy":
        return Cause(policy=RulePolicy.objects.get(pk=key))
    return Cause(run=ScreeningRun.objects.get(pk=key))
