"""What a finding leads to, by its policy's mode and the fuses that have blown."""

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from eligibility.models import Block, Fuse, RulePolicy


def first_status() -> Case:
    """Return the status of a block made of the finding: where a fuse has blown, people decide."""
    blown = Fuse.objects.blown().filter(
        Q(policy=None) | Q(policy=OuterRef("policy_id")),
        Q(source="") | Q(source=OuterRef("source")),
        Q(batch=None) | Q(batch=OuterRef("batch_id")),
        rule=OuterRef("rule"),
    )
    return Case(
        When(
            Q(policy__mode=RulePolicy.Mode.BLOCK) & ~Q(Exists(blown)),
            then=Value(Block.Status.CONFIRMED),
        ),
        default=Value(Block.Status.PROPOSED),
        output_field=CharField(),
    )
