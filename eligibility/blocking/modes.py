"""What a finding leads to, by its policy's mode and the fuses that have blown."""

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from eligibility.models import Block, Fuse, RulePolicy


def first_status() -> Case:
    """Return the status of a block made of the finding: where a fuse has blown, people decide.

    They do, too, by a version that was stopped between the finding and what it leads to.
    """
    blown = Fuse.objects.blown().filter(
        Q(policy=None) | Q(policy=OuterRef("policy_id")),
        Q(source="") | Q(source=OuterRef("source")),
        Q(batch=None) | Q(batch=OuterRef("batch_id")),
        rule=OuterRef("rule"),
    )
    return Case(
        When(
            Q(policy__mode=RulePolicy.Mode.BLOCK, policy__stopped_at=None) & ~Q(Exists(blown)),
            then=Value(Block.Status.CONFIRMED),
        ),
        default=Value(Block.Status.PROPOSED),
        output_field=CharField(),
    )
