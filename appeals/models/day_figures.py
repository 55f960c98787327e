"""Figures of each day for supervisors' reports, counted by a job so that no page counts cases.

No row names a person but officers, by their keys. `figures` is the only writer.
"""

from django.db import models
from django.db.models import Q

from appeals.models.case import Appeal
from appeals.models.decision import Decision
from appeals.models.evidence import Evidence
from eligibility.grounds import Ground
from eligibility.models import ImportBatch, Remedy, RulePolicy
from portal.models import User


class _RuleCounts(models.Model):
    """What became of a rule version's blocks, by source and batch."""

    level = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=3, choices=Ground)
    rule = models.CharField(max_length=40)
    policy = models.ForeignKey(
        RulePolicy, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    source = models.CharField(max_length=80, blank=True)
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # By a person; what silence lifted says nothing about a rule and stands beside.
    lifted = models.PositiveIntegerField()
    upheld = models.PositiveIntegerField()
    silent = models.PositiveIntegerField()

    class Meta:
        abstract = True


_RULE_CELL = ("level", "ground", "rule", "policy", "source", "batch")


class RuleDay(_RuleCounts):
    """What became of a rule version's blocks by the decisions of a day, by source and batch."""

    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", *_RULE_CELL], name="one_rule_day_per_cell", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.rule}"


class RuleMonth(_RuleCounts):
    """The sum of a month's days, read while no day of it was counted since (`CountedDay`)."""

    month = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", *_RULE_CELL], name="one_rule_month_per_cell", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.rule}"


class OfficerDay(models.Model):
    """What an officer decided on a day, and what became of it later."""

    day = models.DateField()
    officer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField()
    granted = models.PositiveIntegerField(default=0)
    partly = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    # Proposals of theirs that a second person sent back on the day.
    returned = models.PositiveIntegerField(default=0)
    # Of the day's decisions: looked at by another officer, by what was found.
    agreed = models.PositiveIntegerField(default=0)
    form_faults = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    # Of the blocks they ruled on that day: decided on anew at the second level, and otherwise.
    appealed = models.PositiveIntegerField(default=0)
    overturned = models.PositiveIntegerField(default=0)
    # How many decisions took so many minutes on their desk, rounded: {"45": 3, ...}.
    minutes = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "officer", "level"], name="one_officer_day_per_level"
            )
        ]
        # A page shows some officers over many days, or those of one level.
        indexes = [models.Index(fields=["officer", "level", "day"], name="officer_day_by_level")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.officer_id}"


class OfficerMonth(models.Model):
    """How much an officer decided in a month; read while no day of it was counted since."""

    month = models.DateField()
    officer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField()
    decided = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "officer", "level"], name="one_officer_month_per_level"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.officer_id}"


class PhotoDay(models.Model):
    """How many files of a kind came on a day, and what may make them hard to use."""

    # Beside the codes of evidence.quality.Flaw.
    SENT, FLAWED, REFUSED = "sent", "flawed", "refused"

    day = models.DateField()
    kind = models.CharField(max_length=20, choices=Evidence.Kind)
    channel = models.CharField(max_length=10, choices=Appeal.Channel)
    what = models.CharField(max_length=20)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "kind", "channel", "what"], name="one_photo_day_per_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.kind} {self.what}"


class FeedbackDay(models.Model):
    """Cases decided on a day by the score that their people gave; nought: they gave none."""

    class Understood(models.TextChoices):
        YES = "yes"
        NO = "no"
        UNSAID = ""

    day = models.DateField()
    level = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=10, choices=Appeal.Channel)
    conclusion = models.CharField(max_length=10, choices=Decision.Conclusion)
    score = models.PositiveSmallIntegerField()
    understood = models.CharField(max_length=3, choices=Understood, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "level", "channel", "conclusion", "score", "understood"],
                name="one_feedback_day_per_cell",
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=5), name="a_counted_score_is_at_most_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.score}"


class RemedyFigure(models.Model):
    """Whom a campaign has reached, as of the last count."""

    remedy = models.OneToOneField(
        Remedy, on_delete=models.CASCADE, related_name="figure", primary_key=True
    )
    # People of whom it ended a block; of those, without any block now; and given back something.
    people = models.PositiveIntegerField()
    free = models.PositiveIntegerField()
    restored = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"figure of remedy {self.remedy_id}"
