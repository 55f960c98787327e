"""What is to be done to many cases: the choice in the queue, and what each choice asks for."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.lifecycle import bulk
from appeals.models import Priority, PriorityChange
from appeals.review.handing_forms import examiners
from appeals.review.history import name_of
from appeals.review.related_forms import urgent_reasons
from portal.models import Role, User

if TYPE_CHECKING:
    from django.http import QueryDict

_KEPT_SHORT = 2000


class Action(models.TextChoices):
    """What may be done to many cases at once."""

    URGENT = "urgent", _("Dahulukan")
    USUAL = "usual", _("Hapus tanda mendesak")
    NOTE = "note", _("Tulis catatan")
    CLOSE_MOOT = "close_moot", _("Tutup yang blokirnya sudah berakhir")
    ASSIGN = "assign", _("Berikan ke petugas")


def actions_for(user: User) -> list[Action]:
    """Return what `user` may choose; only supervisors give cases to others."""
    return [each for each in Action if each != Action.ASSIGN or user.has_role(Role.SUPERVISOR)]


@dataclass(frozen=True, slots=True)
class Pick:
    """A case that was checked, and the revision it was seen with."""

    pk: int
    revision: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return what a checkbox carries, or None if it is none of ours."""
        pk, _colon, revision = text.partition(":")
        is_one = all(
            each.isascii() and each.isdigit() and len(each) < 10 for each in (pk, revision)
        )
        return cls(int(pk), int(revision)) if is_one else None


class BulkForm(forms.Form):
    """What the chosen action still needs to be told."""

    def __init__(self, action: Action, data: "QueryDict | None" = None) -> None:
        super().__init__(data, auto_id="bulk-%s")
        self.action = action
        if action == Action.ASSIGN:
            self.fields["to"] = forms.ModelChoiceField(
                label=_("Berikan ke"),
                queryset=examiners(),
                empty_label=_("Pilih petugas"),
                error_messages={
                    "required": _("Pilih petugasnya."),
                    "invalid_choice": _(
                        "Petugas ini tidak memeriksa pengaduan lagi. Pilih yang lain."
                    ),
                },
            )
            self.fields["to"].label_from_instance = name_of  # type: ignore[attr-defined] # a choice
        elif action == Action.URGENT:
            self.fields["reason"] = forms.ChoiceField(
                label=_("Mengapa mendesak"),
                choices=[("", _("Pilih alasan")), *urgent_reasons()],
                error_messages={"required": _("Pilih alasannya.")},
            )
        elif action == Action.NOTE:
            self.fields["text"] = forms.CharField(
                label=_("Catatan untuk petugas lain"),
                max_length=_KEPT_SHORT,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("Tulis dulu di sini.")},
            )

    def rehearsal(self, *, by: User, at: datetime) -> bulk.Order | None:
        """Return an order that shows what would be refused before anything is filled in.

        None where that depends on what is filled in.
        """
        if self.action == Action.URGENT:  # whatever the reason, the same cases are refused
            reason = PriorityChange.Reason.INCOME
            return bulk.prioritise(Priority.URGENT, reason=reason, by=by, at=at)
        if self.fields:
            return None
        return self.order(by=by, at=at)

    def order(self, *, by: User, at: datetime) -> bulk.Order:
        """Return what lifecycle is asked to do."""
        values = self.cleaned_data if self.is_bound else {}
        if self.action == Action.ASSIGN:
            return bulk.assign(to=values["to"], by=by, at=at)
        if self.action == Action.URGENT:
            reason = PriorityChange.Reason(values["reason"])
            return bulk.prioritise(Priority.URGENT, reason=reason, by=by, at=at)
        if self.action == Action.USUAL:
            reason = PriorityChange.Reason.PASSED
            return bulk.prioritise(Priority.USUAL, reason=reason, by=by, at=at)
        if self.action == Action.NOTE:
            return bulk.note(values["text"], by=by, at=at)
        return bulk.close_moot(by=by, at=at)
