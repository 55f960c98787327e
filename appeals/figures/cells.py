"""The cells of a slice: level, channel and ground, each combination at its place in an array."""

from collections.abc import Iterable
from dataclasses import dataclass

from appeals.models import Appeal

# Arrays that are stored rest on this order: new channels and grounds go to the end of theirs.
# A channel more leaves every place as it was; a ground more needs `rebuild_figures`.
LEVELS = (1, 2)
GROUNDS = ("", *(f"G{number:02d}" for number in range(1, 13)))
CHANNELS = (
    Appeal.Channel.WEB, Appeal.Channel.PHONE, Appeal.Channel.EMAIL, Appeal.Channel.WHATSAPP,
)  # fmt: skip
COUNT = len(LEVELS) * len(GROUNDS) * len(CHANNELS)


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination; an empty ground: a case about no block that we found."""

    level: int
    channel: str
    ground: str


def place(level: int, channel: str, ground: str) -> int:
    """Return where the combination stands in every array."""
    row = CHANNELS.index(Appeal.Channel(channel)) * len(LEVELS) + LEVELS.index(level)
    return row * len(GROUNDS) + GROUNDS.index(ground)


ALL = tuple(
    Cell(level, channel.value, ground)
    for channel in CHANNELS
    for level in LEVELS
    for ground in GROUNDS
)


def places(
    *, levels: Iterable[int] = (), channels: Iterable[str] = (), grounds: Iterable[str] = ()
) -> list[int]:
    """Return the places of the cells with one of each; of what is empty, all."""
    level, channel, ground = set(levels), set(channels), set(grounds)
    return [
        number
        for number, cell in enumerate(ALL)
        if (not level or cell.level in level)
        and (not channel or cell.channel in channel)
        and (not ground or cell.ground in ground)
    ]
