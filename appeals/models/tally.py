"""Counts of a month's cases by ground, province and level, kept so that no page counts cases."""

from django.db import models

from eligibility.grounds import Ground


class Tally(models.Model):
    """What came in and what became of it; no column names a person."""

    month = models.DateField()
    ground = models.CharField(max_length=3, choices=Ground, blank=True)
    province_code = models.CharField(max_length=2, blank=True)
    level = models.PositiveSmallIntegerField(default=1)
    filed = models.PositiveIntegerField(default=0)
    decided = models.PositiveIntegerField(default=0)
    lifted = models.PositiveIntegerField(default=0)
    upheld = models.PositiveIntegerField(default=0)
    # How many decisions took so many working days: {"3": 12, ...}; medians come from here.
    days = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "ground", "province_code", "level"], name="one_tally_per_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.ground} {self.province_code} {self.level}"
