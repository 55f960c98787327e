"""Empty forms, rendered once per language and process: the plain page's and each first step's.

They hold nothing of anybody's: a step's page puts token, CSRF and errors around them; the plain
page is kept whole, and the visitor's tokens are put in.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from crispy_forms.utils import render_crispy_form
from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from appeals.intake import photos, step_forms
from appeals.intake.forms import ComplaintForm
from appeals.intake.steps import Situation, way
from portal.site import site_context

# Stand where each visitor's own tokens belong; nobody can write them into a banner.
_TOKEN, _CSRF = secrets.token_hex(16), secrets.token_hex(16)


def blank_page(request: HttpRequest, token: uuid.UUID) -> str:
    """Return the plain page as a new visitor sees it, with `token` and a CSRF token of their own.

    Rendered anew as soon as the office's banners or hours say something else.
    """
    said = tuple(site_context(request).items())
    page = _rendered_page(get_language() or "id", request.path, said)
    return page.replace(_CSRF, get_token(request)).replace(_TOKEN, str(token))


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
    _rendered_page.cache_clear()
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
def _rendered_page(_language: str, path: str, said: tuple[tuple[str, object], ...]) -> str:
    nobody = HttpRequest()  # whose page this is: what is kept can hold no visitor's data
    nobody.path = path
    context = {
        **dict(said),
        "blank": blank_form(),
        "page": {"token": _TOKEN},
        "csrf_token": _CSRF,
        "most_bytes": settings.PHOTO_MAX_BYTES,
    }
    return render_to_string("appeals/intake/complaint.html", context, nobody)


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
