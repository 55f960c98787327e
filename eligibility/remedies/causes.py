"""What the blocks of a campaign have in common, and whom lifting them reaches. Reads only."""

from dataclasses import dataclass

from django.db.models import Count, Q

from eligibility.models import Block, ImportBatch, RulePolicy, ScreeningRun
from eligibility.querysets import STANDING, BlockQuerySet


@dataclass(frozen=True, slots=True)
class Cause:
    """What the blocks have in common: exactly one of these."""

    batch: ImportBatch | None = None
    policy: RulePolicy | None = None
    run: ScreeningRun | None = None

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.batch, self.policy, self.run)) != 1:
            raise ValueError("a remedy has exactly one cause")

    @property
    def row(self) -> ImportBatch | RulePolicy | ScreeningRun:
        """The one that is given."""
        return next(one for one in (self.batch, self.policy, self.run) if one is not None)

    def blocks(self) -> BlockQuerySet:
        """Return every block it made, whatever became of it."""
        if self.batch is not None:
            return Block.objects.filter(finding__batch=self.batch)
        if self.policy is not None:
            return Block.objects.filter(policy=self.policy)
        return Block.objects.filter(run=self.run)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many blocks a campaign would end, by what they do, and how many people's they are."""

    standing: int
    proposed: int
    people: int

    @property
    def blocks(self) -> int:
        """How many blocks are still open."""
        return self.standing + self.proposed


def reach(cause: Cause) -> Reach:
    """Count what a campaign for `cause` would end now."""
    counted = (
        cause.blocks()
        .open()
        .aggregate(
            standing=Count("pk", filter=Q(status__in=STANDING)),
            proposed=Count("pk", filter=Q(status=Block.Status.PROPOSED)),
            people=Count("account", distinct=True),
        )
    )
    return Reach(**counted)
