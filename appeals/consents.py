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
# Taking back "SMS or WhatsApp" stops the SMS of who has no address, too: its name says so.
_ENDS_WITH: dict[str, tuple[Consent.Kind, ...]] = {
    Consent.Kind.MESSAGING: (Consent.Kind.MESSAGING, Consent.Kind.SMS)
}


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
    # A case that goes on at this moment copies what was said: before this, or after.
    matter = Appeal.objects.filter(Q(pk=root) | Q(root=root)).order_by("pk")
    list(matter.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    standing = Consent.objects.filter(appeal__in=matter, withdrawn_at=None)
    if not standing.filter(kind=kind).exists():
        return False
    for ended in _ENDS_WITH.get(kind, (kind,)):
        if standing.filter(kind=ended).update(withdrawn_at=at):
            audit.record("consent.withdrawn", by=None, subject=appeal, at=at, kind=ended)
    return True
