"""Draws a chart or the map as lines and areas onto a page; what is withheld is not drawn."""

import re
from collections.abc import Sequence
from itertools import pairwise

from django.utils.formats import number_format

from appeals.letters.pdf import FONT, drawable
from appeals.statistics.page import INK, LINE, MARGIN, SOFT, WIDTH, Page
from appeals.statistics.report import HIDDEN, Chart, Map, Pair

_BLUE, _AMBER, _GREEN, _PAPER = (11, 79, 138), (111, 66, 0), (11, 85, 48), (255, 255, 255)
_HEIGHT, _LEFT = 52.0, 14.0
_STACK = 9.6
# The map's own units (appeals/figures/map_picture.py), and where its land begins.
_MAP_WIDTH, _MAP_TOP, _MAP_HEIGHT = 793, 29, 288
_STEP = re.compile(r"-?\d+")


def draw(page: Page, picture: Chart | Map) -> None:
    """Draw the picture below what is on the page, with its words for those who hear it."""
    if isinstance(picture, Map):
        _map(page, picture)
    elif picture.kind == "stacks":
        _stacks(page, picture)
    else:
        _over_months(page, picture)


def levels(pairs: Sequence[Pair]) -> tuple[int, int, int]:
    """Return the three numbers beside a chart: nought, half and a round number above all."""
    most = max((count for pair in pairs for count in (pair.first, pair.second) if count), default=0)
    size = int(10 ** max(0, len(str(most)) - 1))
    rounded = -(-most // size) * size
    whole = max(2, rounded + rounded % 2)
    return 0, whole // 2, whole


def _over_months(page: Page, chart: Chart) -> None:
    page.room_for(_HEIGHT + 20)
    top = page.get_y() + 2
    marks = levels(chart.pairs)
    step, scale = (WIDTH - _LEFT) / max(1, len(chart.pairs)), _HEIGHT / marks[-1]
    with page.told("/Figure", alt=chart.words):
        for level in marks:
            y = top + _HEIGHT - level * scale
            page.set_draw_color(*LINE)
            page.line(MARGIN + _LEFT, y, MARGIN + WIDTH, y)
            _text(page, MARGIN, y - 2, number_format(level, force_grouping=True),
                  width=_LEFT - 2, align="R")  # fmt: skip
        points: list[tuple[float, float] | None] = []
        for place, pair in enumerate(chart.pairs):
            left = MARGIN + _LEFT + place * step
            _text(page, left, top + _HEIGHT + 1.5, pair.label, width=step, align="C")
            if chart.kind == "columns":
                _column(page, left, top, step, pair.first, scale)
            counted = pair.second if chart.kind == "columns" else pair.first
            points.append(
                None if counted is None
                else (left + step / 2, top + _HEIGHT - counted * scale)
            )  # fmt: skip
        _line(page, points)
        _keys(page, top + _HEIGHT + 8, chart)
    page.set_xy(MARGIN, top + _HEIGHT + 15)


def _column(  # noqa: PLR0917 - a place in the chart
    page: Page, left: float, top: float, step: float, count: int | None, scale: float
) -> None:
    if count is None:
        _text(page, left, top + _HEIGHT - 4.5, HIDDEN, width=step, align="C")
        return
    page.set_fill_color(*_BLUE)
    height = count * scale
    page.rect(left + step * 0.18, top + _HEIGHT - height, step * 0.64, height, style="F")


def _line(page: Page, points: Sequence[tuple[float, float] | None]) -> None:
    """Join neighbouring points; where one is withheld the line is broken."""
    page.set_draw_color(*_AMBER)
    page.set_fill_color(*_PAPER)
    page.set_line_width(0.6)
    for one, other in pairwise(points):
        if one and other:
            page.line(*one, *other)
    for point in points:
        if point:
            page.circle(point[0], point[1], 0.9, style="DF")
    page.set_line_width(0.2)


def _stacks(page: Page, chart: Chart) -> None:
    page.room_for(_STACK * min(6, len(chart.pairs)) + 12)
    most = max(((pair.first or 0) + (pair.second or 0) for pair in chart.pairs), default=0)
    scale = (WIDTH - 4) / max(1, most)
    for pair in chart.pairs:
        page.room_for(_STACK)
        top = page.get_y()
        with page.told("/Figure", alt=_stack_words(pair, chart)):
            _text(page, MARGIN, top, pair.label, width=WIDTH, align="L", size=8.5)
            x = float(MARGIN)
            for count, fill in ((pair.first, _GREEN), (pair.second, _PAPER)):
                if count:
                    page.set_fill_color(*fill)
                    page.set_draw_color(*SOFT)
                    page.rect(x, top + 4.2, count * scale, 3.4, style="DF")
                    x += count * scale
            if not pair.first and not pair.second:
                words = HIDDEN if pair.first is None else "0"
                _text(page, x, top + 3.9, words, width=10, align="L")
        page.set_xy(MARGIN, top + _STACK)
    with page.untold():
        _keys(page, page.get_y(), chart)
    page.set_xy(MARGIN, page.get_y() + 8)


def _stack_words(pair: Pair, chart: Chart) -> str:
    """Return one bar in words, as its table has it."""
    told = [
        f"{key}: {HIDDEN if count is None else number_format(count, force_grouping=True)}"
        for key, count in zip(chart.keys, (pair.first, pair.second), strict=True)
    ]
    return f"{pair.label}. {'; '.join(told)}"


def _keys(page: Page, y: float, chart: Chart) -> None:
    """Draw what each mark stands for: a bar for the first, a line or white bar for the second."""
    x = float(MARGIN + (0 if chart.kind == "stacks" else _LEFT))
    for place, words in enumerate(chart.keys):
        is_line = chart.kind == "steps" or (chart.kind == "columns" and place == 1)
        if is_line:
            _line(page, [(x, y + 2), (x + 5, y + 2)])
        else:
            fill = _BLUE if chart.kind == "columns" else (_GREEN, _PAPER)[place]
            page.set_fill_color(*fill)
            page.set_draw_color(*SOFT)
            page.rect(x, y + 0.5, 5, 3, style="DF")
        _text(page, x + 7, y, words, width=60, align="L", size=8.5)
        x += 16 + page.get_string_width(words)
    page.set_y(y)


def _map(page: Page, picture: Map) -> None:
    scale = WIDTH / _MAP_WIDTH
    height = _MAP_HEIGHT * scale
    page.room_for(height + 20)
    top = page.get_y()
    with page.told("/Figure", alt=picture.words):
        page.set_draw_color(*SOFT)
        page.set_line_width(0.1)
        for shape in picture.shapes:
            page.set_fill_color(*_colour(shape.fill))
            for ring in _rings(shape.outline):
                page.polygon([(MARGIN + x * scale, top + (y - _MAP_TOP) * scale) for x, y in ring],
                             style="DF")  # fmt: skip
        page.set_line_width(0.2)
        x, y = float(MARGIN), top + height + 2
        for swatch in picture.legend:
            page.set_fill_color(*_colour(swatch.fill))
            page.rect(x, y + 0.5, 4, 3, style="DF")
            _text(page, x + 5, y, swatch.words, width=40, align="L")
            x += 12 + page.get_string_width(swatch.words)
    page.set_xy(MARGIN, y + 8)


def _rings(outline: str) -> list[list[tuple[int, int]]]:
    """Return the points of an outline: each ring a start, then steps from point to point."""
    found = []
    for ring in outline.split("z"):
        numbers = [int(one) for one in _STEP.findall(ring)]
        if len(numbers) < 6:
            continue
        x, y = numbers[:2]
        points = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        found.append(points)
    return found


def _colour(fill: str) -> tuple[int, int, int]:
    return int(fill[1:3], 16), int(fill[3:5], 16), int(fill[5:7], 16)


def _text(  # noqa: PLR0917 - a place on the page
    page: Page, x: float, y: float, words: str, *, width: float, align: str, size: float = 7.5
) -> None:
    page.set_font(FONT, size=size)
    page.ink(INK)
    page.set_xy(x, y)
    page.cell(width, 4, drawable(words), align=align)
