"""What a person still agrees to, and taking it back; the wordings are the form's."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from appeals.models import Appeal, Consent
from portal import audit

# All are extras: nothing of the case depends on them, so the end takes effect at once.
AT_ONCE = frozenset(
    {Consent.Kind.BIOMETRIC.value, Consent.Kind.MESSAGING.value, Consent.Kind.SMS.value}
)


class NotAtOnce(ValueError):
    """Processing ends by a request: the law has an open case kept."""


def stands(appeal: Appeal, kind: str) -> bool:
    """Say whether the person agreed to `kind` in this case and has not taken it back."""
    return appeal.consents.filter(kind=kind, withdrawn_at=None).exists()


@transaction.atomic
def withdraw(appeal: Appeal, kind: str, *, at: datetime) -> bool:
    """End the consent now, in the cases that went on from this one and before it, too.

    False where none stood. Raises NotAtOnce for processing.
    """
    if kind not in AT_ONCE:
        raise NotAtOnce(kind)
    root = appeal.root_id or appeal.pk
    matter = Q(appeal=root) | Q(appeal__root=root)
    if not Consent.objects.filter(matter, kind=kind, withdrawn_at=None).update(withdrawn_at=at):
        return False
    audit.record("consent.withdrawn", by=None, subject=appeal, at=at, kind=kind)
    return True
