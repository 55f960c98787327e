"""The batch a file of facts belongs to: begun, and found again by what the file holds."""

from dataclasses import dataclass
from datetime import date, datetime

from eligibility.models import ImportBatch
from portal.models import User


class NotAllowed(Exception):
    """The person may not send files in, take one back, or read what was refused."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who made the file, as of which day it speaks, and whether it names everybody."""

    name: str
    day: date
    extent: ImportBatch.Extent = ImportBatch.Extent.PART


def begin(
    kind: str,
    *,
    source: str,
    source_date: date,
    at: datetime,
    file_sha256: str = "",
    extent: str = ImportBatch.Extent.PART,
    lines: int | None = None,
    requested_by: User | None = None,
) -> ImportBatch:
    """Note that a file of `kind` is being taken in, as `source` knew things on `source_date`."""
    return ImportBatch.objects.create(
        kind=ImportBatch.Kind(kind),
        source=source,
        source_date=source_date,
        extent=ImportBatch.Extent(extent),
        file_sha256=file_sha256,
        lines=lines,
        requested_by=requested_by,
        started_at=at,
    )


def same_file(batch: ImportBatch) -> ImportBatch | None:
    """Return the latest other batch that holds the very same file and counts, if there is one."""
    others = ImportBatch.objects.filter(
        file_sha256=batch.file_sha256, kind=batch.kind, withdrawn_at=None, fault=""
    )
    return others.exclude(pk=batch.pk).order_by("-pk").first() if batch.file_sha256 else None


def by_frequency(batch: ImportBatch) -> list[tuple[str, int]]:
    """Return why lines were refused and how many for each reason, the most frequent first."""
    reasons: dict[str, int] = batch.refusals
    return sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
