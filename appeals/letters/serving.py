"""Hands a document to the browser that may have it, and writes that down."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appeals.letters.content import content_of
from appeals.letters.pdf import check_address, draw, in_groups
from appeals.models import Letter
from portal import audit


def as_pdf(letter: Letter, *, at: datetime) -> HttpResponse:
    """Return the document as a PDF; its file name says nothing of the person."""
    _write_down(letter, at=at)
    return HttpResponse(
        draw(letter),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{letter.number}.pdf"',
            "Cache-Control": "no-store, private",
        },
    )


def as_page(request: HttpRequest, letter: Letter, *, pdf: str, at: datetime) -> HttpResponse:
    """Return the same words as a page that can be read aloud and printed; `pdf` is its address."""
    _write_down(letter, at=at)
    context = {
        "letter": letter,
        "content": content_of(letter),
        "code": in_groups(letter.check_code),
        "address": check_address(letter),
        "pdf": pdf,
    }
    return render(request, "appeals/letters/letter.html", context)


def _write_down(letter: Letter, *, at: datetime) -> None:
    audit.record(
        "letter.downloaded", by=None, subject=letter, at=at, appeal=letter.appeal_id,
        kind=letter.kind,
    )  # fmt: skip
