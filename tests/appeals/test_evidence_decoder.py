"""The image child: what it answers, and that its limits hold when a photo makes it misbehave."""

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from appeals.evidence import decoder, wire
from appeals.evidence.codes import Code, Rejected
from tests import photos
from tests.appeals.test_evidence_structure import HONEST


@pytest.fixture(autouse=True)
def _fresh_children() -> Iterator[None]:
    decoder.close_idle()
    yield
    decoder.close_idle()


@pytest.fixture
def child_that(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Run the real child, with its picture-making replaced by `body`."""

    def replace(body: str) -> None:
        program = (
            "from appeals.evidence import child, picture\n"
            f"def misbehave(content):\n{textwrap.indent(textwrap.dedent(body), '    ')}\n"
            "picture.clean = misbehave\n"
            "child.main()\n"
        )
        monkeypatch.setattr(decoder, "COMMAND", (sys.executable, "-c", program))

    return replace


def test_a_photo_becomes_pictures() -> None:
    (pictures,) = decoder.clean(photos.jpeg((4000, 3000)))
    assert (pictures.width, pictures.height) == (2000, 1500)


def test_an_unreadable_photo_is_rejected_and_the_child_goes_on() -> None:
    child = decoder.Child()
    with pytest.raises(Rejected, match="unreadable"):
        child.ask(photos.jpeg()[:5000])
    assert child.ask(photos.jpeg())[0].width == 800
    child.kill()


def test_a_warm_child_serves_the_next_photo() -> None:
    decoder.clean(photos.jpeg())
    warm = decoder._idle._children[0]
    decoder.clean(photos.jpeg())
    assert decoder._idle._children == [warm]
    assert warm.photos == 2


def test_a_child_is_replaced_after_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    decoder.clean(photos.jpeg())
    decoder._idle._children[0].photos = wire.PHOTOS_PER_CHILD - 1
    decoder.clean(photos.jpeg())
    assert decoder._idle._children == []


def test_a_child_that_hangs_is_killed(
    child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    child_that("import time; time.sleep(60)")
    monkeypatch.setattr(decoder, "WALL_SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(decoder.ChildDied):
        decoder.clean(photos.jpeg())
    assert time.monotonic() - began < 10


def test_a_child_that_burns_time_is_ended_by_its_limit(child_that: Callable[[str], None]) -> None:
    child_that(
        """
        child.CPU_SECONDS = 1
        child._limit_cpu()
        while True: pass
        """
    )
    with pytest.raises(decoder.ChildDied):
        decoder.clean(photos.jpeg())


def test_a_child_gets_no_more_memory_than_its_limit(child_that: Callable[[str], None]) -> None:
    child_that("return bytes(600 * 1024 * 1024)")
    with pytest.raises(Rejected) as refusal:
        decoder.clean(photos.jpeg())
    assert refusal.value.code == Code.TOO_MANY_PIXELS


@pytest.mark.parametrize(
    "deed",
    [
        "os.kill(os.getpid(), 11)",
        "os._exit(0)",
        "sys.stdout.buffer.write(b'nonsense' * 9); sys.stdout.buffer.flush(); os._exit(0)",
        "sys.stdout.buffer.write(b'\\xff' * 9999); sys.stdout.buffer.flush(); time.sleep(60)",
        "return wire.Pictures(b'<script>', b'', 1, 1)",
        "return wire.Pictures(*([pathlib.Path('/dev/null').read_bytes()] * 2), 1, 1)",
    ],
)
def test_a_child_that_crashes_or_lies_is_not_believed(
    child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    child_that(f"import os, pathlib, sys, time\nfrom appeals.evidence import wire\n{deed}")
    monkeypatch.setattr(decoder, "WALL_SECONDS", 5)
    with pytest.raises((decoder.ChildDied, Rejected)):
        decoder.clean(photos.jpeg())


def test_a_child_writes_nothing_to_the_disk(
    child_that: Callable[[str], None], tmp_path: Path
) -> None:
    child_that(f"import pathlib\npathlib.Path({str(tmp_path / 'left')!r}).write_bytes(b'x')")
    with pytest.raises(Rejected, match="unreadable"):
        decoder.clean(photos.jpeg())
    assert not (tmp_path / "left").read_bytes()


def test_a_child_knows_nothing_of_the_environment(
    child_that: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASTER_KEYS", "must-not-travel")
    child_that("import os\nif 'MASTER_KEYS' not in os.environ: os.kill(os.getpid(), 9)")
    with pytest.raises(decoder.ChildDied):
        decoder.clean(photos.jpeg())


def test_a_child_never_loads_django(child_that: Callable[[str], None]) -> None:
    child_that("import os, sys\nif 'django' not in sys.modules: os.kill(os.getpid(), 9)")
    with pytest.raises(decoder.ChildDied):
        decoder.clean(photos.jpeg())


def test_a_child_that_cannot_start_is_the_machines_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "COMMAND", (sys.executable, "-c", ""))
    with pytest.raises(decoder.ChildUnavailable):
        decoder.clean(photos.jpeg())


@pytest.mark.parametrize("fault", [MemoryError, OSError, PermissionError])
def test_a_machine_without_room_for_a_child_is_no_fault_of_the_photo(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(subprocess, "Popen", full)
    with pytest.raises(decoder.ChildUnavailable):
        decoder.clean(photos.jpeg())


def test_a_warm_child_that_died_idle_is_not_charged_to_the_next_photo() -> None:
    decoder.clean(photos.jpeg())
    pid = decoder._idle._children[0]._process.pid
    os.kill(pid, 9)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # over, and nobody has noticed
    assert decoder.clean(photos.jpeg())[0].width == 800


def test_a_warm_child_that_dies_at_the_last_moment_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoder.clean(photos.jpeg())
    (warm,) = decoder._idle._children
    warm._process.kill()
    warm._process.wait()
    monkeypatch.setattr(decoder.Child, "has_ended", lambda self: False)
    assert decoder.clean(photos.jpeg())[0].width == 800
    assert warm not in decoder._idle._children


@pytest.mark.parametrize(
    ("image", "thumbnail"), [((2049, 900), (320, 140)), ((2048, 900), (321, 140))]
)
def test_a_picture_larger_than_agreed_is_not_believed(
    image: tuple[int, int], thumbnail: tuple[int, int]
) -> None:
    made = wire.Pictures(photos.jpeg(image), photos.jpeg(thumbnail), *image)
    with pytest.raises(decoder.ChildDied):
        decoder._check(made)


def test_what_a_child_started_ends_with_it(child_that: Callable[[str], None]) -> None:
    child_that(
        """
        import os, time
        if not (other := os.fork()):
            time.sleep(60)
        from appeals.evidence import wire
        return wire.Pictures(str(other).encode(), b"", 1, 1)
        """
    )
    child = decoder.Child()
    (page,) = child.exchange(photos.jpeg(), wire.receive_answer, seconds=5)
    started = psutil.Process(int(page.image))
    child.kill()
    _gone, alive = psutil.wait_procs([started], timeout=5)
    assert all(process.status() == psutil.STATUS_ZOMBIE for process in alive)


def test_a_child_ends_with_its_worker() -> None:
    child = decoder.Child()
    child._photos.close()
    assert child._process.wait(timeout=10) == 0
    child._answers.close()


def test_a_forked_worker_leaves_the_others_children_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    decoder.clean(photos.jpeg())
    parents = list(decoder._idle._children)
    monkeypatch.setattr(decoder._idle, "_owner", os.getpid() + 1)
    assert decoder._idle.take() is None
    for child in parents:
        child.kill()


@pytest.mark.parametrize("build", [photos.half_grey, photos.many_scans, photos.bomb_png])
def test_what_slipped_past_the_walk_still_ends_well(build: Callable[[], bytes]) -> None:
    try:
        decoder.clean(build())
    except Rejected:
        pass


@pytest.mark.parametrize("name", HONEST)
def test_every_honest_photo_is_accepted_within_the_limits(name: str) -> None:
    (pictures,) = decoder.clean(HONEST[name]())
    assert max(pictures.width, pictures.height) >= 400


@pytest.mark.parametrize(
    "build",
    [
        lambda: photos.jpeg((8160, 6144), progressive=True, subsampling=0, quality=60),
        lambda: photos.encoded(photos.scene((6000, 4500), "RGBA"), "PNG", compress_level=1),
        lambda: photos.encoded(photos.scene((6000, 4000)), "WEBP", method=0, quality=50),
        lambda: photos.encoded(photos.scene((3000, 2000)), "HEIF", quality=30),
    ],
    ids=["50 MP progressive JPEG", "27 MP see-through PNG", "24 MP WebP", "6 MP HEIC"],
)
def test_the_largest_photos_of_phones_fit_the_limits(build: Callable[[], bytes]) -> None:
    (pictures,) = decoder.clean(build())
    assert max(pictures.width, pictures.height) >= 2000
