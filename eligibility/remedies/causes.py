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
        """Return every block it made or kept, whatever became of it."""
        if self.policy is not None:
            # Two sets of keys, each by its index; asked with an OR all blocks would be read.
            begun = Block.objects.filter(policy=self.policy, rule=self.policy.rule)
            either = begun.values("pk").union(self.resting().values("pk"))
            return Block.objects.filter(pk__in=either)
        return self.resting()

    def resting(self) -> BlockQuerySet:
        """Return the blocks that rest on it: these a campaign lifts while they are open.

        A block that began under a version and goes on under another rests on the other: lifting
        it would clear somebody whom a version finds that nobody calls wrong.
        """
        if self.batch is not None:
            return Block.objects.filter(finding__batch=self.batch)
        if self.policy is not None:
            return Block.objects.filter(finding__policy=self.policy, rule=self.policy.rule)
        return Block.objects.filter(run=self.run)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many blocks a campaign would end, by what they do, and how many people's they are.

    `elsewhere` are open blocks that began under the version and rest on another now: they stay.
    """

    standing: int
    proposed: int
    people: int
    elsewhere: int = 0

    @property
    def blocks(self) -> int:
        """How many blocks are still open."""
        return self.standing + self.proposed


def reach(cause: Cause) -> Reach:
    """Count what a campaign for `cause` would end now."""
    counted = (
        cause.resting()
        .open()
        .aggregate(
            standing=Count("pk", filter=Q(status__in=STANDING)),
            proposed=Count("pk", filter=Q(status=Block.Status.PROPOSED)),
            people=Count("account", distinct=True),
        )
    )
    begun = cause.blocks().open().count() if cause.policy is not None else 0
    elsewhere = max(0, begun - counted["standing"] - counted["proposed"])
    return Reach(**counted, elsewhere=elsewhere)
