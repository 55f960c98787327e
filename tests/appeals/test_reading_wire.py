"""What the worker believes of the reader child's answer."""

import io
import json
import struct

import pytest

from appeals.evidence.reading import wire
from appeals.evidence.reading.wire import Line, Seen
from appeals.evidence.wire import Garbled

SQUARE = ((0.0, 0.0), (9.0, 0.0), (9.0, 3.0), (0.0, 3.0))


def answer(body: object) -> io.BytesIO:
    """Return a child's answer of any shape."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return io.BytesIO(struct.pack("!I", len(content)) + content)


@pytest.mark.parametrize(
    "seen", [Seen(), Seen(text=()), Seen(text=(Line("NIK", 98, SQUARE),)), Seen(faces=2)]
)
def test_what_was_seen_arrives_as_it_was_sent(seen: Seen) -> None:
    stream = io.BytesIO()
    wire.send_seen(stream, seen)
    stream.seek(0)
    assert wire.receive_seen(stream) == seen


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not JSON",
        [],
        {"text": []},
        {"text": [["NIK", 98]], "faces": None},
        {"text": [["NIK", 98, [[0, 0]]]], "faces": None},
        {"text": [[1, 98, SQUARE]], "faces": None},
        {"text": [["NIK", "very", SQUARE]], "faces": None},
        {"text": None, "faces": "many"},
        b"[" * 100_000,
    ],
)
def test_an_answer_in_another_form_is_not_believed(body: object) -> None:
    with pytest.raises(Garbled):
        wire.receive_seen(answer(body))


def test_an_answer_that_is_announced_too_long_is_not_read() -> None:
    with pytest.raises(Garbled, match="announced"):
        wire.receive_seen(io.BytesIO(struct.pack("!I", 2**31)))


def test_how_sure_the_machine_is_stays_within_bounds() -> None:
    said = {"text": [["NIK", 5000, SQUARE]], "faces": None}
    text = wire.receive_seen(answer(said)).text
    assert text
    assert text[0].percent == 100
