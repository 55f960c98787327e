"""Draws the letter with which somebody lets a helper file for them, as a specimen."""

import textwrap

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
