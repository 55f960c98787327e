"""The figures' page, its map and its table as a file: the same for everybody, so caches keep them.

No session, no cookie, no token: the address says the language, or else the browser does.
"""

import csv
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from appeals.figures import LEAST, Published, map_picture, naming, publish
from appeals.figures.naming import Row
from appeals.public.reading import CACHE_SECONDS, for_everybody, keeping, language_of
from portal import calendar

_HEADER = (
    "table", "code", "name", "filed", "decided", "lifted", "upheld", "lifted_percent",
    "median_working_days",
)  # fmt: skip


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """Show what came in, what became of it and how long it took."""
    language = language_of(request)
    with translation.override(language):
        published = _published(timezone.now())
        context = {
            "published": published,
            "least": LEAST,
            "grounds": naming.by_ground(published),
            "provinces": naming.by_province(published),
            "months": naming.by_month(published),
            "legend": map_picture.legend(),
            "drawn_within": _drawn_within(),
            "language": language,
            # In front of the links that lead away: this page itself sets no cookie.
            "keeps_language": keeping(request),
        }
        response = render(request, "appeals/public/figures.html", context)
    return for_everybody(response, language)


@require_safe
def transparency_map(request: HttpRequest) -> HttpResponse:
    """Draw the map."""
    context = {"shapes": map_picture.shapes(_published(timezone.now()))}
    response = render(request, "appeals/public/map.svg", context, content_type="image/svg+xml")
    return for_everybody(response, "")


@require_safe
def transparency_table(request: HttpRequest) -> HttpResponse:
    """Give the same cells as CSV; an empty one is not told."""
    language = language_of(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="angka-pengaduan.csv"'
    with translation.override(language):
        published = _published(timezone.now())
        writer = csv.writer(response)
        writer.writerow(_HEADER)
        writer.writerow(_cells("total", Row(_span(published), published.total)))
        for kind, rows in (
            ("month", (Row(one.code, one) for one in published.months)),
            ("ground", (Row(naming.ground(one.code), one) for one in published.grounds)),
            ("province", (Row(naming.province(one.code), one) for one in published.provinces)),
        ):
            writer.writerows(_cells(kind, row) for row in rows)
    return for_everybody(response, language)


def _published(at: datetime) -> Published:
    """Return what is published, counted anew every ten minutes, or each time without a cache."""
    day = calendar.civil_date(at)
    key = f"figures:{day}"
    try:
        kept: Published | None = cache.get(key)
        if kept is None:
            kept = publish(on=day)
            cache.set(key, kept, CACHE_SECONDS)
    except (RedisError, OSError):
        return publish(on=day)
    return kept


def _span(published: Published) -> str:
    return f"{published.first:%Y-%m}..{published.last:%Y-%m}"


def _drawn_within() -> list[tuple[str, str]]:
    return [
        (naming.province(new), naming.province(old))
        for new, old in map_picture.DRAWN_WITHIN.items()
    ]


def _cells(kind: str, row: Row) -> list[object]:
    line = row.line
    return [
        kind, line.code, row.name, line.filed, line.decided, line.lifted, line.upheld,
        line.share, line.median,
    ]  # fmt: skip
