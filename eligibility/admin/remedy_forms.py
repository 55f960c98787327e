"""What an officer fills in to open a campaign: what its blocks have in common, and the words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eligibility.admin.import_forms import refuse_personal


class LookupForm(forms.Form):
    """A file, version or run that is not among the newest."""

    wanted = forms.CharField(
        label=_("Cari sebab yang lain"),
        max_length=60,
        validators=[refuse_personal],
        help_text=_("Nama aturan, sumber atau isi berkas, atau nomor impor atau pemeriksaan."),
        error_messages={"required": _("Tulis nama atau nomornya.")},
    )


class RemedyForm(forms.Form):
    """How the campaign is called, and what everyone it reaches will read."""

    title = forms.CharField(
        label=_("Judul"),
        max_length=120,
        min_length=5,
        validators=[refuse_personal],
        help_text=_("Untuk petugas, misalnya: Data sekolah Maret keliru."),
        error_messages={"required": _("Tulis judulnya.")},
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
    explanation_en = forms.CharField(
        label=_("Penjelasan itu dalam bahasa Inggris"),
        required=False,
        min_length=20,
        max_length=2000,
        validators=[refuse_personal],
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "Untuk orang yang memakai portal dalam bahasa Inggris. Kosong: mereka membaca yang "
            "berbahasa Indonesia."
        ),
    )
