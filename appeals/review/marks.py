"""What a row of the queue says to one officer only, read for a whole page at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from appeals.models import Appeal
from portal.models import User


@dataclass(frozen=True, slots=True)
class Marks:
    """Cases by id: those that the officer filed for a caller, and so may not decide."""

    taken_down: frozenset[int] = field(default_factory=frozenset)


def marks_on(rows: Sequence[Appeal], *, user: User) -> Marks:
    """Return the marks of `rows` for `user`, who examines cases; one query."""
    shown = Appeal.objects.filter(pk__in=[row.pk for row in rows])
    open_to_them = set(shown.not_taken_down_by(user).values_list("pk", flat=True))
    return Marks(frozenset(row.pk for row in rows if row.pk not in open_to_them))


def is_taken_down(appeal: Appeal, *, user: User) -> bool:
    """Say whether `user` filed the case, or one folded into it, for a caller."""
    return not Appeal.objects.filter(pk=appeal.pk).not_taken_down_by(user).exists()
