"""Which case speaks for one that was merged: both numbers stay alive."""

from appeals.models import Appeal

# A case may be folded into one that is folded later; more than this is a fault in the rows.
_MOST = 10


def leading(appeal: Appeal) -> Appeal | None:
    """Return the case that `appeal` was folded into, at the end of the line."""
    found = None
    following = appeal.merged_into
    for _ in range(_MOST):
        if following is None:
            break
        found, following = following, following.merged_into
    return found
