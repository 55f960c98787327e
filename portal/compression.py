"""Compresses pages on their way to a phone; static files are compressed already.

A page that says who looks and repeats what a stranger sent could betray a secret by its length:
CSRF tokens differ at every answer, and a random length is added to each.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# Photos and PDFs are compressed by themselves; files for partners and staff travel as they are.
_WORTH_IT = ("text/html", "text/javascript", "image/svg+xml")


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses whole pages, for browsers that say they read it."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress `response` if it is a page."""
        is_page = response.get("Content-Type", "").startswith(_WORTH_IT)
        if response.streaming or not is_page:
            return response
        return super().process_response(request, response)
