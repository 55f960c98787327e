"""Within what a rule's limits make sense. The words for it are those of policies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

NO_BOUNDS: Mapping[str, int] = MappingProxyType({})


class Bounded:
    """Limits of which some are never beyond a number, or never below another one."""

    __slots__ = ()

    # By limit, the largest that makes sense; beyond it somebody slipped.
    highest: ClassVar[Mapping[str, int]] = NO_BOUNDS
    # Pairs of which the second is never below the first.
    rising: ClassVar[tuple[tuple[str, str], ...]] = ()


@dataclass(frozen=True, slots=True)
class Senseless:
    """A limit beyond `highest`, or below the limit named `floor`."""

    about: str
    highest: int | None = None
    floor: str = ""


def senseless(limits: type, said: Mapping[str, int]) -> Iterator[Senseless]:
    """Yield what makes no sense among the limits said so far; what is left out is not judged."""
    if not issubclass(limits, Bounded):
        return
    for name, most in limits.highest.items():
        if said.get(name, 0) > most:
            yield Senseless(name, highest=most)
    for low, high in limits.rising:
        if low in said and high in said and said[high] < said[low]:
            yield Senseless(high, floor=low)
