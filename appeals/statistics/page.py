"""An A4 page of the report: fonts, headings, paragraphs and tables, each told to screen readers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.prefs import ViewerPreferences

from appeals.letters.pdf import FACES, FONT, drawable
from appeals.statistics.tags import Element, Tree

MARGIN = 20  # millimetres
WIDTH = 210 - 2 * MARGIN
INK, SOFT, LINE = (22, 32, 42), (68, 80, 92), (213, 219, 225)
_ROW = 5.8
_FIGURE_WIDTH = 16.5  # at least


class Page(FPDF):
    """The document that is drawn."""

    def __init__(self, *, title: str, language: str, subject: str, at: datetime) -> None:
        super().__init__(format="A4")
        self.struct_builder = Tree()
        self.foot = title
        self.figure_width = _FIGURE_WIDTH
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + 2)
        self.set_creation_date(at)
        self.set_title(title)
        self.set_subject(subject)
        self.set_lang(language)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        for style, face in FACES.items():
            self.add_font(FONT, style, face)

    @property
    def tree(self) -> Tree:
        """The document's elements."""
        assert isinstance(self.struct_builder, Tree)
        return self.struct_builder

    @contextmanager
    def told(
        self, kind: str, *, within: Element | None = None, alt: str | None = None
    ) -> Iterator[Element]:
        """Tell a screen reader what is drawn inside; it must fit the page."""
        element = self.tree.begin(kind, page=self.page, within=within, alt=alt)
        number, place = self.tree.mark(element, page=self.page)
        self.pages[self.page].struct_parents = place
        self._out(f"{kind} <</MCID {number}>> BDC")
        yield element
        self._out("EMC")

    @contextmanager
    def untold(self) -> Iterator[None]:
        """Leave what is drawn inside out of what is read aloud."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def footer(self) -> None:
        """Write what the document is, and the page's number."""
        with self.untold():
            self.set_y(-MARGIN + 3)
            self.ink(SOFT)
            self.set_font(FONT, size=8)
            self.cell(0, 5, f"{self.foot} · {self.page_no()} / {{nb}}", align="C")
            self.ink(INK)

    def ink(self, colour: tuple[int, int, int]) -> None:
        """Write in `colour` from here on."""
        self.set_text_color(*colour)

    def heading(self, text: str, *, level: int, room: float = 30) -> None:
        """Write a heading that is in the outline, too; `room` below it must stay on the page."""
        if self.will_page_break(room):
            self.add_page()
        self.ln({1: 0, 2: 5, 3: 2}[level])
        self.ink(INK)
        self.start_section(drawable(text), level=level - 1)
        size = {1: 19, 2: 14, 3: 11}[level]
        self._lines(f"/H{level}", text, size=size, style="B")
        self.ln(1.5)

    def paragraph(self, text: str, *, size: float = 10, style: str = "") -> None:
        """Write a paragraph over the whole width."""
        self._lines("/P", text, size=size, style=style)
        self.ln(1)

    def room_for(self, height: float) -> None:
        """Go on to a new page where less than `height` is left."""
        if self.will_page_break(height):
            self.add_page()

    def rows(self, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write a table; on each further page it begins with its headings."""
        self.room_for(_ROW * 4)
        self.paragraph(title, style="B")
        self.figure_width = self._widest_word(head[1:])
        table = self._table_head(head)
        for cells in rows:
            height = _ROW * len(self._wrapped(cells[0], len(cells)))
            if self.will_page_break(height):
                self.add_page()
                table = self._table_head(head)
            self._row(table, cells, kinds=("/TH", "/TD"), style="", height=height)
        self.ln(3)

    def _lines(self, kind: str, text: str, *, size: float, style: str) -> None:
        self.set_font(FONT, style=style, size=size)
        line = size * 0.53
        lines = self._in_lines(text, width=0, line=line)
        self.room_for(line * len(lines))
        with self.told(kind):
            self.multi_cell(0, line, drawable(text), align="L",
                            new_x=XPos.LMARGIN, new_y=YPos.NEXT)  # fmt: skip

    def _table_head(self, head: Sequence[str]) -> Element:
        table = self.tree.begin("/Table", page=self.page)
        self.set_font(FONT, style="B", size=8.5)
        width = self.figure_width
        lines = max(len(self._in_lines(one, width=width, line=_ROW)) for one in head[1:])
        self._row(table, head, kinds=("/TH", "/TH"), style="B", height=_ROW * lines)
        return table

    def _row(
        self, table: Element, cells: Sequence[str], *, kinds: tuple[str, str], style: str,
        height: float,
    ) -> None:  # fmt: skip
        row = self.tree.begin("/TR", page=self.page, within=table)
        top, first = self.get_y(), self._first_width(len(cells))
        self.set_font(FONT, style=style, size=8.5)
        for place, text in enumerate(cells):
            left = MARGIN if place == 0 else MARGIN + first + (place - 1) * self.figure_width
            self.set_xy(left, top)
            with self.told(kinds[place > 0], within=row):
                self.multi_cell(
                    first if place == 0 else self.figure_width, _ROW * 0.8, drawable(text),
                    align="L" if place == 0 else "R",
                )  # fmt: skip
        with self.untold():
            self.set_draw_color(*LINE)
            self.line(MARGIN, top + height - 0.6, MARGIN + WIDTH, top + height - 0.6)
        self.set_xy(MARGIN, top + height)

    def _first_width(self, columns: int) -> float:
        return WIDTH - (columns - 1) * self.figure_width

    def _widest_word(self, head: Sequence[str]) -> float:
        """Return how wide a column of figures is, so that no word of its heading is broken."""
        self.set_font(FONT, style="B", size=8.5)
        words = (word for one in head for word in drawable(one).split())
        longest = max(map(self.get_string_width, words), default=0)
        return max(_FIGURE_WIDTH, longest + 2 * self.c_margin + 0.1)

    def _wrapped(self, text: str, columns: int) -> list[str]:
        self.set_font(FONT, size=8.5)
        return self._in_lines(text, width=self._first_width(columns), line=_ROW * 0.8)

    def _in_lines(self, text: str, *, width: float, line: float) -> list[str]:
        lines = self.multi_cell(
            width, line, drawable(text), align="L", dry_run=True, output=MethodReturnValue.LINES
        )
        assert isinstance(lines, list)
        return lines
