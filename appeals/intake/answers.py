"""The names of what a draft keeps, and how a browser's fields become them.

An answer is a text, as it was typed; what it means is `forms`'.
"""

from collections.abc import Mapping

from django.http import QueryDict

from appeals.grounds import UNKNOWN
from eligibility.grounds import Ground

LONGEST_ANSWER = 10_000
# The name in a form for the ground of who doesn't know it.
DONT_KNOW = "unknown"
GROUNDS = (*Ground.values, DONT_KNOW)
# Answers of which a person may choose several; kept as one text, parted by commas.
SEVERAL = frozenset({"grounds"})

ABOUT_YOU = ("name", "email", "phone", "nik", "kk", "birth_date", "membership")
ABOUT_THE_HELPER = ("helper_name", "helper_relation", "helper_phone", "helper_email")
STORY = ("subject", "chronology", "happened_on")
CONSENTS = ("consent_biometric", "consent_messaging")


def reason_of(ground: str) -> str:
    """Return the name of the answer that says why `ground` is wrong."""
    return f"reason_{ground}"


def statement_of(ground: str) -> str:
    """Return the name of the answer that holds the person's words about `ground`."""
    return f"statement_{ground}"


ON_GROUNDS = tuple(
    name for ground in Ground.values for name in (reason_of(ground), statement_of(ground))
)
ANSWERS = (
    "purpose", *ABOUT_YOU, "for_whom", *ABOUT_THE_HELPER, "grounds", *ON_GROUNDS, *STORY,
    "late_reason", *CONSENTS,
)  # fmt: skip
# As they stand on the plain page above the photos.
IN_ORDER = (
    "purpose", "for_whom", *ABOUT_YOU, *ABOUT_THE_HELPER, "grounds", *ON_GROUNDS, *STORY,
    "late_reason",
)  # fmt: skip
_KNOWN = frozenset(ANSWERS)


def typed(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the answers among `fields`, and none that was not asked for there."""
    return {name: _text(fields, name)[:LONGEST_ANSWER] for name in fields if name in _KNOWN}


def chosen_grounds(answers: Mapping[str, str]) -> list[str]:
    """Return the grounds the person chose, in their usual order; UNKNOWN where they don't know."""
    chosen = set(answers.get("grounds", "").split(","))
    return [UNKNOWN if name == DONT_KNOW else name for name in GROUNDS if name in chosen]


def _text(fields: Mapping[str, str], name: str) -> str:
    if name in SEVERAL and isinstance(fields, QueryDict):
        return ",".join(filter(None, map(str, fields.getlist(name))))
    return fields[name]
