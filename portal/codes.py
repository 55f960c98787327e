"""One-time codes of six digits, sent to a contact on file.

Owns issuing and redeeming; sending is the caller's. A row holds keyed digests only, so neither
the code nor what it opens can be read from the database.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from portal import tokens
from portal.identifiers import clean_digits
from portal.models import OneTimeCode

DIGITS = 6
LIFETIME = timedelta(minutes=10)
MOST_ATTEMPTS = 5
MOST_AN_HOUR = 5

_CODE = "one-time-code"
_TARGET = "one-time-code-target"


class TooMany(Exception):
    """Too many codes were asked for the same target within an hour."""


def issue(purpose: str, target: str, *, at: datetime) -> str:
    """Return a fresh code that opens `target` for ten minutes; earlier ones stop working.

    `target` is what the code opens, e.g. a reference; only its keyed digest is kept. Raises
    TooMany after MOST_AN_HOUR codes within an hour.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    with transaction.atomic():
        _lock(purpose, target)
        earlier = OneTimeCode.objects.filter(
            purpose=purpose, target__in=tokens.digests(_TARGET, f"{purpose}:{target}")
        )
        if earlier.filter(created_at__gt=at - timedelta(hours=1)).count() >= MOST_AN_HOUR:
            raise TooMany(f"{MOST_AN_HOUR} codes for one {purpose} within an hour")
        earlier.filter(expires_at__gt=at).update(expires_at=at)
        OneTimeCode.objects.create(
            purpose=purpose,
            target=tokens.digest(_TARGET, f"{purpose}:{target}"),
            code_digest=tokens.digest(_CODE, f"{purpose}:{target}:{code}"),
            created_at=at,
            expires_at=at + LIFETIME,
        )
    return code


def redeem(purpose: str, target: str, code: str, *, at: datetime) -> bool:
    """Use up the code for `target`; True once, within its lifetime and MOST_ATTEMPTS tries.

    Spaces and dashes in `code` do not matter, and another script's digits count as digits.
    Each try counts before it is judged, so that parallel guesses cannot outrun the limit.
    """
    given = tokens.digests(_CODE, f"{purpose}:{target}:{clean_digits(code)}")
    row = (
        OneTimeCode.objects.filter(
            purpose=purpose,
            target__in=tokens.digests(_TARGET, f"{purpose}:{target}"),
            used_at=None,
            expires_at__gt=at,
        )
        .order_by("-created_at", "-pk")
        .first()
    )
    if row is None:
        return False
    open_row = OneTimeCode.objects.filter(pk=row.pk, used_at=None, expires_at__gt=at)
    if not open_row.filter(attempts__lt=MOST_ATTEMPTS).update(attempts=F("attempts") + 1):
        return False
    if not any(hmac.compare_digest(row.code_digest, each) for each in given):
        return False
    return bool(open_row.update(used_at=at))


def withdraw(purpose: str, target: str, *, at: datetime) -> None:
    """End the codes for `target` that are under way."""
    OneTimeCode.objects.filter(
        purpose=purpose,
        target__in=tokens.digests(_TARGET, f"{purpose}:{target}"),
        expires_at__gt=at,
    ).update(expires_at=at)


def is_open(purpose: str, target: str, *, at: datetime) -> bool:
    """Say whether some code could still open `target`: in time, unused, and with tries left."""
    return OneTimeCode.objects.filter(
        purpose=purpose,
        target__in=tokens.digests(_TARGET, f"{purpose}:{target}"),
        used_at=None,
        expires_at__gt=at,
        attempts__lt=MOST_ATTEMPTS,
    ).exists()


def purge(*, at: datetime) -> int:
    """Delete codes that ran out more than a day ago; return how many."""
    deleted, _ = OneTimeCode.objects.filter(expires_at__lt=at - timedelta(days=1)).delete()
    return deleted


def _lock(purpose: str, target: str) -> None:
    number = int(tokens.digest("one-time-code-lock", f"{purpose}:{target}")[:15], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
