"""Gives a document its number and check code, once, and finds it again by both."""

import hmac
from datetime import datetime

from django.conf import settings
from django.utils import translation

from appeals import reference
from appeals.letters import content
from appeals.letters.inquiry import inquiry
from appeals.models import Appeal, Decision, Letter, SourceRequest

_SIGNS = 10
_PREFIX = {Letter.Kind.RECEIPT: "BP-", Letter.Kind.RULING: "SP-", Letter.Kind.INQUIRY: "ST-"}


def issue_receipt(appeal: Appeal, *, at: datetime) -> Letter:
    """Return the appeal's receipt, issued at `at` if it had none."""
    issued = Letter.objects.filter(appeal=appeal, kind=Letter.Kind.RECEIPT).first()
    if issued is not None:
        return issued
    number = _number(Letter.Kind.RECEIPT)
    with translation.override(appeal.language):
        words = content.receipt(appeal, number=number)
    letter, _ = Letter.objects.get_or_create(
        appeal=appeal,
        kind=Letter.Kind.RECEIPT,
        defaults=_values(appeal, number, words, at=at),
    )
    return letter


def issue_ruling(decision: Decision, *, at: datetime) -> Letter:
    """Return the letter of a decision in effect, issued at `at` if it had none."""
    issued = Letter.objects.filter(decision=decision).first()
    if issued is not None:
        return issued
    number = _number(Letter.Kind.RULING)
    with translation.override(decision.appeal.language):
        words = content.ruling(decision, number=number, at=at)
    letter, _ = Letter.objects.get_or_create(
        decision=decision,
        defaults={
            "appeal": decision.appeal,
            "kind": Letter.Kind.RULING,
            **_values(decision.appeal, number, words, at=at),
        },
    )
    return letter


def issue_inquiry(request: SourceRequest, *, at: datetime) -> Letter:
    """Issue the letter to the institution that `request` asks, in Indonesian."""
    number = _number(Letter.Kind.INQUIRY)
    with translation.override(settings.LANGUAGE_CODE):
        words = inquiry(request, number=number)
    values = {**_values(request.appeal, number, words, at=at), "language": settings.LANGUAGE_CODE}
    return Letter.objects.create(appeal=request.appeal, kind=Letter.Kind.INQUIRY, **values)


def find(number: str, code: str) -> Letter | None:
    """Return the document with this number and check code, however they were typed.

    A wrong code and an unknown number take the same way.
    """
    typed = reference.plain(number)[:20]
    letter = (
        Letter.objects.filter(number=f"{typed[:2]}-{typed[2:]}")
        .defer("content")
        .select_related("decision")
        .first()
    )
    expected = letter.check_code if letter else reference.signs(_SIGNS)
    is_right = hmac.compare_digest(
        reference.plain(code)[:_SIGNS].encode("utf-8", "replace"), expected.encode()
    )
    return letter if letter is not None and is_right else None


def _number(kind: Letter.Kind) -> str:
    return _PREFIX[kind] + reference.signs(_SIGNS)


def _values(
    appeal: Appeal, number: str, words: content.Content, *, at: datetime
) -> dict[str, object]:
    return {
        "number": number,
        "check_code": reference.signs(_SIGNS),
        "language": appeal.language,
        "content": words.frozen(),
        "issued_at": at,
    }
