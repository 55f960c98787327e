"""What the case page shows of other cases: links, and who put this one first."""

from dataclasses import dataclass

from appeals import lifecycle
from appeals.models import Appeal, CaseLink, Priority, PriorityChange


@dataclass(frozen=True, slots=True)
class Linked:
    """Another case that belongs to this one."""

    case: Appeal
    link: CaseLink


def linked(appeal: Appeal) -> list[Linked]:
    """Return the cases linked with `appeal`, the oldest link first; most have none, which
    `AppealQuerySet.with_links_marked` says beforehand."""
    if not getattr(appeal, "is_linked", True):
        return []
    return [
        Linked(link.second if link.first_id == appeal.pk else link.first, link)
        for link in lifecycle.links_of(appeal)
    ]


def put_first(appeal: Appeal) -> PriorityChange | None:
    """Return who put the case first and why, while it comes first."""
    if appeal.priority != Priority.URGENT:
        return None
    return appeal.priority_changes.select_related("by").order_by("-pk").first()
