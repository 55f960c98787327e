"""The check page: every question with its answer, what is still wrong, and where to change it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms

from appeals.intake import photos, steps
from appeals.intake.forms import ComplaintForm
from appeals.intake.steps import Step
from appeals.models import Draft, Evidence
from portal.forms import PlainBoundField, led


@dataclass(frozen=True, slots=True)
class Row:
    """One question: its answer as people read it, what is wrong or odd, where to change it."""

    label: str
    answers: Sequence[str]
    error: str
    hint: str
    url: str

    @property
    def lead(self) -> str:
        """The question in front of what is wrong with its answer."""
        return led(self.label)


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one step."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One photo: what it is of, whether it is there, where to change it."""

    label: str
    held: Evidence | None
    url: str


def sections(form: ComplaintForm, way: Iterable[Step]) -> list[Section]:
    """Return the answers of the judged `form` in the order they were asked."""
    return [
        Section(step.title, [_row(form[name], step) for name in step.names])
        for step in way
        if step.names and step.slug != steps.SEND
    ]


def faults(form: ComplaintForm, way: Sequence[Step]) -> list[Row]:
    """Return the rows that must be mended before the complaint can be sent."""
    return [_row(form[name], steps.asking(way, name)) for name in form.errors]


def photos_in(draft: Draft | None, way: Iterable[Step]) -> list[PhotoRow]:
    """Return every photo that is asked for, with what the draft holds."""
    asked = [(step, step.place) for step in way if step.place is not None]
    slots = photos.slots(draft, refusals={}, places=[place for _step, place in asked])
    return [
        PhotoRow(str(slot.place.label), slot.held, _change(step))
        for (step, _place), slot in zip(asked, slots, strict=True)
    ]


def _row(field: forms.BoundField, step: Step) -> Row:
    assert isinstance(field, PlainBoundField)
    return Row(
        label=str(field.label),
        answers=_read(field),
        error=" ".join(map(str, field.errors)),
        hint=field.hint,
        url=f"{_change(step)}#{field.focus_id}",
    )


def _read(field: PlainBoundField) -> list[str]:
    """Return the answer as people read it; a choice by its words."""
    value = field.value()
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect):
        chosen = value if isinstance(value, list) else [value]
        return [str(words) for code, words in widget.choices if code and code in chosen]
    return [str(value)] if value else []


def _change(step: Step) -> str:
    return f"{step.url}?kembali={steps.CHECK}"
