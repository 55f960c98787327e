"""Draws papers as specimens: the letter for a helper, and a school's record as a PDF."""

import textwrap
from datetime import UTC, datetime

from fpdf import FPDF
from PIL import Image, ImageDraw

from appeals.demonstration.cards import font

SIZE = (1240, 1754)

_INK, _PAPER, _RED = (22, 32, 42), (253, 252, 248), (140, 24, 20)
_LETTERS_A_LINE = 62


def consent_letter(author: str, *, helper: str) -> Image.Image:
    """Return the letter of `author`, a sheet of A4 at 150 dots per inch."""
    sheet = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((SIZE[0] // 2, 190), "SURAT KUASA", font=font(52), fill=_INK, anchor="mm")
    text = (
        f"Saya, {author}, memberi kuasa kepada {helper} dari kantor desa untuk mengirim "
        "pengaduan tentang akun Kartu Prakerja saya dan menerima kabarnya. Surat ini saya buat "
        "tanpa paksaan."
    )
    for line, words in enumerate(textwrap.wrap(text, _LETTERS_A_LINE)):
        draw.text((140, 320 + line * 56), words, font=font(34), fill=_INK)
    for left, name in ((140, author), (760, helper)):
        draw.line((left, 1120, left + 320, 1120), fill=_INK, width=3)
        draw.text((left, 1140), name, font=font(30), fill=_INK)
    draw.text((SIZE[0] // 2, 1600), "CONTOH · bukan surat asli", font=font(40), fill=_RED,
              anchor="mm")  # fmt: skip
    return sheet


def school_record(name: str) -> bytes:
    """Return three pages about the invented pupil `name` as a PDF; the same bytes every time."""
    paper = FPDF(format="A4")
    paper.set_creation_date(datetime(2026, 1, 2, tzinfo=UTC))
    for title, text in (
        ("SURAT KETERANGAN LULUS", f"{name} lulus dari SMK Contoh pada tahun 2024."),
        ("DAFTAR NILAI", "Bahasa Indonesia 84\nMatematika 79\nBahasa Inggris 81\nKejuruan 88"),
        ("LAMPIRAN", "Ijazah asli disimpan oleh yang bersangkutan."),
    ):
        paper.add_page()
        paper.set_font("Helvetica", "B", 20)
        paper.cell(0, 40, title, align="C", new_x="LMARGIN", new_y="NEXT")
        paper.set_font("Helvetica", size=14)
        paper.multi_cell(0, 10, text, new_x="LMARGIN", new_y="NEXT")
        paper.set_text_color(*_RED)
        paper.text(70, 270, "CONTOH - bukan surat asli")
        paper.set_text_color(0, 0, 0)
    return bytes(paper.output())
