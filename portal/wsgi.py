"""The entry point of the web server: every request is read as UTF-8, whatever charset it claims.

`zlib` reads no text, `unicode_escape` makes text that nothing can store, and Django meets some of
them before any middleware could answer.
"""

import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class PlainRequest(WSGIRequest):
    """A request whose content type says what it is, and not how its text is written."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            kind, params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            kind, params = "", {}
        self.content_type, self.content_params = kind, params


class PlainHandler(WSGIHandler):
    """Django's, with our requests."""

    request_class = PlainRequest


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup(set_prefix=False)
application = PlainHandler()
