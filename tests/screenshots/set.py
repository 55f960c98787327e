"""What the tours share: a running product, the studio, the mailbox and photos to send."""

from dataclasses import dataclass
from pathlib import Path

from tests.journeys.people import Product
from tests.screenshots.studio import Studio


@dataclass(frozen=True)
class Set:
    """Everything that a tour of the product needs."""

    studio: Studio
    product: Product
    var: Path
    photos: list[Path]
