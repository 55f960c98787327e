"""Which cells of a table may be told, so that no small count can be read or computed from it.

A table is cells that add up to a known total. Zero is told; what lies between is not, and never
alone: further cells are withheld until what is hidden together says nothing of any one of them.
"""

from collections.abc import Mapping

Counts = tuple[int, ...]


def is_small(counts: Counts, *, least: int) -> bool:
    """Say whether one of `counts`, or what its parts leave of the whole, is small and not zero."""
    return any(0 < count < least for count in _with_rest(counts))


def withheld(cells: Mapping[str, Counts], *, least: int) -> frozenset[str] | None:
    """Return the cells to withhold, none of which can be computed from the others and the total.

    The first count of a cell is the whole, the others are parts of it; a part that is not told is
    the whole without the others. None: the total would give a cell away even if all of them were
    withheld, so it must be withheld, too.
    """
    told = {name: counts for name, counts in cells.items() if any(counts)}
    hidden = {name for name, counts in told.items() if is_small(counts, least=least)}
    if not hidden:
        return frozenset()
    # The smallest first: the reader loses least.
    spare = sorted(told.keys() - hidden, key=lambda name: (told[name], name))
    while not _is_vague([told[name] for name in hidden], least=least):
        if not spare:
            return None
        hidden.add(spare.pop(0))
    return frozenset(hidden)


def _is_vague(hidden: list[Counts], *, least: int) -> bool:
    """Say whether the sums of the hidden cells, which anybody can compute, leave each one open.

    A hidden cell is at least 1 as a whole (zero would be told), a part of it at least 0.
    """
    if len(hidden) < 2:
        return False
    whole, *parts = _with_rest(tuple(sum(counts) for counts in zip(*hidden, strict=True)))
    return whole - len(hidden) >= least and all(part == 0 or part >= least for part in parts)


def _with_rest(counts: Counts) -> Counts:
    """Return the counts and what the parts leave of the whole, which anybody can compute."""
    whole, *parts = counts
    return (*counts, whole - sum(parts)) if parts else counts
