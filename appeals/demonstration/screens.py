"""Draws the screenshot that a participant takes of a blocked account, on an invented phone."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from appeals.demonstration.cards import font

SIZE = (720, 1520)

_INK, _QUIET, _PAPER, _LINE = (22, 32, 42), (96, 106, 116), (255, 255, 255), (213, 219, 225)
_RED, _RED_PAPER, _BLUE = (140, 24, 20), (253, 236, 234), (11, 79, 138)


def blocked(*, reasons: Sequence[str], clock: str = "09.41") -> bytes:
    """Return a PNG of the account page that names `reasons`, at most three, in its own words."""
    screen = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(screen)
    _status_bar(draw, clock)
    draw.text((40, 120), "Akun saya", font=font(44), fill=_INK, stroke_width=1)
    draw.line((0, 200, SIZE[0], 200), fill=_LINE, width=2)
    draw.rounded_rectangle((40, 240, 680, 400), 12, fill=_RED_PAPER, outline=_RED, width=2)
    draw.ellipse((70, 292, 118, 340), fill=_RED)
    draw.line((83, 305, 105, 327), fill=_PAPER, width=6)
    draw.line((105, 305, 83, 327), fill=_PAPER, width=6)
    draw.text((144, 272), "Akun diblokir", font=font(38), fill=_RED, stroke_width=1)
    draw.text((144, 326), "Anda belum bisa ikut gelombang.", font=font(28), fill=_INK)
    for row, reason in enumerate(reasons[:3]):
        _reason(draw, reason, top=440 + row * 200)
    draw.rounded_rectangle((40, 1290, 680, 1380), 12, fill=_BLUE)
    draw.text((360, 1335), "Buat pengaduan", font=font(34), fill=_PAPER, anchor="mm")
    draw.text((360, 1450), "CONTOH · bukan layar asli", font=font(24), fill=_RED, anchor="mm")
    out = io.BytesIO()
    screen.save(out, "PNG")
    return out.getvalue()


def _status_bar(draw: ImageDraw.ImageDraw, clock: str) -> None:
    draw.text((40, 28), clock, font=font(28), fill=_INK)
    for bar in range(4):
        draw.rectangle((540 + bar * 14, 54 - bar * 8, 549 + bar * 14, 58), fill=_INK)
    draw.rounded_rectangle((620, 30, 676, 58), 6, outline=_INK, width=3)
    draw.rectangle((626, 36, 656, 52), fill=_INK)


def _reason(draw: ImageDraw.ImageDraw, reason: str, *, top: int) -> None:
    draw.rounded_rectangle((40, top, 680, top + 176), 12, outline=_LINE, width=2)
    draw.text((68, top + 22), "Alasan", font=font(26), fill=_QUIET)
    for line, text in enumerate(_wrapped(reason, most=38)[:3]):
        draw.text((68, top + 60 + line * 38), text, font=font(30), fill=_INK)


def _wrapped(text: str, *, most: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) < most:
            lines[-1] = f"{lines[-1]} {word}".strip()
        else:
            lines.append(word)
    return lines
