"""What reports read instead of cases: a day or a month in one province and wave, or in all."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


def _counts() -> "ArrayField[list[int], list[int]]":
    """One count a cell, in the order of `figures.cells`; what is left out at the end is 0."""
    return ArrayField(models.IntegerField(), default=list, db_default=[])


class FigureSlice(models.Model):
    """Counts of one day or month by level, channel and ground; no column names a person.

    Four cuts: all together, each province, each wave, each province of each wave. Only slices that
    hold something are kept.
    """

    class Span(models.TextChoices):
        DAY = "d"
        MONTH = "m"

    ALL_WAVES, NO_WAVE = -1, 0
    ALL_PROVINCES = "*"

    span = models.CharField(max_length=1, choices=Span)
    first = models.DateField()
    # The wave that the person was in last when they filed.
    wave = models.SmallIntegerField()
    # What the NIK says; empty: nothing that we know.
    province_code = models.CharField(max_length=2, blank=True)

    # All cells together, for the map.
    all_filed = models.PositiveIntegerField(default=0, db_default=0)
    all_decided = models.PositiveIntegerField(default=0, db_default=0)
    all_lifted = models.PositiveIntegerField(default=0, db_default=0)
    all_upheld = models.PositiveIntegerField(default=0, db_default=0)

    filed = _counts()
    reopened = _counts()
    answered = _counts()
    taken = _counts()
    decided = _counts()
    lifted = _counts()
    upheld = _counts()
    ended = _counts()
    # How many of a cell took so many working days: {"cell:days": count}.
    answer_days = models.JSONField(default=dict, db_default={})
    decision_days = models.JSONField(default=dict, db_default={})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "span", "first", "province_code"], name="one_slice_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.span} {self.first} {self.wave} {self.province_code}"


class CountedDay(models.Model):
    """A day that is in the slices, when it was counted last, and by which definitions."""

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()
    # `what_counts.VERSION` of then; 0: before days knew it.
    version = models.PositiveSmallIntegerField(default=0, db_default=0)
    # The `counted_at` of the count that its month's sums hold; they aren't read where it is another.
    summed_as_of = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.day}"


class StaleDay(models.Model):
    """A day to count anew, since its counts changed; written by what changes them."""

    day = models.DateField()
    # Nothing told of a change; the day is only looked at again, and its figures stand meanwhile.
    to_be_sure = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"{self.day}"
