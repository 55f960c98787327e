"""The draft with which a decided case goes on: begun by whatever comes first, words or a file."""

import uuid
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import get_language

from appeals.clocks import DRAFT_DAYS
from appeals.models import Appeal, Draft


def token_in(request: HttpRequest) -> uuid.UUID:
    """Return the form's token, or a new one."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def latest(appeal: Appeal, *, at: datetime) -> Draft | None:
    """Return what was begun last about `appeal` and is still kept."""
    return appeal.drafts.filter(expires_at__gt=at).order_by("-pk").first()


def opened(appeal: Appeal, token: uuid.UUID, *, at: datetime) -> Draft:
    """Return the draft of `token` about `appeal`; a token of another form is not taken up."""
    draft, _made = Draft.objects.get_or_create(
        token=token,
        defaults={
            "about": appeal,
            "answers": {},
            "language": (get_language() or "id")[:2],
            "created_at": at,
            "expires_at": at + timedelta(days=DRAFT_DAYS),
        },
    )
    return draft if draft.about_id == appeal.pk else opened(appeal, uuid.uuid4(), at=at)


def keep(draft: Draft, typed: dict[str, object], *, at: datetime) -> None:
    """Keep what was typed beside what else is kept, for the days of a draft from `at` on."""
    until = at + timedelta(days=DRAFT_DAYS)
    draft.answers = {**draft.answers, **typed}
    Draft.objects.filter(pk=draft.pk).update(answers=draft.answers, expires_at=until)
