"""What a row of the queue says to one officer only, read for a whole page at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from appeals.models import Appeal
from appeals.review import presence
from portal.models import User


@dataclass(frozen=True, slots=True)
class Mark:
    """Of one case: whether the officer filed it for a caller, and so may not decide it; and who
    else has it open, "" where nobody."""

    is_taken_down: bool = False
    read_by: str = ""


NO_MARK = Mark()


def marks_on(rows: Sequence[Appeal], *, user: User, at: datetime) -> Mapping[int, Mark]:
    """Return the marks of `rows` by id for `user`, who examines cases.

    One query, one more where somebody reads one of them.
    """
    keys = [row.pk for row in rows]
    shown = Appeal.objects.filter(pk__in=keys)
    open_to_them = set(shown.not_taken_down_by(user).values_list("pk", flat=True))
    readers = presence.readers_of(keys, but=user, at=at)
    names = presence.names_of(key for found in readers.values() for key in found)
    return {
        key: Mark(
            is_taken_down=key not in open_to_them,
            read_by=get_text_list(
                [names[reader] for reader in sorted(readers.get(key, ())) if reader in names],
                _("dan"),
            ),
        )
        for key in keys
    }
