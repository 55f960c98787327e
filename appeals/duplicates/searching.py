"""Finds the files of other people that are the same as one, or nearly the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F, Value

from appeals.duplicates import bands
from appeals.duplicates.bands import FARTHEST, Space
from appeals.duplicates.remembering import space_of
from appeals.duplicates.whose import is_ordinary, without_own
from appeals.models import Evidence, Fingerprint
from portal.bits import BitsField, Differing

# However common a picture is, no search costs more than this: of the files that share a key with
# it so many are compared, so many of the near ones, and of the same file, are asked whose they
# are, and so many files of others are looked at.
MOST_COMPARED = 50_000
MOST_NEAR = 5_000
MOST_LOOKED_AT = 200
_SAME_FILE = -1
# The bound stands inside, before anything is put in order.
_NEAREST = """
    SELECT file, distance FROM ({sharing}) AS sharing (file, distance)
    WHERE distance <= %s ORDER BY distance, file LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Like:
    """A file of another person, and in how many of 256 points it differs."""

    evidence: Evidence
    distance: int
    is_same_file: bool


def likes(evidence: Evidence) -> list[Like]:
    """Return the files of other people that `evidence` is like, the closest first.

    The closest MOST_LOOKED_AT files are looked at; those of the person's own cases take no place
    among them.
    """
    distances = {**_near(evidence), **dict.fromkeys(_same_files(evidence), _SAME_FILE)}
    closest = _closest_of_others(evidence, distances)
    others = Evidence.objects.filter(pk__in=closest).select_related("appeal__account")
    found = [
        Like(other, max(distances[other.pk], 0), distances[other.pk] == _SAME_FILE)
        for other in others
        if not is_ordinary(evidence, other)
    ]
    return sorted(found, key=lambda like: (distances[like.evidence.pk], like.evidence.pk))


def nearest(fingerprint: bytes, *, spaces: tuple[Space, ...]) -> list[tuple[int, int]]:
    """Return up to MOST_NEAR files within FARTHEST points with their distances, the closest first.

    Where more than MOST_COMPARED files share a key, those that the table holds first, which are
    mostly the oldest, are compared.
    """
    bits = Value(fingerprint, output_field=BitsField(length=256))
    sharing = (
        Fingerprint.objects.filter(keys__overlap=bands.near_keys(fingerprint, spaces))
        .annotate(distance=Differing(F("bits"), bits))
        .values_list("pk", "distance")
    )
    inner, values = sharing[:MOST_COMPARED].query.sql_with_params()
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner takes near ones for common, and would rather read the table until it has
        # come across enough of them.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(_NEAREST.format(sharing=inner), [*values, FARTHEST, MOST_NEAR])
        found: list[tuple[int, int]] = cursor.fetchall()
    return found


def _closest_of_others(evidence: Evidence, distances: Mapping[int, int]) -> list[int]:
    if evidence.appeal is None:
        return []
    ready = Evidence.objects.filed().filter(pk__in=distances, state=Evidence.State.READY)
    keys = without_own(ready, evidence.appeal).values_list("pk", flat=True)
    return sorted(keys, key=lambda pk: (distances[pk], pk))[:MOST_LOOKED_AT]


def _near(evidence: Evidence) -> Mapping[int, int]:
    row = Fingerprint.objects.filter(pk=evidence.pk).first()
    if row is None:
        return {}
    # Two sheets of paper, or two pages of one app, look alike whosever they are: what is neither
    # card nor face is compared with cards and faces only.
    is_telling = space_of(evidence.kind) == Space.TELLING
    spaces = (Space.TELLING, Space.ALIKE) if is_telling else (Space.TELLING,)
    found = dict(nearest(row.bits, spaces=spaces))
    found.pop(evidence.pk, None)
    return found


def _same_files(evidence: Evidence) -> list[int]:
    if not evidence.original_sha256:
        return []
    same = Evidence.objects.filed().filter(original_sha256=evidence.original_sha256)
    ready = same.filter(state=Evidence.State.READY).exclude(pk=evidence.pk)
    return list(ready.values_list("pk", flat=True)[:MOST_NEAR])
