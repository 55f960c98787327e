"""The queue's search box: what was typed decides, by its shape, where it is looked for.

Every search is by exact value; nothing is searched by parts of a person's data.
"""

from dataclasses import dataclass

from appeals import reference
from appeals.models import Appeal
from appeals.querysets import AppealQuerySet
from portal.identifiers import Email, Malformed, Phone, clean_digits

MOST_RESULTS = 50


class Unrecognised(ValueError):
    """The text has the shape of nothing that can be searched."""


@dataclass(frozen=True, slots=True)
class Search:
    """What kind of value was typed (for the audit trail) and the appeals it names."""

    shape: str
    rows: AppealQuerySet


def search(text: str) -> Search:
    """Return the search for a case number, NIK, KK, phone number or e-mail address.

    Raises Unrecognised.
    """
    appeals = Appeal.objects.all()
    try:
        return Search("reference", appeals.filter(reference=reference.parse(text)))
    except reference.Malformed:
        pass
    digits = clean_digits(text)
    if len(digits) == 16 and digits.isdigit():
        return Search("number", appeals.about_number(digits))
    try:
        if "@" in text:
            return Search("email", appeals.filter(email=Email.parse(text).value))
        return Search("phone", appeals.filter(phone=Phone.parse(text).value))
    except Malformed as fault:
        raise Unrecognised(fault.code) from fault
