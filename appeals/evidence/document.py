"""Turns an untrusted PDF into clean page pictures; what is no pixel stays behind.

Runs only inside the child process (`child`). Pages are drawn as they would be printed, with what
was typed into forms; there is no engine for scripts, and links and attachments are never opened.
"""

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from appeals.evidence import picture, wire
from appeals.evidence.codes import Code, Rejected
from appeals.evidence.structure import LEAST_SHORT_EDGE
from appeals.evidence.wire import MOST_PAGES, Pictures


def pages(content: bytes) -> list[Pictures]:
    """Draw each page of `content`, its longer edge wire.LONG_EDGE pixels.

    Raises Rejected for a PDF that wants a password, has too many pages or none, or is broken.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Rejected(_why_closed(error)) from error
    if not 0 < len(document) <= MOST_PAGES:
        raise Rejected(Code.PDF_TOO_LONG if len(document) else Code.PDF_BROKEN)
    try:
        document.init_forms()
        return [picture.page_of(_drawn(document, number)) for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise Rejected(Code.PDF_BROKEN) from error
    finally:
        document.close()


def _why_closed(error: pypdfium2.PdfiumError) -> Code:
    is_locked = error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
    return Code.PDF_LOCKED if is_locked else Code.PDF_BROKEN


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    """Draw one page on white; whatever size it claims, the pixels are bounded here."""
    page = document[number]
    try:
        width, height = page.get_size()
        if not min(width, height) > 0:
            raise Rejected(Code.PDF_BROKEN)
        scale = (wire.LONG_EDGE - 0.5) / max(width, height)  # pixels are rounded up
        if min(width, height) * scale < LEAST_SHORT_EDGE:
            raise Rejected(Code.TOO_COMPLEX)
        drawn: Image.Image = page.render(scale=scale).to_pil()
        return drawn.convert("RGB")
    finally:
        page.close()
