"""The empty complaint form, rendered once per language and process.

It holds nothing of anybody's: token, CSRF and photos are put around it by the page.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from crispy_forms.utils import render_crispy_form
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from appeals.intake.forms import ComplaintForm


@dataclass(frozen=True, slots=True)
class Blank:
    """The two halves of the empty form; the photos come between them."""

    answers: SafeString
    consent: SafeString


def blank_form() -> Blank:
    """Return the empty form in the active language."""
    return _rendered(get_language() or "id")


@lru_cache(maxsize=8)
def _rendered(_language: str) -> Blank:
    form = ComplaintForm(day=date.min)
    return Blank(
        answers=render_crispy_form(form, form.answers_helper),
        consent=render_crispy_form(form, form.consent_helper),
    )
