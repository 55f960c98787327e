"""One step as a page: where it stands among the others, what it shows, what it says first."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.grounds import asks_of
from appeals.intake import blank, photos, proving, questions, step_forms, steps, summary
from appeals.intake.forms import ComplaintForm
from appeals.intake.sending import Visit
from appeals.intake.steps import Situation, Step
from appeals.intake.verdicts import Verdict

BACK_TO_CHECK = "kembali"
_TEMPLATES = {steps.FIRST: "first", "akun": "account", steps.SEND: "send", steps.CHECK: "check"}


@dataclass(frozen=True, slots=True)
class Page:
    """One step of one visit, on `day`; `refusals` are photos', by field."""

    visit: Visit
    step: Step
    steps: list[Step]
    day: date
    is_from_check: bool = False
    refusals: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""

    @property
    def token(self) -> uuid.UUID:
        """The draft's token, which the step's form carries."""
        return self.visit.token

    @property
    def now(self) -> Situation:
        """What the person said so far."""
        return self.visit.now

    @property
    def action(self) -> str:
        """Where the step's form goes."""
        return self._from_check(self.step) if self.is_from_check else self.step.url

    @property
    def progress(self) -> str:
        """How far the person is, in words."""
        number, of = steps.position(self.steps, self.step)
        return _("Langkah %(number)s dari %(of)s") % {"number": number, "of": of}

    @property
    def position(self) -> str:
        """Which of the photos this is, in words; empty on other steps."""
        if self.step.place is None:
            return ""
        number, of = steps.position_among_photos(self.steps, self.step)
        return _("%(number)s dari %(of)s") % {"number": number, "of": of}

    @property
    def previous(self) -> str:
        """Where back leads: the step before, the start page from the first."""
        if self.is_from_check:
            return reverse("complaint_check")
        step = steps.before(self.steps, self.step)
        return step.url if step else reverse("start")

    @property
    def next(self) -> str:
        """Where a good answer leads."""
        following = steps.after(self.steps, self.step)
        if not self.is_from_check:
            return following.url
        is_new = following.is_opened_by_answer
        return self._from_check(following) if is_new else reverse("complaint_check")

    @staticmethod
    def _from_check(step: Step) -> str:
        return f"{step.url}?{BACK_TO_CHECK}={steps.CHECK}"


def form_for(page: Page, verdict: Verdict) -> ComplaintForm | None:
    """Return the step's form, judged if its last sending was; None: nothing was answered yet."""
    now = page.now
    if verdict.is_judged:
        if page.step.slug == steps.SEND:
            now = replace(now, answers={**now.answers, **verdict.given})
        form = step_forms.step_form(page.step, now, day=page.day, is_judged=True)
        if form.is_valid():
            form.look_again()
        return form
    if page.visit.draft is None and not now.answers:
        return None
    return step_forms.step_form(page.step, now, day=page.day)


def show(request: HttpRequest, page: Page, form: ComplaintForm | None) -> HttpResponse:
    """Return the step with its questions; without `form`, the empty ones."""
    step = page.step
    context = {
        "page": page,
        "step": step,
        "now": page.now,
        "form": form,
        "work": _work(request, page),
        **(_photo(page) if step.place is not None else _questions(page, form)),
    }
    return render(request, f"appeals/intake/steps/{_template(step)}.html", context)


def show_check(request: HttpRequest, page: Page) -> HttpResponse:
    """Return every question with its answer, judged as a whole."""
    now = page.now
    form = step_forms.whole_form(now, day=page.day, given={}, about=now.grounds)
    if form.is_valid():
        form.look_again()
    context = {
        "page": page,
        "step": page.step,
        "form": form,
        "sections": summary.sections(form, page.steps),
        "photos": summary.photos_in(page.visit.draft, page.steps),
        "faults": summary.faults(form, page.steps),
    }
    return render(request, "appeals/intake/steps/check.html", context)


def _questions(page: Page, form: ComplaintForm | None) -> dict[str, object]:
    step, now = page.step, page.now
    return {
        "form_html": blank.rendered_step(form) if form else blank.blank_step(step.slug),
        "reason": now.reason_about(step.ground),
        "proof": asks_of(step.ground).proof,
        "leads_elsewhere": now.answers.get("purpose") == questions.OTHER,
    }


def _work(request: HttpRequest, page: Page) -> proving.Asked | None:
    if page.step.slug != steps.SEND:
        return None
    return proving.asked(request, page.token, at=timezone.now())


def _photo(page: Page) -> dict[str, object]:
    places = [step.place for step in page.steps if step.place is not None]
    slots = photos.slots(page.visit.draft, refusals=page.refusals, places=places)
    slot = next(slot for slot in slots if slot.place == page.step.place)
    return {
        "place": page.step.place,
        "slot": slot,
        "slots": [slot],
        "position": page.position,
        "upload_url": reverse("complaint_photo"),
        "most_bytes": settings.PHOTO_MAX_BYTES,
    }


def _template(step: Step) -> str:
    if step.place is not None:
        return "photo"
    return "reason" if step.ground else _TEMPLATES.get(step.part, "step")
