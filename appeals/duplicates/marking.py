"""Marks cases whose photo looks like somebody else's until every such pair was judged.

The mark stands in the case's own row: the queue finds its rows without reading pairs.
"""

from appeals.models import Appeal, Evidence, PhotoPair


def mark(pair: PhotoPair) -> None:
    """Mark the cases of both photos: nobody has judged the pair yet."""
    keys = [side.appeal_id for side in (pair.first, pair.second) if side.appeal_id]
    Appeal.objects.filter(pk__in=keys).update(has_lookalike=True)


def mark_again(pair: PhotoPair) -> None:
    """Take the mark from the cases of a judged pair that have no other one left to judge."""
    for side in (pair.first, pair.second):
        if side.appeal_id:
            files = Evidence.objects.filter(appeal=side.appeal_id).values_list("pk", flat=True)
            waiting = PhotoPair.objects.of_files(list(files)).filter(judgement="").exists()
            Appeal.objects.filter(pk=side.appeal_id).update(has_lookalike=waiting)
