"""The number of a data request: like a case's, with a beginning of its own."""

from appeals import reference
from appeals.reference import Malformed

PREFIX = "PDP-"
_CASE = "PRK-"

__all__ = ["PREFIX", "Malformed", "new", "parse"]


def new() -> str:
    """Return a fresh random number, `PDP-` and 10 characters."""
    return PREFIX + reference.new().removeprefix(_CASE)


def parse(text: str) -> str:
    """Return the number in its one written form, however it was typed; raises Malformed."""
    plain = "".join(text.upper().split())
    if not plain.startswith("PDP"):
        raise Malformed("not the number of a data request")
    return PREFIX + reference.parse(plain.removeprefix("PDP")).removeprefix(_CASE)
