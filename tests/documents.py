"""Builders of PDFs as offices and schools really send them, and of PDFs made to hurt."""

import io
import zlib
from datetime import UTC, datetime

from fpdf import FPDF
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tests.photos import SECRET, jpeg

_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


# --- Honest documents -------------------------------------------------------------------------
def letter(pages: int = 1, words: str = "Surat keterangan lulus") -> bytes:
    """Return a letter of some pages; the upper left of each is red, and its number stands there."""
    drawn = FPDF(unit="pt", format="A4")
    drawn.set_creation_date(datetime(2026, 1, 2, tzinfo=UTC))  # the same bytes every time
    for number in range(1, pages + 1):
        drawn.add_page()
        drawn.set_font("Helvetica", size=24)
        drawn.set_fill_color(220, 30, 30)
        drawn.rect(0, 0, 298, 210, style="F")
        drawn.text(72, 400, f"{words} {number}")
    return bytes(drawn.output())


def scanned(pages: int = 1, size: tuple[int, int] = (1240, 1754)) -> bytes:
    """Return photos of paper as a scanner's PDF."""
    drawn = FPDF(unit="pt", format="A4")
    for _ in range(pages):
        drawn.add_page()
        drawn.image(io.BytesIO(jpeg(size, quality=90)), 0, 0, 595, 842)
    return bytes(drawn.output())


def album(*pictures: bytes) -> bytes:
    """Return a document of pages that each are one picture, as phones put photos into a PDF."""
    drawn = FPDF(unit="pt", format=(800, 600))
    for picture in pictures:
        drawn.add_page()
        drawn.image(io.BytesIO(picture), 0, 0, 800, 600)
    return bytes(drawn.output())


def turned() -> bytes:
    """Return a letter whose page is stored lying and shown upright."""
    writer = _writer(letter())
    writer.pages[0].rotate(90)
    return _written(writer)


def locked(*, by: str = "rahasia") -> bytes:
    """Return a letter that opens with a password, or whose owner forbids printing (by="")."""
    writer = _writer(letter())
    writer.encrypt(user_password=by, owner_password="pemilik", algorithm="AES-256")
    return _written(writer)


def talkative() -> bytes:
    """Return a letter with a script, an attachment, a link and a title that tell a secret."""
    writer = _writer(letter())
    writer.add_metadata({"/Title": SECRET.decode(), "/Author": SECRET.decode()})
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject(SECRET.decode())}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject(name): value for name, value in script.items()}
    )
    writer.add_attachment("rahasia.txt", SECRET)
    writer.add_annotation(0, Link(rect=(0, 0, 90, 90), url=f"https://{SECRET.decode()}.example"))
    return _written(writer)


def form() -> bytes:
    """Return a form whose one field is filled in, and looks black where it is."""
    look = b"0 0 300 40 re f"
    return assembled(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>",
        _ONE_PAGE,
        _PAGE.replace(b"/Contents 4 0 R", b"/Contents 4 0 R /Annots [5 0 R]"),
        stream(b""),
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (nama) /V (Siti) /F 4 "
        b"/Rect [100 600 400 640] /P 3 0 R /AP << /N 6 0 R >> >>",
        stream(look, b"/Type /XObject /Subtype /Form /BBox [0 0 300 40]"),
    )


# --- Documents made to hurt -------------------------------------------------------------------
def assembled(*objects: bytes) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is its catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    begins = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    size = len(objects) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, begins)
    return bytes(out)


def stream(content: bytes, about: bytes = b"") -> bytes:
    """Return a compressed stream object."""
    packed = zlib.compress(content, 9)
    head = b"<< /Length %d /Filter /FlateDecode %b >>" % (len(packed), about)
    return head + b"\nstream\n" + packed + b"\nendstream"


def drawing(content: bytes, *more: bytes, page: bytes = _PAGE) -> bytes:
    """Return a PDF of one page that draws `content`; `more` objects are numbered from 5."""
    return assembled(_CATALOGUE, _ONE_PAGE, page, stream(content), *more)


def sized(box: bytes) -> bytes:
    """Return a PDF whose one page claims this MediaBox."""
    return drawing(b"0 0 50 50 re f", page=_PAGE.replace(b"0 0 595 842", box))


def many_objects(count: int = 150_000) -> bytes:
    """Return a page beside thousands of objects that nothing needs."""
    return drawing(b"0 0 50 50 re f", *[b"<< /A [1 2 3] >>"] * count)


def nested(depth: int = 200_000) -> bytes:
    """Return a page whose dictionary holds arrays in arrays."""
    page = _PAGE.replace(b"/Type /Page ", b"/Type /Page /X " + b"[" * depth + b"]" * depth + b" ")
    return drawing(b"0 0 50 50 re f", page=page)


def looping_tree() -> bytes:
    """Return a tree of pages that is its own branch."""
    return assembled(_CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")


def looping_form() -> bytes:
    """Return a page that draws a form that draws itself."""
    page = _PAGE.replace(b"/Contents", b"/Resources << /XObject << /F 5 0 R >> >> /Contents")
    itself = stream(
        b"/F Do /F Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
        b"/Resources << /XObject << /F 5 0 R >> >>",
    )
    return drawing(b"/F Do", itself, page=page)


def endless(levels: int = 9) -> bytes:
    """Return a few hundred bytes that draw ten to the power of `levels` rectangles."""
    page = _PAGE.replace(b"/Contents", b"/Resources << /XObject << /F 5 0 R >> >> /Contents")
    about = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
    forms = [
        stream(b"/F Do " * 10, about + b"/Resources << /XObject << /F %d 0 R >> >>" % (number + 1))
        for number in range(5, 5 + levels)
    ]
    return drawing(b"/F Do", *forms, stream(b"0 0 595 842 re f", about), page=page)


def vast_picture(edge: int = 30_000) -> bytes:
    """Return a page with a picture of some kilobytes that unfolds to `edge` by `edge` pixels."""
    page = _PAGE.replace(b"/Contents", b"/Resources << /XObject << /I 5 0 R >> >> /Contents")
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(edge)) for _ in range(edge)) + packer.flush()
    head = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
        b"/ColorSpace /DeviceGray /Filter /FlateDecode /Length %d >>\nstream\n"
    ) % (edge, edge, len(rows))
    return drawing(b"595 0 0 842 0 0 cm /I Do", head + rows + b"\nendstream", page=page)


def _writer(content: bytes) -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(io.BytesIO(content)))


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
