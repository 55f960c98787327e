"""Marks cases on whose desk a photo lies that looks like somebody else's, until it was judged.

The mark stands in the case's own row: the queue finds its rows without reading pairs. Rows are
locked first, the older before the younger: two pairs of one case neither overwrite each other's
mark nor wait for each other in a circle.
"""

from collections.abc import Collection

from appeals.models import Appeal, Evidence, PhotoPair


def mark(pair: PhotoPair) -> None:
    """Mark the cases on whose desk either photo lies: nobody has judged the pair yet.

    Call in a transaction.
    """
    keys = [case.pk for case in _lock(_desks(pair))]
    Appeal.objects.filter(pk__in=keys, has_lookalike=False).update(has_lookalike=True)


def mark_again(pair: PhotoPair) -> None:
    """Take the mark from the cases of a judged pair that have no other one left to judge.

    Call in the transaction that judged it.
    """
    _note(_desks(pair))


def note(*cases: Appeal) -> None:
    """Mark each case, or take its mark away, by the files that lie on its desk now.

    Call in the transaction that put files there or took them away.
    """
    _note([case.pk for case in cases])


def _note(keys: Collection[int]) -> None:
    for case in _lock(keys):
        files = list(Evidence.objects.open_to(case).values_list("pk", flat=True))
        waiting = PhotoPair.objects.of_files(files).filter(judgement="").exists()
        if waiting != case.has_lookalike:
            Appeal.objects.filter(pk=case.pk).update(has_lookalike=waiting)


def _desks(pair: PhotoPair) -> set[int]:
    """Return the keys of the cases that either photo is open to, as they stand now."""
    sides = Evidence.objects.select_related("appeal").filter(pk__in=(pair.first_id, pair.second_id))
    return {case.pk for side in sides for case in Appeal.objects.with_file(side).only("pk")}


def _lock(keys: Collection[int]) -> list[Appeal]:
    """Lock the cases; what is read from here on nobody changes meanwhile."""
    rows = Appeal.objects.filter(pk__in=keys).only("root", "has_lookalike").order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))
