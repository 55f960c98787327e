"""Comparing the face of a selfie with the one on a card: off, and no matcher comes with it.

Nothing else may compare faces. A score would be a hint with its caveat beside it, never a verdict.
"""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from appeals import consents
from appeals.models import Appeal, Consent

# Shown wherever a score would be.
CAVEAT = _(
    "Mesin pembanding wajah lebih sering keliru pada perempuan, kulit gelap, foto lama, dan wajah "
    "berkerudung. Bandingkan sendiri; angka ini bukan bukti."
)

Matcher = Callable[[bytes, bytes], float]


class NotAllowed(RuntimeError):
    """Faces are not compared: it is off, the person did not agree, or there is no matcher."""


def is_on() -> bool:
    """Say whether the office has turned the comparing of faces on."""
    return bool(settings.FACE_MATCHING)


def score(appeal: Appeal, selfie: bytes, card: bytes) -> float:
    """Return how alike the faces of two clean JPEGs are, 0 to 1; raises NotAllowed.

    Consent is asked of the database each time: taken back, it ends at once.
    """
    if not is_on():
        raise NotAllowed("comparing faces is off")
    if not consents.stands(appeal, Consent.Kind.BIOMETRIC):
        raise NotAllowed(f"appeal {appeal.pk} has no consent to comparing faces")
    return _matcher()(selfie, card)


def _matcher() -> Matcher:
    if not settings.FACE_MATCHER:
        raise NotAllowed("no matcher is installed")
    matcher: Matcher = import_string(settings.FACE_MATCHER)
    return matcher
