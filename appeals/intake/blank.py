"""Empty forms, rendered once per language and process: the plain page's and each first step's.

They hold nothing of anybody's: token, CSRF and errors are put around them by the page.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from crispy_forms.utils import render_crispy_form
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from appeals.intake import photos, step_forms
from appeals.intake.forms import ComplaintForm
from appeals.intake.steps import Situation, way


def blank_form() -> SafeString:
    """Return the empty form of the plain page in the active language: questions and photos."""
    return _rendered(get_language() or "id")


def blank_step(slug: str) -> SafeString:
    """Return the empty questions of the step `slug` in the active language.

    Raises KeyError where a complaint without answers has no such step.
    """
    return _rendered_step(get_language() or "id", slug)


def forget() -> None:
    """Render them anew when next asked for."""
    _rendered.cache_clear()
    _rendered_step.cache_clear()


@dataclass(frozen=True, slots=True)
class Whole:
    """The three parts of the plain page's form."""

    answers: SafeString
    photos: SafeString
    consents: SafeString


def rendered(form: ComplaintForm, slots: list[photos.Slot], *, is_late: bool) -> Whole:
    """Return the form of the plain page with its answers, anew."""
    context = {"slots": slots, "most_bytes": settings.PHOTO_MAX_BYTES}
    return Whole(
        answers=render_crispy_form(form, step_forms.answers_helper(is_late=is_late)),
        photos=render_to_string("appeals/intake/_photos.html", context),
        consents=render_crispy_form(form, step_forms.consent_helper()),
    )


def rendered_step(form: ComplaintForm) -> SafeString:
    """Return the questions of a step with their answers, anew."""
    html: SafeString = render_crispy_form(form, step_forms.step_helper(form))
    return html


@lru_cache(maxsize=8)
def _rendered(_language: str) -> SafeString:
    form = ComplaintForm(day=date.min)
    whole = rendered(form, photos.slots(None, refusals={}), is_late=False)
    return whole.answers + whole.photos + whole.consents


@lru_cache(maxsize=64)
def _rendered_step(_language: str, slug: str) -> SafeString:
    now = Situation()
    step = {one.slug: one for one in way(now)}[slug]
    return rendered_step(step_forms.step_form(step, now, day=date.min))
