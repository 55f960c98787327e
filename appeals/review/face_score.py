"""What a matcher says of a selfie that is open beside its card, where office and person agreed.

Nothing of it is kept but the entry that faces were compared.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from appeals.evidence import matching
from appeals.evidence.reading.owed import FACE_KINDS
from appeals.evidence.serve import NotReady, open_image
from appeals.models import Evidence
from appeals.review.photo_page import Pane
from portal import audit
from portal.models import User
from portal.storage import Damaged, Missing, Unavailable

log = logging.getLogger(__name__)


def words_about(panes: Sequence[Pane], *, by: User, at: datetime) -> str:
    """Return the score of the two open photos with its caveat; empty where none may be made."""
    opened = [pane.evidence for pane in panes if pane.is_open]
    selfie = next((row for row in opened if row.kind in FACE_KINDS), None)
    card = next((row for row in opened if row.kind == Evidence.Kind.EKTP), None)
    if not matching.is_on() or selfie is None or card is None or selfie.appeal is None:
        return ""
    if selfie.appeal_id != card.appeal_id:  # agreed to in one case, for its own photos
        return ""
    try:
        alike = matching.score(selfie.appeal, _picture(selfie), _picture(card))
    except (matching.NotAllowed, NotReady, Missing, Damaged, Unavailable):
        return ""
    except Exception:
        log.exception("the matcher ended without a score for evidence %s", selfie.pk)
        return ""
    audit.record("evidence.faces_compared", by=by, subject=selfie, at=at,
                 appeal=selfie.appeal_id, card=card.pk)  # fmt: skip
    said = _("Mesin menilai kemiripan wajah %(percent)s dari 100.") % {
        "percent": round(100 * min(max(alike, 0.0), 1.0))
    }
    return f"{said} {matching.CAVEAT}"


def _picture(row: Evidence) -> bytes:
    return b"".join(open_image(row, thumbnail=False))
