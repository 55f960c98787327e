"""Fills what stands beside a case for the queue, where a process of an older version left it out.

While a new version is brought out, old processes still file cases and notice pairs of photos.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction

from appeals.duplicates import marking
from appeals.lifecycle import contests
from appeals.models import Appeal, ContestedBlock, PhotoPair

_LATELY = timedelta(days=3)
_MOST_CASES, _MOST_PAIRS, _PORTION = 50_000, 5_000, 1_000


def fill_lately(*, at: datetime) -> int:
    """Put right the grounds and marks of what came in the three days before `at`.

    Returns of how many cases the grounds were wrong. Done again it finds nothing to do.
    """
    filed = Appeal.objects.filter(submitted_at__gt=at - _LATELY, submitted_at__lte=at)
    newest = filed.order_by("-submitted_at", "-pk").values_list("pk", "merged_into")[:_MOST_CASES]
    # A filing that joined an older case may have made that one about more.
    keys = sorted({key for pair in newest for key in pair if key is not None})
    filled = 0
    for start in range(0, len(keys), _PORTION):
        filled += _fill_grounds(keys[start : start + _PORTION])
    _mark_pairs(at)
    return filled


def _fill_grounds(keys: list[int]) -> int:
    about = defaultdict[int, set[str]](set)
    contested = ContestedBlock.objects.filter(appeal__in=keys)
    for key, ground in contested.values_list("appeal_id", "block__ground"):
        about[key].add(ground)
    rows = Appeal.objects.filter(pk__in=keys).values_list("pk", "grounds")
    wrong = [key for key, grounds in rows if grounds != sorted(about[key])]
    for key in wrong:
        with transaction.atomic():
            contests.note_grounds(Appeal.objects.select_for_update(of=("self",)).get(pk=key))
    return len(wrong)


def _mark_pairs(at: datetime) -> None:
    lately = PhotoPair.objects.filter(judgement="", noticed_at__gt=at - _LATELY)
    for pair in lately.order_by("-pk")[:_MOST_PAIRS]:
        with transaction.atomic():
            marking.mark(pair)
