"""How often staff opened a person's photos, counted from the audit trail.

Every full picture leaves an entry of its own. Small ones stand in the entry of the case page that
showed them, as long as pages showed sharp ones; a blur shows nothing and counts as no look.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appeals.models import Appeal, Evidence
from portal.models import AuditEntry

_CASE = Appeal._meta.label_lower
_FILE = Evidence._meta.label_lower


@dataclass(frozen=True, slots=True)
class Looks:
    """How often a file was opened in full, and shown small on an officer's page."""

    full: int = 0
    small: int = 0

    @property
    def total(self) -> int:
        """How often it was seen at all."""
        return self.full + self.small


def counted(files: Sequence[Evidence]) -> Mapping[int, Looks]:
    """Return the looks of staff at each of `files` by its id; three queries for any number."""
    full = _opened_in_full(files)
    small = _shown_small(files)
    return {file.pk: Looks(full[file.pk], small[file.pk]) for file in files}


def of_documents(files: Sequence[Evidence]) -> Mapping[int, Looks]:
    """Return the looks at each of the `files` that were sent: those at its most seen page."""
    pages = [*files, *Evidence.objects.filter(first_page__in=[each.pk for each in files])]
    looked = counted(pages)
    found = {file.pk: looked[file.pk] for file in files}
    for page in pages[len(files) :]:
        first = page.first_page_id or page.pk
        known, here = found[first], looked[page.pk]
        found[first] = Looks(max(known.full, here.full), max(known.small, here.small))
    return found


def _opened_in_full(files: Sequence[Evidence]) -> Counter[int]:
    ids = AuditEntry.objects.filter(
        action="evidence.viewed",
        subject_type=_FILE,
        subject_id__in=[str(file.pk) for file in files],
        actor__isnull=False,
    ).values_list("subject_id", flat=True)
    return Counter(int(each) for each in ids)


def _shown_small(files: Sequence[Evidence]) -> Counter[int]:
    wanted = {file.pk for file in files}
    shown = AuditEntry.objects.filter(
        action="case.viewed",
        subject_type=_CASE,
        subject_id__in=[str(pk) for pk in _cases_that_show(files)],
        actor__isnull=False,
    ).values_list("details__thumbnails", flat=True)
    return Counter(pk for listed in shown for pk in set(listed or ()) & wanted)


def _cases_that_show(files: Sequence[Evidence]) -> set[int]:
    """Return the cases on whose pages the files may stand: their own, the one they were folded
    into, and those that go on from it."""
    own = {file.appeal_id for file in files if file.appeal_id is not None}
    if not own:
        return set()
    folded = Appeal.objects.filter(pk__in=own).values_list("merged_into", flat=True)
    later = Appeal.objects.filter(root__in=own).values_list("pk", flat=True)
    return own | {pk for pk in folded.union(later) if pk is not None}
