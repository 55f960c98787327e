"""Writes who signed in, out, failed and was locked out, and when a session began."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from portal import audit
from portal.models import User
from portal.security import FRESH_AT, SEEN_AT, SIGNED_IN_AT


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_: Any) -> None:  # noqa: ANN401 - a signal's
    """Start the session's clocks and write an entry."""
    now = timezone.now()
    moment = int(now.timestamp())
    for clock in (SIGNED_IN_AT, SEEN_AT, FRESH_AT):
        request.session[clock] = moment
    audit.record("staff.signed_in", by=user, subject=user, at=now)


@receiver(user_logged_out)
def note_sign_out(user: User | None, **_: Any) -> None:  # noqa: ANN401 - a signal's
    """Write an entry."""
    if user is not None:
        audit.record("staff.signed_out", by=user, subject=user, at=timezone.now())


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], **_: Any) -> None:  # noqa: ANN401 - a signal's
    """Write an entry; what was typed is kept out of it, it may be a password."""
    _record("staff.sign_in_failed", str(credentials.get("username", "")))


@receiver(user_locked_out)
def note_lock_out(username: str | None, **_: Any) -> None:  # noqa: ANN401 - a signal's
    """Write an entry."""
    _record("staff.locked_out", username or "")


def _record(action: str, username: str) -> None:
    user = User.objects.filter(username=username).first()
    audit.record(action, by=None, subject=user, at=timezone.now(), is_known=user is not None)
