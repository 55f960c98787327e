"""What the logs hold of requests: one line of a refusal, and nothing an address may give away.

Django writes the path of every refused or failed request; a refused secret link is still secret.
"""

import logging
import re
from typing import Any

# A token or key as `portal.tokens` makes it; a number that may be somebody's; an e-mail address.
_SECRET = re.compile(r"(?<=/)[\w-]{32,}(?=/|$)|\d(?:[ .-]?\d){8,}|[\w.+-]+@[\w.-]+")
_HIDDEN = "•••"


class HideSecrets(logging.Filter):
    """Hides them in a record's arguments; lets every record pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place."""
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(argument) for argument in record.args)
        return True


def _hidden(argument: Any) -> Any:  # noqa: ANN401 - whatever is logged
    return _SECRET.sub(_HIDDEN, argument) if isinstance(argument, str) else argument


class ShortRefusals(logging.Filter):
    """Drops the traceback of what was refused: nothing has failed, and the line says it all."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place."""
        status = getattr(record, "status_code", 500)
        if isinstance(status, int) and 400 <= status < 500:
            record.exc_info = record.exc_text = None
        return True
