"""The reader child: that it reads a card without a network, and that its limits hold."""

import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from appeals.demonstration import camera, cards, portraits
from appeals.evidence import children, picture
from appeals.evidence.reading import card, reader
from appeals.evidence.reading.wire import Line, Seen, Wish
from tests import photos

CITIZEN = cards.Citizen("3171015205980001", "Siti Contoh", "f", date(1998, 5, 12))


@pytest.fixture(autouse=True)
def _fresh_children() -> Iterator[None]:
    reader.close_idle()
    yield
    reader.close_idle()


@pytest.fixture
def child_that(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Run the real child, with `body` in place of the models."""

    def replace(body: str) -> None:
        program = (
            "import os, sys, types\n"
            "class Text:\n"
            "    def lines(self, jpeg):\n"
            f"{textwrap.indent(textwrap.dedent(body), '        ')}\n"
            "fake = types.ModuleType('text')\n"
            "fake.Text = Text\n"
            "sys.modules['appeals.evidence.reading.text'] = fake\n"
            "from appeals.evidence.reading import child, wire\n"
            "child.main()\n"
        )
        monkeypatch.setattr(reader, "COMMAND", (sys.executable, "-c", program))

    return replace


def look() -> Seen:
    """Ask for the text of some photo."""
    return reader.look(photos.jpeg(), Wish.TEXT)


def test_a_photographed_card_is_read_and_its_values_found() -> None:
    drawn = cards.ektp(CITIZEN, portraits.portrait(7, sex="f"))
    seen = reader.look(picture.clean(camera.card_photo(drawn, seed=1)).image, Wish.TEXT)
    found = card.found(seen.text or (), is_family_card=False)
    assert {name: value.text.replace(" ", "") for name, value in found.values.items()} == {
        "nik": CITIZEN.nik,
        "name": "SITICONTOH",  # the models lose spaces
        "birth_date": "1998-05-12",
    }
    family = camera.card_photo(cards.kk("3171012304150003", [CITIZEN]), seed=2)
    seen = reader.look(picture.clean(family).image, Wish.TEXT)
    number = card.found(seen.text or (), is_family_card=True).kk
    assert number
    assert number.text == "3171012304150003"


def test_lines_cross_the_pipe(child_that: Callable[[str], None]) -> None:
    child_that("return (wire.Line('NIK', 98, ((0, 0), (9, 0), (9, 3), (0, 3))),)")
    assert look().text == (Line("NIK", 98, ((0, 0), (9, 0), (9, 3), (0, 3))),)


def test_a_warm_child_reads_the_next_photo(child_that: Callable[[str], None]) -> None:
    child_that("return ()")
    look()
    (warm,) = reader._idle._children
    look()
    assert reader._idle._children == [warm]


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import subprocess; subprocess.run(['true'])",
        "os.system('true')",
        "bytes(1600 * 1024 * 1024); return ()",
        "os._exit(0)",
        "sys.stdout.buffer.write(b'nonsense' * 9); sys.stdout.buffer.flush(); os._exit(0)",
    ],
)
def test_a_child_that_wants_out_or_takes_too_much_ends(
    child_that: Callable[[str], None], deed: str
) -> None:
    child_that(deed)
    with pytest.raises(children.ChildDied):
        look()


def test_a_child_writes_nothing_to_the_disk(
    child_that: Callable[[str], None], tmp_path: Path
) -> None:
    child_that(f"open({str(tmp_path / 'left')!r}, 'wb', buffering=0).write(b'x'); return ()")
    with pytest.raises(children.ChildDied):
        look()
    assert not (tmp_path / "left").read_bytes()


def test_a_child_that_hangs_is_killed(
    child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    child_that("import time; time.sleep(60)")
    monkeypatch.setattr(reader, "WALL_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(children.ChildDied):
        look()
    assert time.monotonic() - began < 10


def test_a_child_that_burns_time_is_ended_by_its_limit(child_that: Callable[[str], None]) -> None:
    child_that("from appeals.evidence import limits\nlimits.allow_cpu(1)\nwhile True: pass")
    with pytest.raises(children.ChildDied):
        look()


def test_a_child_knows_nothing_of_the_environment_and_loads_no_django(
    child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASTER_KEYS", "must-not-travel")
    child_that("if 'MASTER_KEYS' in os.environ or 'django' in sys.modules: os._exit(1)\nreturn ()")
    assert look() == Seen(text=())


def test_a_child_without_its_packages_is_the_machines_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = "import sys; sys.modules['rapidocr'] = None\nfrom appeals.evidence.reading import child\nchild.main()"
    monkeypatch.setattr(reader, "COMMAND", (sys.executable, "-c", program))
    with pytest.raises(children.ChildUnavailable):
        look()
