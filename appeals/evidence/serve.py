"""Opens examined pictures for those who may see them; authorising and logging are the door's."""

from collections.abc import Iterator

from appeals.models import Evidence
from portal.storage import evidence_store


class NotReady(LookupError):
    """The photo was not examined yet, or was refused: there is nothing to show."""


def open_image(evidence: Evidence, *, thumbnail: bool) -> Iterator[bytes]:
    """Return the clean JPEG's chunks, decrypted as they are read.

    Raises NotReady, or at once the store's Missing, or Damaged at the first chunk that is.
    """
    name = evidence.thumbnail_name if thumbnail else evidence.image_name
    if evidence.state != Evidence.State.READY or not name:
        raise NotReady(f"evidence {evidence.pk} is {evidence.state}")
    return evidence_store().read(name)
