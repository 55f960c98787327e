"""The forms by which a case leaves an officer: handed back, handed over, or because of a tie."""

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Interest
from appeals.review.forms import StepForm
from appeals.review.history import name_of
from appeals.review.offered import REVIEWERS
from portal.models import User

_MOST_WORDS = 500


def _why() -> forms.CharField:
    return forms.CharField(
        label=_("Alasan (boleh kosong)"),
        required=False,
        max_length=_MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class HandBackForm(StepForm):
    """Why the case goes back to the queue."""

    verb = "hand_back"
    why = _why()


class ReassignForm(StepForm):
    """To which officer a supervisor gives the case."""

    verb = "reassign"
    to = forms.ModelChoiceField(
        label=_("Berikan ke"),
        queryset=User.objects.none(),
        empty_label=_("Pilih petugas"),
        error_messages={
            "required": _("Pilih petugasnya."),
            "invalid_choice": _("Petugas ini tidak memeriksa pengaduan lagi. Pilih yang lain."),
        },
    )
    why = _why()

    def __init__(self, appeal: Appeal, data: QueryDict | None = None) -> None:
        super().__init__(appeal, data)
        field = self.fields["to"]
        others = examiners()
        if appeal.officer_id is not None:
            others = others.exclude(pk=appeal.officer_id)
        field.queryset = others  # type: ignore[attr-defined] # a choice of users
        field.label_from_instance = name_of  # type: ignore[attr-defined] # a choice of users


class InterestForm(StepForm):
    """How the officer knows the person."""

    verb = "declare_interest"
    how = forms.ChoiceField(
        label=_("Hubungan Anda dengan orang ini"),
        choices=[("", _("Pilih hubungan")), *Interest.How.choices],
        error_messages={
            "required": _("Pilih hubungannya."),
            "invalid_choice": _("Pilih hubungan dari daftar ini."),
        },
    )


def examiners() -> QuerySet[User]:
    """Return the officers who examine cases, by name."""
    rows = User.objects.filter(is_active=True, groups__name__in=[role.value for role in REVIEWERS])
    return rows.distinct().order_by("first_name", "last_name", "username", "pk")
