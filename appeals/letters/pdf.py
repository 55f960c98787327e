"""Draws a document as a PDF; the same document is drawn the same, byte by byte."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

import qrcode
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from appeals.letters.content import Content, Section, content_of
from appeals.models import Letter
from portal.calendar import JAKARTA

_FONTS = Path(__file__).parent / "fonts"
FACES = {
    "": _FONTS / "dejavu-sans-latin-400-normal.woff",
    "B": _FONTS / "dejavu-sans-latin-700-normal.woff",
}
FONT = "DejaVu"
_MARGIN = 20  # millimetres
_QR_SIDE = 32
_UNKNOWN = "\N{WHITE SQUARE}"


def draw(letter: Letter) -> bytes:
    """Return the document as a PDF in its own language."""
    with translation.override(letter.language):
        page = _Page(letter)
        page.add_page()
        _draw(page, content_of(letter))
        page.check(letter)
        return bytes(page.output())


def check_address(letter: Letter) -> str:
    """Return the absolute address at which anybody can check the document."""
    return settings.SITE_URL + reverse("letter_check_at", args=[letter.number, letter.check_code])


class _Page(FPDF):
    """An A4 page with our fonts, the document's number at its foot."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(format="A4")
        self.number = letter.number
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + 5)
        self.set_creation_date(timezone.localtime(letter.issued_at, JAKARTA))
        self.set_title(f"{letter.get_kind_display()} {letter.number}")
        self.set_lang(letter.language)
        for style, face in FACES.items():
            self.add_font(FONT, style, face)

    def footer(self) -> None:
        self.set_y(-_MARGIN + 3)
        self.set_font(FONT, size=8)
        self.cell(0, 5, f"{self.number} · {self.page_no()}", align="C")

    def write_lines(self, text: str, *, size: float, style: str = "", indent: float = 0) -> None:
        """Write a paragraph over the whole width."""
        self.set_font(FONT, style=style, size=size)
        self.set_x(_MARGIN + indent)
        self.multi_cell(0, size * 0.53, drawable(text), align="L",
                        new_x=XPos.LMARGIN, new_y=YPos.NEXT)  # fmt: skip

    def check(self, letter: Letter) -> None:
        """Draw how to check the document, in one piece."""
        if self.will_page_break(_QR_SIDE + 12):
            self.add_page()
        self.ln(6)
        top = self.get_y()
        picture = BytesIO()
        qrcode.make(check_address(letter), border=1).get_image().save(picture, "PNG")
        self.image(picture, x=_MARGIN, y=top, w=_QR_SIDE, h=_QR_SIDE,
                   alt_text=_("Kode QR ke halaman pengecekan"))  # fmt: skip
        indent = _QR_SIDE + 6
        self.set_y(top)
        self.write_lines(_("Cek keaslian surat ini"), size=10.5, style="B", indent=indent)
        self.write_lines(f"{settings.SITE_URL}{reverse('letter_check')}", size=9.5, indent=indent)
        self.write_lines(_("Nomor: %(number)s") % {"number": letter.number},
                         size=9.5, indent=indent)  # fmt: skip
        self.write_lines(_("Kode cek: %(code)s") % {"code": in_groups(letter.check_code)},
                         size=9.5, indent=indent)  # fmt: skip


def in_groups(code: str) -> str:
    """Return a check code as people read it aloud."""
    return f"{code[:5]}-{code[5:]}"


def _draw(page: _Page, content: Content) -> None:
    page.write_lines(_("Bantuan akun"), size=9)
    page.ln(4)
    page.write_lines(content.title, size=17, style="B")
    page.ln(3)
    for name, value in content.facts:
        page.write_lines(f"{name}: {value}", size=10.5)
    for section in content.sections:
        _section(page, section)


def _section(page: _Page, section: Section) -> None:
    if page.will_page_break(18):  # no heading alone at the foot of a page
        page.add_page()
    page.ln(4)
    page.write_lines(section.heading, size=12, style="B")
    page.ln(1)
    for paragraph in section.paragraphs:
        page.write_lines(paragraph, size=10.5)
        page.ln(1)
    for point in section.points:
        page.write_lines(f"• {point}", size=10.5, indent=3)
        page.ln(1)


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    with TTFont(FACES[""]) as font:
        return frozenset(font.getBestCmap())


def drawable(text: str) -> str:
    """Put a square in the place of what the font cannot draw."""
    known = _known()
    return "".join(sign if ord(sign) in known else _UNKNOWN for sign in text)
