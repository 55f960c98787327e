"""Which of the shared filters a page of reports has no use for, in words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from appeals.reports.filters import ADDRESS_OF, Asked, Filters


@dataclass(frozen=True, slots=True)
class Reach:
    """What a page is narrowed by beside the days; and what was asked for and changes nothing."""

    by: Sequence[str]
    idle: Sequence[str]


def reach(asked: Asked, *, by: Collection[str]) -> Reach:
    """Return what of `asked` narrows a page that is narrowed by the fields `by`."""
    labels = {name: str(asked.form.fields[field].label) for name, field in ADDRESS_OF.items()}
    idle = [labels[name] for name in asked.filters.narrowed if name not in by]
    return Reach([labels[name] for name in ADDRESS_OF if name in by], idle)


def of_days(filters: Filters) -> dict[str, object]:
    """Return the lookup of rows within the days."""
    return {"day__gte": filters.first, "day__lte": filters.last}


def of_level(filters: Filters) -> dict[str, object]:
    """Return the lookup of rows of the level asked for."""
    return {"level": int(filters.level)} if filters.level else {}
