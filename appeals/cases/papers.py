"""The documents of a case, as a PDF and as a page with the same words."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from appeals import letters
from appeals.cases.opening import for_opened
from appeals.models import Appeal, Letter


@require_http_methods(["GET", "HEAD"])
@for_opened
def case_receipt(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Show the receipt."""
    pdf = reverse("case_receipt_pdf", args=[appeal.reference])
    return letters.as_page(request, letters.issue_receipt(appeal, at=at), pdf=pdf, at=at)


@require_http_methods(["GET", "HEAD"])
@for_opened
def case_receipt_pdf(_request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Give out the receipt as a PDF."""
    return letters.as_pdf(letters.issue_receipt(appeal, at=at), at=at)


@require_http_methods(["GET", "HEAD"])
@for_opened
def case_letter(request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Show the letter of the decision, or the case where there is none yet."""
    letter = _ruling(appeal, at=at)
    if letter is None:
        return redirect("case", appeal.reference)
    pdf = reverse("case_letter_pdf", args=[appeal.reference])
    return letters.as_page(request, letter, pdf=pdf, at=at)


@require_http_methods(["GET", "HEAD"])
@for_opened
def case_letter_pdf(_request: HttpRequest, appeal: Appeal, at: datetime) -> HttpResponse:
    """Give out the letter of the decision as a PDF; without one, lead to the case."""
    letter = _ruling(appeal, at=at)
    return letters.as_pdf(letter, at=at) if letter else redirect("case", appeal.reference)


def _ruling(appeal: Appeal, *, at: datetime) -> Letter | None:
    """Return the letter; a decision from before there were letters gets one now."""
    decision = appeal.decisions.filter(voided_at=None).exclude(effective_at=None).first()
    return letters.issue_ruling(decision, at=at) if decision else None
