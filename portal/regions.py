"""The codes of provinces and regencies in NIK and KK numbers (Kemendagri's list).

Owns which codes exist or once existed, so that numbers given long ago stay valid. Knows nothing
of Django. The list is `portal/data/regions.csv`; its source and licence are in NOTICE.md there.
"""

import csv
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_FILE = Path(__file__).parent / "data" / "regions.csv"


def _read() -> dict[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


_NAMES = _read()

PROVINCES: Mapping[str, str] = MappingProxyType(
    {code: name for code, name in _NAMES.items() if len(code) == 2}
)

# No province of today; their codes stand in numbers given before.
_FORMER = frozenset({"54"})
PROVINCES_TODAY: Mapping[str, str] = MappingProxyType(
    {code: name for code, name in PROVINCES.items() if code not in _FORMER}
)


def province_name(code: str) -> str:
    """Return the province's name, or an empty text for an unknown code."""
    return PROVINCES.get(code, "")


def is_known_province(code: str) -> bool:
    """Say whether `code` is or ever was a province. There is no 97."""
    return code in PROVINCES


def is_known_regency(code: str) -> bool:
    """Say whether the four digits are a regency of today or of before a province was split.

    Other retired regencies are missing, so judge a person's number by `is_possible` instead.
    """
    return len(code) == 4 and code in _NAMES


def is_possible(code: str) -> bool:
    """Say whether the six digits may begin a NIK or KK: known province, ranges for the rest."""
    return is_known_province(code[:2]) and code[2:4] != "00" and code[4:6] != "00"
