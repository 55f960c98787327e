"""Measures a clean picture for `quality`: light, edges, patterns, where a card and text lie.

Runs only inside the child process and in benchmarks. Pillow alone: the memory limit counts address
space, of which numpy takes too much. Large steps are Pillow's; plain loops see small grids only.
"""

from collections.abc import Sequence
from itertools import pairwise
from operator import mul

from PIL import Image, ImageChops, ImageFilter

from appeals.evidence import card_shape
from appeals.evidence.quality import Measures

# Edges and text are looked for at about this long edge, whatever the photo's.
_FINE_EDGE = 1000
_COARSER = 4
# The strongest edges; finer pixels hold the same edges in a smaller share of the picture.
_EDGES, _FINE_EDGES = 0.995, 0.998
# Weaker than this, in levels of grey, is no edge but noise.
_LEAST_EDGE = 6
_BLOWN_FROM = 250
_CELL = 16
_LEAST_RUN = 3
_TILE = 64
_TILES = 4
_LONGEST_PERIOD = 18
# A pattern weaker than this, in levels of grey, is the JPEG's own.
_LEAST_PATTERN = 1.0


def measured(picture: Image.Image, thumbnail: Image.Image) -> Measures:
    """Measure an RGB picture and its 320 px thumbnail."""
    grey = picture.convert("L")
    fine = grey.reduce(max(1, round(max(grey.size) / _FINE_EDGE)))
    light = thumbnail.convert("L")
    shape = card_shape.found(thumbnail)
    lines = _lines(fine)
    scale = max(picture.size) / max(thumbnail.size)
    return Measures(
        sharpness=_sharpness(fine),
        brightness=_level(light, 0.95),
        blown=_blown(thumbnail),
        paper=_level(_middle(light), 0.5),
        colours=_colours(_middle(thumbnail)),
        ripple=_ripple(grey),
        cut=_running_out(lines) if shape.cut is None else shape.cut,
        card=shape.length * scale or _length(lines) * _CELL * grey.width / fine.width,
        text=sum(map(sum, lines)) / sum(map(len, lines)),
        long_edge=max(picture.size),
    )


def _level(grey: Image.Image, share: float) -> int:
    """Return the brightness that `share` of the pixels stay at or under."""
    counts = grey.histogram()[:256]
    wanted = sum(counts) * share
    below = 0
    for level, count in enumerate(counts):
        below += count
        if below >= wanted:
            return level
    return 255


def _middle(image: Image.Image, *, margin: float = 0.25) -> Image.Image:
    wide, high = image.size
    left, top = round(wide * margin), round(high * margin)
    return image.crop((left, top, max(left + 1, wide - left), max(top + 1, high - top)))


def _steps(grey: Image.Image, right: int, down: int) -> Image.Image:
    """Return how much each pixel differs from the one `right` and `down` of it."""
    wide, high = grey.width - right, grey.height - down
    here = grey.crop((0, 0, wide, high))
    return ImageChops.difference(here, grey.crop((right, down, right + wide, down + high)))


def _sharpness(fine: Image.Image) -> float:
    """Compare the strongest fine edges with those of a coarser copy, along the softer axis.

    A sharp edge is as high within one pixel as within four; a soft one, or one moved along, rises
    over many.
    """
    fine = _middle(fine, margin=0.06)
    coarse = fine.reduce(_COARSER)
    if min(coarse.size) < 8:
        return 1.0
    return min(
        _share_of(_level(_steps(fine, *axis), _FINE_EDGES), _level(_steps(coarse, *axis), _EDGES))
        for axis in ((1, 0), (0, 1))
    )


def _share_of(edge: int, whole: int) -> float:
    """Compare two edges; where there are none nothing is blurred."""
    return 1.0 if whole < _LEAST_EDGE else min(1.0, edge / whole)


def _blown(thumbnail: Image.Image) -> float:
    """Return the share of the picture that is white in patches, not in single pixels."""
    red, green, blue = thumbnail.split()
    counts = ImageChops.darker(ImageChops.darker(red, green), blue).reduce(3).histogram()
    return sum(counts[_BLOWN_FROM:]) / sum(counts)


def _colours(middle: Image.Image) -> int:
    """Return how far the colours lie apart, whatever the colour of the light."""
    _light, *tints = middle.filter(ImageFilter.BoxBlur(1)).convert("YCbCr").split()
    return max(_level(tint, 0.95) - _level(tint, 0.05) for tint in tints)


