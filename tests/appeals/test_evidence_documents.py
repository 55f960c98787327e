"""PDFs in the image child: pages become pictures, nothing else survives, nothing gets away."""

import io
import sys
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from appeals.evidence import decoder, document, structure
from appeals.evidence.codes import Code, Rejected
from appeals.evidence.wire import MOST_PAGES
from tests import documents, photos


@pytest.fixture(autouse=True)
def _fresh_children() -> Iterator[None]:
    decoder.close_idle()
    yield
    decoder.close_idle()


def shown(content: bytes) -> Image.Image:
    """Return the first page's picture, opened."""
    return Image.open(io.BytesIO(document.pages(content)[0].image))


def is_dark(picture: Image.Image, x: int, y: int) -> bool:
    """Say whether the pixel is nearly black."""
    pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return max(pixel) < 60


def is_red(picture: Image.Image, x: int, y: int) -> bool:
    """Say whether the pixel is the letter's red, after JPEG."""
    pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel[0] > 180 and max(pixel[1:]) < 90


def test_every_page_becomes_a_picture_in_order() -> None:
    pages = decoder.clean(documents.letter(3))
    assert [(page.width, page.height) for page in pages] == [(1448, 2048)] * 3
    assert len({page.image for page in pages}) == 3
    assert {max(Image.open(io.BytesIO(page.thumbnail)).size) for page in pages} == {320}


def test_a_page_shows_what_was_on_it() -> None:
    page = shown(documents.letter())
    assert is_red(page, 100, 100)
    assert not is_red(page, 1200, 100)
    assert page.getpixel((1400, 2000)) == (255, 255, 255)


def test_a_page_stored_lying_is_shown_as_its_reader_shows_it() -> None:
    page = shown(documents.turned())
    assert page.size == (2048, 1448)
    assert is_red(page, 2000, 100)


def test_what_is_typed_into_a_form_is_seen() -> None:
    assert is_dark(shown(documents.form()), int(250 / 842 * 2048), int(222 / 842 * 2048))


def test_pages_hold_pixels_and_nothing_else() -> None:
    (page,) = decoder.clean(documents.talkative())
    for content in (page.image, page.thumbnail):
        image = Image.open(io.BytesIO(content))
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert photos.SECRET not in content


def test_what_opens_without_a_password_is_opened() -> None:
    assert len(decoder.clean(documents.locked(by=""))) == 1


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (documents.locked, Code.PDF_LOCKED),
        (lambda: documents.letter(MOST_PAGES + 1), Code.PDF_TOO_LONG),
        (lambda: b"%PDF-1.7\nnothing of the kind\n%%EOF", Code.PDF_BROKEN),
        (documents.looping_tree, Code.PDF_BROKEN),
        (lambda: documents.sized(b"0 0 14400 1"), Code.TOO_COMPLEX),
    ],
    ids=["password", "eleven pages", "no document", "looping tree", "thin page"],
)
def test_what_cannot_be_shown_is_refused_by_its_name(
    build: Callable[[], bytes], code: Code
) -> None:
    with pytest.raises(Rejected) as refusal:
        decoder.clean(build())
    assert refusal.value.code == code


def test_ten_scanned_pages_fit_the_limits() -> None:
    assert len(decoder.clean(documents.scanned(MOST_PAGES))) == MOST_PAGES


@pytest.mark.parametrize(
    "build",
    [
        documents.many_objects,
        documents.nested,
        documents.looping_form,
        documents.vast_picture,
        lambda: documents.drawing(b"q " * 2_000_000),
        lambda: documents.drawing(b"[" * 500_000),
        lambda: documents.sized(b"0 0 14400 14400"),
        lambda: documents.sized(b"0 0 1e12 1e12"),
        lambda: documents.sized(b"0 0 0 0"),
        lambda: documents.sized(b"0 0 1e-9 1e-9"),
        lambda: documents.letter().replace(b"/Count 1", b"/Count 2147483647"),
        lambda: documents.letter()[:-600] + b"%%EOF",
    ],
    ids=[
        "many objects", "nested arrays", "looping form", "vast picture", "many states",
        "open arrays", "large sheet", "vast sheet", "no sheet", "tiny sheet", "false count", "cut",
    ],
)  # fmt: skip
def test_a_hostile_document_ends_well(build: Callable[[], bytes]) -> None:
    try:
        decoder.clean(build())
    except (Rejected, decoder.ChildDied):
        pass
    assert len(decoder.clean(photos.jpeg())) == 1


def test_endless_work_is_ended_by_the_limit_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    program = "from appeals.evidence import child\nchild.DOCUMENT_CPU_SECONDS = 1\nchild.main()"
    monkeypatch.setattr(decoder, "COMMAND", (sys.executable, "-c", program))
    with pytest.raises(decoder.ChildDied):
        decoder.clean(documents.endless())


def test_a_photo_with_a_document_inside_stays_a_photo() -> None:
    content = photos.encoded(photos.scene(), comment=documents.letter()) + documents.letter()
    structure.inspect(content)
    (page,) = decoder.clean(content)
    assert (page.width, page.height) == (800, 600)


def test_a_document_with_a_photo_behind_it_stays_a_document() -> None:
    (page,) = decoder.clean(documents.letter() + photos.jpeg())
    assert (page.width, page.height) == (1448, 2048)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_part_of_a_document_is_refused_before_it_is_opened(share: float) -> None:
    content = documents.scanned()
    with pytest.raises(Rejected) as refusal:
        structure.inspect_document(content[: int(len(content) * share)])
    assert refusal.value.code == Code.PDF_BROKEN
