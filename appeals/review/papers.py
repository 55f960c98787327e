"""The files on an officer's desk: the case's own, and those of the cases that belong to it."""

from dataclasses import dataclass

from appeals.models import Appeal, Evidence


@dataclass(frozen=True, slots=True)
class Paper:
    """A file, its number on the desk, and the other case it came with, if any."""

    evidence: Evidence
    place: int
    came_with: str

    @property
    def name(self) -> str:
        """What the officer calls the file."""
        name = f"{self.place}. {self.evidence.title}"
        return f"{name} ({self.came_with})" if self.came_with else name


def papers(appeal: Appeal) -> list[Paper]:
    """Return the files that a decision on `appeal` may rest on, examined or not; one query.

    Letters of consent first, then the case's own, then those of filings folded into it and of the
    cases it goes on from.
    """
    rows = list(
        Evidence.objects.open_to(appeal).select_related("appeal__account", "reading").in_order()
    )
    rows.sort(key=lambda row: (row.kind != Evidence.Kind.CONSENT_LETTER, row.appeal != appeal))
    return [
        Paper(row, place, "" if row.appeal == appeal else str(row.appeal))
        for place, row in enumerate(rows, start=1)
    ]
