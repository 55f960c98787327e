"""Carries what the last sending came to across the redirect back to the form.

Only our own sentences go into the session; what the person typed stays in the encrypted draft.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest

from appeals.intake import drafts
from appeals.intake.forms import ComplaintForm
from appeals.models import Draft

_KEY = "complaint_verdict"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to show: whether the answers were judged, which photos were refused, a notice."""

    is_judged: bool = False
    refusals: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    consent: str = ""
    consent_version: str = ""


def keep(request: HttpRequest, token: uuid.UUID, verdict: Verdict) -> None:
    """Remember `verdict` until the form is sent again."""
    request.session[_KEY] = {
        "token": str(token),
        "is_judged": verdict.is_judged,
        "refusals": dict(verdict.refusals),
        "notice": verdict.notice,
        "consent": "on" if request.POST.get("consent") else "",
        "consent_version": request.POST.get("consent_version", "")[:20],
    }


def of(request: HttpRequest, token: uuid.UUID) -> Verdict:
    """Return what the last sending of the form `token` came to; empty if there was none."""
    kept = dict(request.session.get(_KEY, {}))
    return Verdict(**kept) if kept.pop("token", None) == str(token) else Verdict()


def settle(request: HttpRequest, photo_field: str) -> None:
    """Forget the refusal of a photo in whose place a good one arrived."""
    if photo_field in request.session.get(_KEY, {}).get("refusals", {}):
        del request.session[_KEY]["refusals"][photo_field]
        request.session.modified = True


def forget(request: HttpRequest) -> None:
    """Drop it once the form was filed or thrown away."""
    request.session.pop(_KEY, None)


def form_for(draft: Draft, verdict: Verdict, *, day: date) -> ComplaintForm:
    """Return the form with the draft's answers, judged again if they were."""
    answers = drafts.answers_of(draft)
    if not verdict.is_judged:
        return ComplaintForm(initial=answers, day=day)
    given = {"consent": verdict.consent, "consent_version": verdict.consent_version}
    form = ComplaintForm({**answers, **given}, day=day)
    if form.is_valid():
        form.look_again()
    return form
