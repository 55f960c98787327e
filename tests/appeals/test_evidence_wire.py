"""What worker and child say to each other, and what neither believes."""

import io
import struct

import pytest

from appeals.evidence import child, picture, wire
from appeals.evidence.codes import Code, Rejected
from tests import photos


def said(content: bytes) -> io.BytesIO:
    """Return the child's answer to a photo, as the worker will read it."""
    answers = io.BytesIO()
    child.answer(content, answers)
    answers.seek(0)
    return answers


def test_a_photo_arrives_as_it_was_sent() -> None:
    pipe = io.BytesIO()
    wire.send_photo(pipe, b"photo")
    pipe.seek(0)
    assert wire.receive_photo(pipe) == b"photo"
    assert wire.receive_photo(pipe) is None


def test_pictures_arrive_as_they_were_made() -> None:
    (pictures,) = wire.receive_answer(said(photos.jpeg()))
    assert pictures == picture.clean(photos.jpeg())


def test_a_code_arrives_as_a_rejection() -> None:
    with pytest.raises(Rejected, match="unreadable"):
        wire.receive_answer(said(photos.jpeg()[:4000]))


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (MemoryError(), Code.TOO_MANY_PIXELS),
        (RuntimeError("quotes the photo"), Code.UNREADABLE),
        (RecursionError(), Code.UNREADABLE),
    ],
)
def test_whatever_a_decoder_raises_becomes_a_code(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, code: Code
) -> None:
    def fail(_content: bytes) -> wire.Pictures:
        raise raised

    monkeypatch.setattr(picture, "clean", fail)
    with pytest.raises(Rejected) as rejection:
        wire.receive_answer(said(b"photo"))
    assert rejection.value.code == code


def test_several_pages_arrive_in_their_order() -> None:
    pages = [picture.clean(photos.jpeg((each, 300))) for each in (400, 500, 600)]
    pipe = io.BytesIO()
    wire.send_pages(pipe, pages)
    pipe.seek(0)
    assert wire.receive_answer(pipe) == tuple(pages)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"short",
        struct.pack("!20sB", b"no_such_code", 0),
        struct.pack("!20sB", b"\xff\xfe", 0),
        struct.pack("!20sB", b"", 0),
        struct.pack("!20sB", b"", 255),
        struct.pack("!20sBIIII", b"", 1, 2**32 - 1, 0, 1, 1),
        struct.pack("!20sBIIII", b"", 1, 10, 10, 1, 1) + b"only nine",
    ],
)
def test_nonsense_is_garbled(answer: bytes) -> None:
    with pytest.raises(wire.Garbled):
        wire.receive_answer(io.BytesIO(answer))


def test_a_child_takes_no_photo_without_measure() -> None:
    with pytest.raises(wire.Garbled):
        wire.receive_photo(io.BytesIO(struct.pack("!I", 2**32 - 1)))
