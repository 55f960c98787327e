"""What the person will read if the officer decides so; nothing is kept."""

from dataclasses import dataclass
from datetime import datetime

from appeals import lifecycle
from appeals.models import Appeal
from appeals.review.decision_form import DecisionForm
from portal.models import User


@dataclass(frozen=True, slots=True)
class Preview:
    """The conclusion and the effects in the officer's language, the letter in the person's."""

    conclusion: str
    language: str
    subject: str
    body: str
    given_back: tuple[str, ...]
    account_status: str


def preview_of(appeal: Appeal, form: DecisionForm, *, by: User, at: datetime) -> Preview:
    """Return the letter that a valid `form` would send. Raises NotAllowed as the decision."""
    ruling = form.ruling()
    rehearsed = lifecycle.rehearse(appeal, by=by, ruling=ruling, at=at)
    return Preview(
        conclusion=str(lifecycle.conclusion_of(ruling).label),
        language=appeal.language,
        subject=rehearsed.letter.subject,
        body=rehearsed.letter.body.strip(),
        given_back=rehearsed.given_back,
        account_status=rehearsed.account_status,
    )
