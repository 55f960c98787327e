"""What every template may say about the site."""

from django.http import HttpRequest


def site_context(request: HttpRequest) -> dict[str, object]:
    """Return the context of every page."""
    return {}
