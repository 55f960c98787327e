"""Draws invented e-KTP and KK cards, plainly marked as specimens.

Only the layout of the fields resembles real cards; emblems, patterns and security marks are left
out on purpose, so that nothing drawn here could pass for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]

EKTP_SIZE = (1012, 638)  # 85.6 by 54 mm at 300 dots an inch
KK_SIZE = (1480, 1046)  # A5 across, at 180 dots an inch
MARK = "CONTOH · SPECIMEN"

_INK: Colour = (28, 32, 38)
_BLUE: Colour = (20, 62, 110)
_MONTHS = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")
_KK_COLUMNS = (
    ("No", 50),
    ("Nama Lengkap", 300),
    ("NIK", 270),
    ("Jenis Kelamin", 190),
    ("Tanggal Lahir", 190),
    ("Pendidikan", 205),
    ("Hubungan", 175),
)


@dataclass(frozen=True, slots=True)
class Citizen:
    """One invented person as a card shows them; `sex` is f or m."""

    nik: str
    name: str
    sex: str
    birth_date: date
    birth_place: str = "KOTA CONTOH"
    address: str = "JL. CONTOH NO. 12"
    district: str = "CONTOH JAYA"
    regency: str = "KOTA CONTOH"
    province: str = "PROVINSI CONTOH"
    occupation: str = "BELUM/TIDAK BEKERJA"
    education: str = "SLTA/SEDERAJAT"
    relation: str = "ANGGOTA"


def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the typeface that ships with Pillow."""
    face = ImageFont.load_default(size)
    if not isinstance(face, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType")
    return face


def ektp(citizen: Citizen, portrait: Image.Image) -> Image.Image:
    """Draw the front of an e-KTP with `portrait` in its frame; EKTP_SIZE pixels, RGB."""
    card = _shaded(EKTP_SIZE, (196, 222, 238), (160, 199, 226))
    draw = ImageDraw.Draw(card)
    _centred(draw, citizen.province.upper(), at=(400, 34), size=32, weight=1)
    _centred(draw, citizen.regency.upper(), at=(400, 74), size=30, weight=1)
    draw.text((34, 118), "NIK", font=font(36), fill=_INK, stroke_width=1)
    draw.text((210, 114), f": {citizen.nik}", font=font(42), fill=_INK, stroke_width=1)
    for row, (label, value) in enumerate(_ektp_rows(citizen)):
        top = 178 + row * 34
        draw.text((34, top), label, font=font(24), fill=_INK)
        draw.text((246, top), f": {value}"[:38], font=font(24), fill=_INK)
    _frame_portrait(card, citizen, portrait)
    return _rounded(_marked(card, size=86), radius=34)


def kk(number: str, members: Sequence[Citizen]) -> Image.Image:
    """Draw a family card for `members`, the head of the family first; KK_SIZE pixels, RGB."""
    paper = _shaded(KK_SIZE, (252, 252, 247), (243, 246, 240))
    draw = ImageDraw.Draw(paper)
    middle = KK_SIZE[0] // 2
    _centred(draw, "KARTU KELUARGA", at=(middle, 66), size=58, weight=2)
    _centred(draw, f"No. {number}", at=(middle, 132), size=42, weight=1)
    head = members[0]
    _kk_head(draw, 50, (("Nama Kepala Keluarga", head.name.upper()), ("Alamat", head.address)))
    _kk_head(draw, 800, (("Kecamatan", head.district), ("Kabupaten/Kota", head.regency.upper())))
    _kk_table(draw, members)
    draw.text(
        (50, 906), "Lembar ini gambar contoh. Bukan dokumen negara.", font=font(24), fill=_INK
    )
    draw.rectangle((50, 946, 640, 950), fill=_BLUE)
    _squares(draw, seed=number)
    return _marked(paper, size=120)


def _ektp_rows(citizen: Citizen) -> tuple[tuple[str, str], ...]:
    born = citizen.birth_date
    return (
        ("Nama", citizen.name.upper()),
        ("Tempat/Tgl Lahir", f"{citizen.birth_place.upper()}, {_dashed(born)}"),
        ("Jenis Kelamin", "PEREMPUAN" if citizen.sex == "f" else "LAKI-LAKI"),
        ("Alamat", citizen.address.upper()),
        ("   RT/RW", "001/002"),
        ("   Kecamatan", citizen.district.upper()),
        ("Agama", "-"),
        ("Status Perkawinan", "-"),
        ("Pekerjaan", citizen.occupation.upper()),
        ("Kewarganegaraan", "WNI"),
        ("Berlaku Hingga", "SEUMUR HIDUP"),
    )


def _frame_portrait(card: Image.Image, citizen: Citizen, portrait: Image.Image) -> None:
    draw = ImageDraw.Draw(card)
    box = (738, 150, 968, 456)
    draw.rectangle((box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4), fill=(246, 248, 250))
    card.paste(portrait.convert("RGB").resize((box[2] - box[0], box[3] - box[1])), box[:2])
    _centred(draw, citizen.regency.upper(), at=(853, 486), size=22)
    _centred(draw, _dashed(date(citizen.birth_date.year + 17, 6, 1)), at=(853, 514), size=22)
    pen = [(790, 580), (812, 548), (826, 590), (850, 556), (868, 586), (892, 560), (930, 572)]
    draw.line(pen, fill=_BLUE, width=4, joint="curve")


def _kk_head(draw: ImageDraw.ImageDraw, left: int, rows: Sequence[tuple[str, str]]) -> None:
    for row, (label, value) in enumerate(rows):
        draw.text((left, 200 + row * 40), label, font=font(26), fill=_INK)
        draw.text((left + 290, 200 + row * 40), f": {value}"[:32], font=font(26), fill=_INK)


def _kk_table(draw: ImageDraw.ImageDraw, members: Sequence[Citizen]) -> None:
    height, top, rows = 62, 310, 8
    left = 50
    for column, (title, width) in enumerate(_KK_COLUMNS):
        draw.rectangle((left, top, left + width, top + height), fill=(219, 231, 220), outline=_INK)
        _centred(draw, title, at=(left + width // 2, top + height // 2), size=23, weight=1)
        for row in range(1, rows + 1):
            box = (left, top + row * height, left + width, top + (row + 1) * height)
            draw.rectangle(box, outline=_INK)
            text = _kk_cells(row, members[row - 1])[column] if row <= len(members) else ""
            draw.text((left + 10, box[1] + 18), text, font=font(23), fill=_INK)
        left += width


def _kk_cells(row: int, member: Citizen) -> tuple[str, ...]:
    return (
        str(row),
        member.name.upper()[:20],
        member.nik,
        "PEREMPUAN" if member.sex == "f" else "LAKI-LAKI",
        _dashed(member.birth_date),
        member.education[:14],
        "KEPALA KEL." if row == 1 else member.relation[:11],
    )


def _squares(draw: ImageDraw.ImageDraw, *, seed: str) -> None:
    """Draw squares that look like a code but encode nothing."""
    bits = int(seed or "0") * 2_654_435_761
    for place in range(15 * 15):
        x, y = 1280 + place % 15 * 9, 870 + place // 15 * 9
        if (bits >> (place * 7 % 64)) + place * place % 7 & 1:
            draw.rectangle((x, y, x + 8, y + 8), fill=_INK)


def _marked(card: Image.Image, *, size: int) -> Image.Image:
    """Write the specimen mark across the card, and again along its lower edge."""
    layer = Image.new("RGBA", card.size)
    draw = ImageDraw.Draw(layer)
    middle = (card.width // 2, card.height // 2)
    draw.text(middle, MARK, font=font(size), fill=(190, 30, 40, 74), anchor="mm", stroke_width=2)
    layer = layer.rotate(24, center=middle)
    foot = (card.width // 2, card.height - 22)
    ImageDraw.Draw(layer).text(
        foot, f"{MARK} · TIDAK BERLAKU", font=font(22), fill=(170, 24, 34, 220), anchor="mm"
    )
    return Image.alpha_composite(card.convert("RGBA"), layer).convert("RGB")


def _rounded(card: Image.Image, *, radius: int) -> Image.Image:
    shape = Image.new("L", card.size, 0)
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, *card.size), radius, fill=255)
    card = card.convert("RGBA")
    card.putalpha(shape)
    return card


def _shaded(size: tuple[int, int], above: Colour, below: Colour) -> Image.Image:
    mask = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, below), Image.new("RGB", size, above), mask)


def _centred(
    draw: ImageDraw.ImageDraw, text: str, *, at: tuple[int, int], size: int, weight: int = 0
) -> None:
    draw.text(at, text, font=font(size), fill=_INK, anchor="mm", stroke_width=weight)


def _dashed(day: date) -> str:
    return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}"
