"""How a worker and its reader child talk over pipes: a picture in, what was seen in it out.

Plain Python. The worker believes the child's answer no further than its types.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO, TypeAlias

from appeals.evidence.wire import Garbled, exactly

# Its memory grows with every picture of another size, by ten megabytes or so.
PHOTOS_PER_CHILD = 25
MOST_ANSWER_BYTES = 1024 * 1024
MOST_LINES = 1_000
MOST_BOXES = 50
MOST_CHARACTERS = 500  # of one line

_LENGTH = struct.Struct("!I")

Corner: TypeAlias = tuple[float, float]
# Left, top, width and height as shares of the picture.
Box: TypeAlias = tuple[float, float, float, float]


class Wish(StrEnum):
    """What the child should look for; its first byte goes before the picture."""

    TEXT = "t"
    FACES = "f"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: how sure the machine is, and its corners.

    The corners are in pixels, clockwise from the upper left of the text.
    """

    text: str
    percent: int
    corners: tuple[Corner, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the child saw in one picture; None: nobody asked for that.

    `boxes` say where the faces are.
    """

    text: tuple[Line, ...] | None = None
    faces: int | None = None
    boxes: tuple[Box, ...] = ()


def send_seen(stream: BinaryIO, seen: Seen) -> None:
    """Answer with what was seen."""
    text = seen.text
    lines = None if text is None else [[one.text, one.percent, one.corners] for one in text]
    body = json.dumps({"text": lines, "faces": seen.faces, "boxes": seen.boxes}).encode()
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive_seen(stream: BinaryIO) -> Seen:
    """Wait for the child's answer; raises Garbled."""
    head = exactly(stream, _LENGTH.size, most=_LENGTH.size)
    body = exactly(stream, _LENGTH.unpack(head)[0], most=MOST_ANSWER_BYTES)
    try:
        return _seen(json.loads(body))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as odd:
        raise Garbled("the reader answered in another form") from odd


def _seen(said: Mapping[str, Any]) -> Seen:  # Any: whatever JSON holds
    lines, faces = said["text"], said["faces"]
    return Seen(
        None if lines is None else tuple(_line(*line) for line in lines[:MOST_LINES]),
        None if faces is None else int(faces),
        tuple(_box(box) for box in said.get("boxes", ())[:MOST_BOXES]),
    )


def _box(sides: Sequence[float]) -> Box:
    """Return a box within the picture, whatever was said."""
    left, top, width, height = (min(max(float(side), 0.0), 1.0) for side in sides)
    return left, top, width, height


def _line(text: str, percent: int, corners: list[list[float]]) -> Line:
    if not isinstance(text, str) or len(corners) != 4:
        raise TypeError("a line is a text with four corners")
    square = tuple((float(across), float(down)) for across, down in corners)
    return Line(text[:MOST_CHARACTERS], min(max(int(percent), 0), 100), square)
