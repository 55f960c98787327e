"""The form of one step and the whole form of the plain page, and how crispy lays them out."""

from collections.abc import Mapping, Sequence
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout
from django.utils.translation import gettext_lazy as _

from appeals.intake import answers, consent
from appeals.intake.forms import ComplaintForm
from appeals.intake.steps import Situation, Step
from eligibility.grounds import Ground
from portal.forms import plain_helper

_TEMPLATES = {
    "grounds": "appeals/intake/_grounds.html",
    "consent": "appeals/intake/_data_notice.html",
    "consent_version": "appeals/intake/_consent_version.html",
    "consent_biometric": "appeals/intake/_agree.html",
    "consent_messaging": "appeals/intake/_agree.html",
}
_CONSENTS = ("consent", *answers.CONSENTS, "consent_version")


def step_form(step: Step, now: Situation, *, day: date, is_judged: bool = False) -> ComplaintForm:
    """Return the questions of `step` with the answers so far; judged, with what is wrong."""
    names = _CONSENTS if step.names == answers.CONSENTS else step.names
    about = (step.ground,) if step.ground else ()
    if not is_judged:
        form = ComplaintForm(initial=now.answers, day=day, about=about, only=names)
    else:
        form = ComplaintForm(_current(now.answers), day=day, about=about, only=names)
        form.is_valid()
    form.heading = step.title
    return fitted(form, now)


def whole_form(
    now: Situation, *, day: date, given: Mapping[str, str], about: Sequence[str] = Ground.values
) -> ComplaintForm:
    """Return all questions, judged; `given` is what the browser sent of the consents.

    `about` are the grounds whose reasons are asked on the same page.
    """
    return fitted(ComplaintForm({**_current(now.answers), **given}, day=day, about=about), now)


def fitted(form: ComplaintForm, now: Situation) -> ComplaintForm:
    """Offer the grounds that stand, where the person proved the account; return the form."""
    if now.reasons:
        known = {reason.explanation.ground for reason in now.reasons}
        form.offered = (*known, answers.DONT_KNOW)
        form.details = {one.explanation.ground: one.explanation.why for one in now.reasons}
    return form


def step_helper(form: ComplaintForm) -> FormHelper:
    """Return how crispy renders the questions of a step."""
    helper = plain_helper()
    helper.layout = Layout(*map(_field, form.fields))
    return helper


def answers_helper(*, is_late: bool) -> FormHelper:
    """Return how crispy renders the plain page above the photos."""
    helper = plain_helper()
    story = [*answers.STORY, *(["late_reason"] if is_late else [])]
    helper.layout = Layout(
        _group(_("Pengaduan"), "purpose"),
        _group(_("Tentang Anda"), "for_whom", *answers.ABOUT_YOU),
        Fieldset(
            _("Kalau Anda menolong orang lain"),
            *answers.ABOUT_THE_HELPER,
            css_class="group for-helpers",
        ),
        _group(_("Alasan blokir"), "grounds"),
        _group(_("Apa yang terjadi"), *story),
    )
    return helper


def consent_helper() -> FormHelper:
    """Return how crispy renders the plain page below the photos."""
    helper = plain_helper()
    helper.layout = Layout(_group(_("Data Anda"), *_CONSENTS))
    return helper


def _current(said: Mapping[str, str]) -> dict[str, str]:
    return {"consent_version": consent.SHOWN, **said}


def _group(legend: object, *names: str) -> Fieldset:
    return Fieldset(legend, *map(_field, names), css_class="group")


def _field(name: str) -> Field | str:
    template = _TEMPLATES.get(name)
    return Field(name, template=template) if template else name
