"""Making the map of Indonesia small: outlines rounded to whole units, specks left out.

Its source is @svg-maps/indonesia 1.0.0 (CC BY 4.0, see `data/NOTICE.md`); the command
`simplify_map` writes `data/indonesia.json` from it, once.
"""

import re
from collections.abc import Iterator

Point = tuple[int, int]

_PATH = re.compile(r'id="id-(?P<id>\w\w)"\s+name="[^"]+"\s+d="(?P<d>[^"]+)"')
_PART = re.compile(r"[mz]|-?\d*\.?\d+")
# The Kemendagri code of each province that the source draws.
CODES = {
    "ac": "11", "su": "12", "sb": "13", "ri": "14", "ja": "15", "ss": "16", "be": "17",
    "la": "18", "bb": "19", "kr": "21", "jk": "31", "jb": "32", "jt": "33", "yo": "34",
    "ji": "35", "bt": "36", "ba": "51", "nb": "52", "nt": "53", "kb": "61", "kt": "62",
    "ks": "63", "ki": "64", "ku": "65", "sa": "71", "st": "72", "sn": "73", "sg": "74",
    "go": "75", "sr": "76", "ma": "81", "mu": "82", "pa": "91", "pb": "92",
}  # fmt: skip


def simplified(source: str) -> dict[str, str]:
    """Return each province's outline in whole units, by its code, from the source's SVG text."""
    return {
        CODES[found["id"]]: "".join(_written(ring) for ring in _rings(found["d"]) if len(ring) > 2)
        for found in _PATH.finditer(source)
    }


def _rings(path: str) -> Iterator[list[Point]]:
    """Yield the closed lines of a path of relative moves, as absolute rounded points."""
    x = y = 0.0
    start = (x, y)
    ring: list[Point] = []
    numbers: list[float] = []
    for part in _PART.findall(path):
        if part in "mz":
            if part == "z":
                x, y = start
            if ring:
                yield ring
            ring, numbers, is_first = [], [], True
            continue
        numbers.append(float(part))
        if len(numbers) == 2:
            x, y = x + numbers[0], y + numbers[1]
            numbers = []
            if is_first:
                start, is_first = (x, y), False
            point = (round(x), round(y))
            if point not in ring[-1:]:
                ring.append(point)
    if ring:
        yield ring


def _written(ring: list[Point]) -> str:
    """Return one closed line: an absolute start, relative steps, straight runs in one."""
    x, y = ring[0]
    steps: list[Point] = []
    first = f"M{x} {y}l"
    for to_x, to_y in ring[1:]:
        step = (to_x - x, to_y - y)
        if steps and _is_straight(steps[-1], step):
            step = (steps[-1][0] + step[0], steps[-1][1] + step[1])
            steps.pop()
        steps.append(step)
        x, y = to_x, to_y
    return first + " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-") + "z"


def _is_straight(one: Point, other: Point) -> bool:
    same_way = one[0] * other[0] >= 0 and one[1] * other[1] >= 0
    return same_way and one[0] * other[1] == one[1] * other[0]
