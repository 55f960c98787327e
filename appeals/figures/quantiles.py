"""What stands at a share of a histogram: the median of days or minutes, and nine in ten."""

from collections import Counter


def quantile(lengths: Counter[int], share: float) -> int | None:
    """Return the length that was enough for `share` of them, at least 1; None for none at all."""
    needed, passed = share * lengths.total(), 0
    for length, count in sorted(lengths.items()):
        passed += count
        if passed >= needed:
            return max(1, length)
    return None
