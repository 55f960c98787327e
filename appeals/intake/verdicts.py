"""Carries what the last sending came to across the redirect back to the page.

Only our own sentences go into the session; what the person typed stays in the encrypted draft.
"""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from django.http import HttpRequest

_KEY = "complaint_verdict"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to show: whether the answers were judged, which photos were refused, a notice.

    `step` is the page it is about; empty: the plain page.
    """

    step: str = ""
    is_judged: bool = False
    refusals: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    consent: str = ""
    consent_version: str = ""

    @property
    def given(self) -> dict[str, str]:
        """What the browser sent about the wordings it showed."""
        return {"consent": self.consent, "consent_version": self.consent_version}


def given(request: HttpRequest) -> dict[str, str]:
    """Return what the browser sends about the wordings it showed."""
    return {
        "consent": "on" if request.POST.get("consent") else "",
        "consent_version": request.POST.get("consent_version", "")[:20],
    }


def keep(request: HttpRequest, token: uuid.UUID, verdict: Verdict) -> None:
    """Remember `verdict` until the form is sent again."""
    refusals = dict(verdict.refusals)
    request.session[_KEY] = {
        **asdict(verdict), "refusals": refusals, **given(request), "token": str(token),
    }  # fmt: skip


def of(request: HttpRequest, token: uuid.UUID, *, step: str = "") -> Verdict:
    """Return what the last sending of this page came to; empty if there was none."""
    kept = dict(request.session.get(_KEY, {}))
    is_about_this = kept.pop("token", None) == str(token) and kept.get("step") == step
    return Verdict(**kept) if is_about_this else Verdict()


def settle(request: HttpRequest, photo_field: str) -> None:
    """Forget the refusal of a photo in whose place a good one arrived."""
    if photo_field in request.session.get(_KEY, {}).get("refusals", {}):
        del request.session[_KEY]["refusals"][photo_field]
        request.session.modified = True


def forget(request: HttpRequest) -> None:
    """Drop it once the page was answered, the form filed or thrown away."""
    if _KEY in request.session:
        del request.session[_KEY]
