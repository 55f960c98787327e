"""The running product that the journeys use, and the photos they carry."""

import json
import signal
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from appeals.demonstration import camera, cards, portraits
from tests.journeys.people import Product
from tests.running import Up, free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_PERSON = cards.Citizen("3171011205980001", "BUDI CONTOH", "m", date(1998, 5, 12))
_SEED = 7


@pytest.fixture(scope="session")
def product(browser: "Browser") -> Iterator[Product]:
    """The whole portal with a small demonstration, started once for all journeys."""
    with tempfile.TemporaryDirectory(prefix="portal-journey-") as folder:
        # Without the worker that reads cards: no journey looks at what it would find. Unmeasured:
        # the launcher's own tests measure the same processes, and tracing slows each by half.
        up = Up(Path(folder), free_port(), READER="false", COVERAGE_PROCESS_CONFIG="")
        try:
            up.says("The portal:", within=300)  # it draws some hundred photos first
            known = json.loads((Path(folder) / "demonstration.json").read_text())
            yield Product(f"http://localhost:{up.port}", known, Path(folder))
        finally:
            if up.process.poll() is None:
                up.ends(signal.SIGINT)


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Five photos as a phone takes them: e-KTP, KK, two selfies, the blocked screen."""
    card = cards.ektp(_PERSON, portraits.portrait(_SEED, sex="m"))
    family = cards.kk("3171010101150001", [_PERSON])
    taken = (
        camera.card_photo(card, seed=1),
        camera.card_photo(family, seed=2),
        camera.developed(portraits.selfie(_SEED, sex="m", card=card), seed=3),
        camera.developed(portraits.selfie(_SEED, sex="m", card=family), seed=4),
        camera.card_photo(card, seed=5),
    )
    folder = tmp_path_factory.mktemp("photos")
    paths = [folder / f"IMG-20261120-WA000{number}.jpg" for number in range(len(taken))]
    for path, photo in zip(paths, taken, strict=True):
        path.write_bytes(photo)
    return paths
