"""What a form says of the file that a new one takes the place of, where several stand together."""

from collections.abc import Mapping

_LONGEST_ID = 18


def wanted(data: Mapping[str, str], field: str) -> int:
    """Return the id of the row that the file in `field` replaces; 0: none."""
    said = data.get(f"{field}_replaces", "")
    is_id = said.isascii() and said.isdigit() and len(said) <= _LONGEST_ID
    return int(said) if is_id else 0
