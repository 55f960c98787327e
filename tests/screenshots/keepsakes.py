"""The few small pictures that the README shows."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from tests.browser import DESK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

_MOST_BYTES = 120_000
_COLOURS = (256, 128, 64, 32)
_TALL = (1280, 1000)


class TooHeavy(Exception):
    """A picture that stays too large with the fewest colours."""


@dataclass(frozen=True, slots=True)
class Keepsake:
    """Where the top of a page goes, at its size on the screen; phones are drawn twice as fine."""

    path: Path
    size: tuple[int, int]
    top: str = "html"  # the element that the picture begins with

    def save(self, page: "Page") -> None:
        """Draw the page with as many colours as fit into the README's budget."""
        width, height = self.size
        scale = 2 if self.size == PHONE else 1
        top = page.locator(self.top).first.bounding_box()
        assert top is not None
        clip = {"x": 0, "y": top["y"], "width": width, "height": height, "scale": scale}
        session = page.context.new_cdp_session(page)
        answer = session.send(
            "Page.captureScreenshot", {"format": "png", "clip": clip, "captureBeyondViewport": True}
        )
        session.detach()
        picture = Image.open(io.BytesIO(base64.b64decode(answer["data"]))).convert("RGB")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(_small(picture))


def keepsakes(folder: Path) -> dict[str, Keepsake]:
    """Return the README's pictures by the name of the page."""
    return {
        "start": Keepsake(folder / "start.png", PHONE),
        "account-status": Keepsake(folder / "account-status.png", PHONE),
        "complaint-photos": Keepsake(folder / "complaint-photos.png", PHONE, top="#photos"),
        "case-kami-butuh-berkas-dari-anda": Keepsake(folder / "case.png", PHONE),
        "staff-agent-queue": Keepsake(folder / "staff-agent-queue.png", DESK),
        "staff-agent-case-proposing": Keepsake(folder / "staff-agent-case-proposing.png", _TALL),
        "staff-supervisor-dashboard": Keepsake(folder / "staff-supervisor-dashboard.png", DESK),
    }


def _small(picture: Image.Image) -> bytes:
    for colours in _COLOURS:
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= _MOST_BYTES:
            return out.getvalue()
    raise TooHeavy(f"{out.tell()} bytes with {_COLOURS[-1]} colours")