def _lines(fine: Image.Image) -> list[list[bool]]:
    """Say of each cell, row by row, whether it looks like part of a line of text.

    Letters have many steep edges both ways; a drawing or a border has few, or one way only.
    """
    contrast = _level(fine, 0.98) - _level(fine, 0.02)
    steep = max(10, round(contrast * 0.13))
    columns, rows = max(1, fine.width // _CELL), max(1, fine.height // _CELL)
    across, down = (
        _steps(fine, *axis)
        .point([255 * (level > steep) for level in range(256)])
        .reduce(_CELL)
        .crop((0, 0, columns, rows))
        .tobytes()
        for axis in ((1, 0), (0, 1))
    )
    cells = [20 < x < 200 and 12 < y < 200 for x, y in zip(across, down, strict=True)]
    return [_in_runs(cells[at : at + columns]) for at in range(0, len(cells), columns)]


def _in_runs(cells: Sequence[bool]) -> list[bool]:
    """Keep the cells that stand in a row of at least three: letters make lines."""
    kept = [False] * len(cells)
    starts = [-1, *(place for place, is_on in enumerate(cells) if not is_on), len(cells)]
    for before, after in pairwise(starts):
        if after - before - 1 >= _LEAST_RUN:
            kept[before + 1 : after] = [True] * (after - before - 1)
    return kept


def _running_out(lines: Sequence[Sequence[bool]]) -> float:
    """Return the share of the one side of the photo over which most lines of text run."""
    left, right = [line[0] for line in lines], [line[-1] for line in lines]
    return max(sum(side) / len(side) for side in (lines[0], lines[-1], left, right))


def _length(lines: Sequence[Sequence[bool]]) -> int:
    """Return the longer side of the box around the cells, leaving out the last few each way."""
    across = sorted(x for line in lines for x, is_on in enumerate(line) if is_on)
    down = [y for y, line in enumerate(lines) for is_on in line if is_on]
    if not across:
        return 0
    odd = len(across) // 50
    return max(side[-1 - odd] - side[odd] + 1 for side in (across, down))


def _ripple(grey: Image.Image) -> float:
    """Return how far the flattest places of the middle repeat a fine pattern, as screens do.

    A grid of lamps under a grid of sensors makes waves; paper has grain, which never repeats.
    """
    middle = _middle(grey)
    tiles = _flattest(middle)
    if len(tiles) < _TILES:
        return 0.0
    return max(_repeated(tiles, axis) for axis in ((1, 0), (0, 1)))


def _flattest(middle: Image.Image) -> list[Image.Image]:
    """Return the tiles with the least drawing, none of them black or white."""
    columns, rows = middle.width // _TILE, middle.height // _TILE
    unrest, level = (
        image.reduce(_TILE).crop((0, 0, columns, rows)).tobytes()
        for image in (_steps(middle, 1, 1), middle)
    )
    ranked = sorted(
        (restless, place % columns, place // columns)
        for place, (restless, light) in enumerate(zip(unrest, level, strict=True))
        if 30 < light < 245
    )
    return [
        middle.crop((x * _TILE, y * _TILE, (x + 1) * _TILE, (y + 1) * _TILE))
        for _unrest, x, y in ranked[:_TILES]
    ]


def _repeated(tiles: Sequence[Image.Image], axis: tuple[int, int]) -> float:
    """Return the middle one of what `_dip` says of the tiles along one axis."""
    dips = sorted(_dip(tile, axis) for tile in tiles)
    return dips[len(dips) // 2]


def _dip(tile: Image.Image, axis: tuple[int, int]) -> float:
    """Return how much less a tile differs from itself one period on than half a period on."""
    apart = [
        _mean(_steps(tile, axis[0] * far, axis[1] * far)) for far in range(1, _LONGEST_PERIOD + 1)
    ]
    deepest = 0.0
    for far in range(2, _LONGEST_PERIOD - 1):
        before = max(apart[:far])
        after = max(apart[far + 1 : far + 1 + max(2, far // 2)])
        peak = min(before, after)
        if peak >= _LEAST_PATTERN:
            deepest = max(deepest, 1 - apart[far] / peak)
    return deepest


def _mean(grey: Image.Image) -> float:
    total: int = sum(map(mul, grey.histogram(), range(256)))
    return total / (grey.width * grey.height)
