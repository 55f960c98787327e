"""The figures' page, its map and its table as a file: the same for everybody, so caches keep them.

No session, no cookie, no token: the address says the language, or else the browser does.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from appeals.figures import LEAST, Line, Published, publish
from appeals.public import map_picture
from eligibility.grounds import Ground
from portal import calendar, regions

_CACHE_SECONDS = 600
_LANGUAGES: tuple[Literal["id"], Literal["en"]] = ("id", "en")
_HEADER = (
    "table", "code", "name", "filed", "decided", "lifted", "upheld", "lifted_percent",
    "median_working_days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its name in the reader's language."""

    name: str
    line: Line
    # The month's first day, where the line is a month.
    month: date | None = None


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """Show what came in, what became of it and how long it took."""
    language = _language_of(request)
    with translation.override(language):
        published = _published(timezone.now())
        context = {
            "published": published,
            "least": LEAST,
            "grounds": _ranked(Row(_ground(one.code), one) for one in published.grounds),
            "provinces": _ranked(Row(_province(one.code), one) for one in published.provinces),
            "months": [Row("", one, _month(one.code)) for one in published.months],
            "legend": map_picture.legend(),
            "drawn_within": _drawn_within(),
            "language": language,
            # In front of the links that lead away: this page itself sets no cookie.
            "keeps_language": _keeping(request),
        }
        response = render(request, "appeals/public/figures.html", context)
    return _for_everybody(response, language)


@require_safe
def transparency_map(request: HttpRequest) -> HttpResponse:
    """Draw the map."""
    context = {"shapes": map_picture.shapes(_published(timezone.now()))}
    response = render(request, "appeals/public/map.svg", context, content_type="image/svg+xml")
    return _for_everybody(response, "")


@require_safe
def transparency_table(request: HttpRequest) -> HttpResponse:
    """Give the same cells as CSV; an empty one is not told."""
    language = _language_of(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="angka-pengaduan.csv"'
    with translation.override(language):
        published = _published(timezone.now())
        writer = csv.writer(response)
        writer.writerow(_HEADER)
        writer.writerow(_cells("total", Row(_span(published), published.total)))
        for kind, rows in (
            ("month", (Row(one.code, one) for one in published.months)),
            ("ground", (Row(_ground(one.code), one) for one in published.grounds)),
            ("province", (Row(_province(one.code), one) for one in published.provinces)),
        ):
            writer.writerows(_cells(kind, row) for row in rows)
    return _for_everybody(response, language)


def _published(at: datetime) -> Published:
    """Return what is published, counted anew every ten minutes, or each time without a cache."""
    day = calendar.civil_date(at)
    key = f"figures:{day}"
    try:
        kept: Published | None = cache.get(key)
        if kept is None:
            kept = publish(on=day)
            cache.set(key, kept, _CACHE_SECONDS)
    except (RedisError, OSError):
        return publish(on=day)
    return kept


def _language_of(request: HttpRequest) -> str:
    """Return the language the address asks for, else the one the browser prefers."""
    asked = request.GET.get("bahasa")
    if asked in _LANGUAGES:
        return asked
    for wanted in request.headers.get("Accept-Language", "").split(","):
        code = wanted.strip()[:2].lower()
        if code in _LANGUAGES:
            return code
    return _LANGUAGES[0]


def _keeping(request: HttpRequest) -> str:
    """Return the address that remembers the language which this one asks for, up to the next."""
    asked = request.GET.get("bahasa")
    return f"{reverse('keep_language', args=[asked])}?next=" if asked in _LANGUAGES else ""


def _for_everybody(response: HttpResponse, language: str) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=_CACHE_SECONDS)
    if language:
        response["Content-Language"] = language
    return response


def _ranked(rows: Iterable[Row]) -> list[Row]:
    """Return the rows by what came in, most first; what is not told comes last, by its name."""
    return sorted(rows, key=lambda row: (row.line.filed is None, -(row.line.filed or 0), row.name))


def _ground(code: str) -> str:
    return str(Ground(code).label) if code else gettext("Tidak ada blokir yang kami temukan")


def _province(code: str) -> str:
    return regions.province_name(code) or gettext("Tidak terbaca dari NIK")


def _month(code: str) -> date:
    return date.fromisoformat(f"{code}-01")


def _span(published: Published) -> str:
    return f"{published.first:%Y-%m}..{published.last:%Y-%m}"


def _drawn_within() -> list[tuple[str, str]]:
    return [(_province(new), _province(old)) for new, old in map_picture.DRAWN_WITHIN.items()]


def _cells(kind: str, row: Row) -> list[object]:
    line = row.line
    return [
        kind, line.code, row.name, line.filed, line.decided, line.lifted, line.upheld,
        line.share, line.median,
    ]  # fmt: skip
