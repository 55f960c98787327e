"""Who may have the letter to an institution: it holds a person's full numbers.

The reason to read them is the inquiry itself, so a wait that is over gives its letter to nobody.
"""

from datetime import datetime

from django.db import transaction

from appeals import letters
from appeals.lifecycle import officers
from appeals.lifecycle.review import check_holder
from appeals.lifecycle.steps import NotAllowed
from appeals.models import Letter, SourceRequest
from portal import audit
from portal.models import Role, User


def check_may_open(request: SourceRequest, *, by: User) -> Letter:
    """Return the letter if `by` may have it.

    Raises NotAllowed once the wait is over and for whoever neither holds the case nor is a
    supervisor, Barred where something keeps the case from them.
    """
    if request.letter is None or request.ended_at is not None:
        raise NotAllowed(f"source request {request.pk} has no letter to send any more")
    if not by.has_role(Role.SUPERVISOR):
        check_holder(request.appeal, by)
    officers.check_may_decide(by, request.appeal)
    return request.letter


@transaction.atomic
def open_letter(request: SourceRequest, *, by: User, at: datetime) -> bytes:
    """Return the letter as a PDF; the person reads of it in the list of who looked.

    Raises as `check_may_open`.
    """
    letter = check_may_open(request, by=by)
    audit.record("source.letter_opened", by=by, subject=request, at=at, appeal=request.appeal_id)
    audit.record(
        "case.letter_opened", by=by, subject=request.appeal, at=at, inquiry=request.pk,
        institution=request.institution,
    )  # fmt: skip
    return letters.draw(letter)
