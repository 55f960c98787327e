"""Finds, keeps and forgets the draft behind an open form.

The form's hidden token leads to it; a signed cookie brings a lost page back on the same phone.
Photos are `evidence`'s, what a form asks is `forms`'.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from appeals.clocks import DRAFT_DAYS
from appeals.evidence import intake
from appeals.intake.answers import ANSWERS, typed
from appeals.models import Draft
from portal import tokens

COOKIE = "pengaduan"
_LIFETIME = timedelta(days=DRAFT_DAYS)
# The values that were hinted at; the same values sent again are accepted.
_SEEN = "_seen"


def token_of(request: HttpRequest) -> uuid.UUID:
    """Return the token the form was opened with, the cookie's, or a fresh one."""
    return _uuid(request.POST.get("token", "")) or remembered(request) or uuid.uuid4()


def remembered(request: HttpRequest) -> uuid.UUID | None:
    """Return the token this browser was given, if its cookie is ours."""
    return _uuid(request.get_signed_cookie(COOKIE, default="", max_age=_LIFETIME) or "")


def remember(response: HttpResponse, token: uuid.UUID) -> None:
    """Give the browser the token, out of reach of scripts, for as long as a draft lives."""
    response.set_signed_cookie(
        COOKIE, str(token), max_age=_LIFETIME, httponly=True, samesite="Lax",
        secure=settings.IS_HTTPS,
    )  # fmt: skip


def forget(response: HttpResponse) -> None:
    """Take the token back from the browser."""
    response.delete_cookie(COOKIE, samesite="Lax")


def find(token: uuid.UUID, *, at: datetime) -> Draft | None:
    """Return the draft if it exists and has not expired."""
    return Draft.objects.filter(token=token, expires_at__gt=at).first()


def opened(token: uuid.UUID, *, at: datetime) -> Draft:
    """Return the draft, made now if need be, and let it live on for its full time."""
    expires_at = at + _LIFETIME
    draft, made = Draft.objects.get_or_create(
        token=token, defaults={"created_at": at, "expires_at": expires_at, "language": _language()}
    )
    # Whoever was warned that it ends may be warned again when its new time nears its end.
    on = Draft.objects.filter(pk=draft.pk)
    if not made and not on.update(expires_at=expires_at, warned_at=None, language=_language()):
        return opened(token, at=at)  # swept away at this moment
    return draft


def keep(draft: Draft, answers: Mapping[str, str]) -> None:
    """Store what was typed, right or wrong, so that it can come back.

    An answer that `answers` does not name stays as it was: a step knows its own fields only.
    """
    _merge(draft, typed(answers))


def has_seen_hints(draft: Draft) -> bool:
    """Say whether hints about exactly these numbers were shown; remember that they are now."""
    values = [draft.answers.get(name, "") for name in ("nik", "kk", "birth_date", "phone")]
    if draft.answers.get(_SEEN) == values:
        return True
    _merge(draft, {_SEEN: values})
    return False


def answers_of(draft: Draft) -> dict[str, str]:
    """Return what was typed, by field."""
    return {name: draft.answers[name] for name in ANSWERS if draft.answers.get(name)}


def _merge(draft: Draft, new: Mapping[str, object]) -> None:
    with transaction.atomic():
        # Two steps kept at once would each write the other's old answers back.
        locked = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        draft.answers = {**(locked or draft).answers, **new}
        # Not save(): a draft that was sent a moment ago is gone, and that is fine.
        Draft.objects.filter(pk=draft.pk).update(answers=draft.answers)


def remove(draft: Draft) -> None:
    """Delete the draft with its photos."""
    with transaction.atomic():
        for evidence_id in list(draft.evidence.values_list("pk", flat=True)):
            intake.remove(draft, evidence_id)
        draft.delete()


@contextmanager
def alone_with(token: uuid.UUID) -> Iterator[None]:
    """Let a second submission of the same form wait until the first is through.

    A lock of the session, not of a transaction: each photo is committed as it arrives, so that
    nothing that fails later can take it away again.
    """
    # Keyed: the token is the sender's choice, and must not name a lock that others wait for.
    key = int(tokens.digest("draft-lock", str(token))[:15], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [key])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
