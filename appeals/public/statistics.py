"""The monthly reports for everybody: their list, each file, and what each figure counts.

As with the figures' page: no session, no cookie, no token.
"""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from appeals import statistics
from appeals.figures.definitions import PUBLISHED
from appeals.models import StatisticsFile
from appeals.public.reading import for_everybody, keeping, language_of

_LISTED = 24
# A month's newest edition may be replaced; one that is asked for by its number never is.
_NEWEST_SECONDS, _NUMBERED_SECONDS = 600, 365 * 24 * 3600


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List the months' reports, newest first, so many at a time."""
    language = language_of(request)
    found = statistics.latest(before=_month_in(request), count=_LISTED + 1)
    context = {
        "editions": found[:_LISTED],
        "older": found[_LISTED - 1].month if len(found) > _LISTED else None,
        "first": statistics.first_report(at=timezone.now()),
        "language": language,
        "keeps_language": keeping(request),
    }
    with translation.override(language):
        response = render(request, "appeals/public/reports.html", context)
    return for_everybody(response, language)


@require_safe
def meanings(request: HttpRequest) -> HttpResponse:
    """Say what each published figure counts."""
    language = language_of(request)
    context = {"chapters": PUBLISHED, "language": language, "keeps_language": keeping(request)}
    with translation.override(language):
        response = render(request, "appeals/public/meanings.html", context)
    return for_everybody(response, language)


def _etag(
    request: HttpRequest, *, year: int, month: int, language: str, number: int | None = None
) -> str | None:
    file = _file(year, month, language=language, number=number)
    return f'"{file.sha256}"' if file else None


@require_safe
@condition(etag_func=_etag)
def report(
    request: HttpRequest, *, year: int, month: int, language: str, number: int | None = None
) -> HttpResponse:
    """Give a month's report: its newest edition, or the one of that number."""
    file = _file(year, month, language=language, number=number)
    if file is None:
        raise Http404
    name = f"statistik-pengaduan-{year}-{month:02}-edisi-{file.edition.number}-{language}.pdf"
    response = HttpResponse(
        bytes(file.content),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Language": language,
        },
    )
    if number is None:
        patch_cache_control(response, public=True, max_age=_NEWEST_SECONDS)
    else:
        patch_cache_control(response, public=True, max_age=_NUMBERED_SECONDS, immutable=True)
    return response


def _file(year: int, month: int, *, language: str, number: int | None) -> StatisticsFile | None:
    # Before any query: the address may hold what no database column takes.
    if language not in statistics.LANGUAGES:
        return None
    try:
        return statistics.file_of(date(year, month, 1), language, number=number)
    except (ValueError, OverflowError):
        return None


def _month_in(request: HttpRequest) -> date | None:
    """Return the month that the address goes on from; what is no month is left aside."""
    try:
        return date.fromisoformat(f"{request.GET.get('sebelum', '')}-01")
    except ValueError:
        return None
