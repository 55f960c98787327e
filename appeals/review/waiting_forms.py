"""What an officer fills in to wait for an institution, and once it has answered."""

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeals import clocks, lifecycle
from appeals.models import Appeal, SourceRequest
from appeals.review.forms import StepForm, words_field
from eligibility.admin.import_forms import refuse_personal
from portal.calendar import civil_date
from portal.templatetags.dates import weekday_date

_ALL = SourceRequest.Institution


class WaitForm(StepForm):
    """Which institution to wait for, what is asked of it, and until when; empty: as long as may be.

    Our own team is none of them: the clock stands for nobody's work but others'.
    """

    verb = "wait_for_source"
    institution = forms.ChoiceField(
        label=_("Lembaga"),
        choices=[
            ("", _("Pilih lembaga")),
            *(row for row in _ALL.choices if row[0] != _ALL.OWN_TEAM),
        ],
        error_messages={
            "required": _("Pilih lembaganya."),
            "invalid_choice": _("Pilih lembaganya dari daftar."),
        },
    )
    wanted = words_field(_("Yang ditanyakan (masuk ke surat)"), rows=2)
    outside_reference = forms.CharField(
        label=_("Nomor di lembaga, kalau ada"), required=False, max_length=60
    )
    expected_date = forms.DateField(
        label=_("Jawaban diharapkan"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": _("Tanggal ini tidak terbaca. Tulis seperti 2026-12-31.")},
    )

    def __init__(self, appeal: Appeal, data: QueryDict | None = None) -> None:
        super().__init__(appeal, data)
        self.last = clocks.wait_until(appeal)
        for name in ("wanted", "outside_reference"):
            self.fields[name].validators.append(refuse_personal)
        self.fields["expected_date"].help_text = gettext(
            "Boleh kosong. Paling lambat %(last)s: batas 60 hari tidak berhenti selama menunggu."
        ) % {"last": weekday_date(self.last)}

    def clean_expected_date(self) -> date | None:
        """Refuse a day that is over, or after which no time is left to decide."""
        day: date | None = self.cleaned_data["expected_date"]
        if day is not None and not civil_date(timezone.now()) <= day <= self.last:
            words = gettext("Pilih tanggal antara hari ini dan %(last)s.")
            raise forms.ValidationError(words % {"last": weekday_date(self.last)})
        return day

    @property
    def inquiry(self) -> lifecycle.Inquiry:
        """What is asked of whom."""
        values = self.cleaned_data
        return lifecycle.Inquiry(
            institution=values["institution"],
            wanted=values["wanted"],
            outside_reference=values["outside_reference"],
            expected_date=values["expected_date"],
        )


class ResumeForm(StepForm):
    """What the institution answered, if it did."""

    verb = "resume"
    answer = words_field(_("Jawaban lembaga (boleh kosong)"), rows=2, required=False)
