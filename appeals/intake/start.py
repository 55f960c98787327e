"""The start page: three ways in, and how long people wait, if that is known."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appeals import waiting


def start(request: HttpRequest) -> HttpResponse:
    """Show the start page."""
    return render(request, "appeals/start.html", {"waiting_days": waiting.median_days()})
