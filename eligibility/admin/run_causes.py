"""Why a run blocked whom it blocked: the versions and files behind its blocks. Reads only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from eligibility import imports, policies
from eligibility.admin.account_page import Link, link_to, named
from eligibility.models import Block, CarryOver, ImportBatch, RulePolicy, ScreeningRun

# The files behind most of the blocks; a list of all partners' pushes would help nobody.
MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class Version:
    """A version that the next run goes by; `is_own` where this run went by it, too."""

    link: Link
    mode: str
    is_own: bool
    last_day: date | None
    stop_address: str


@dataclass(frozen=True, slots=True)
class File:
    """A file whose facts blocks of the run stand on, and where it is withdrawn; empty: nowhere."""

    link: Link
    blocks: int
    is_withdrawn: bool
    withdraw_address: str


def versions(run: ScreeningRun, *, today: date) -> list[Version]:
    """Return the versions in force for the rules by which `run` blocked somebody."""
    own = _behind(run)
    rules = set(RulePolicy.objects.filter(pk__in=own).values_list("rule", flat=True))
    return [
        Version(
            link=link_to(one.policy, named(one.policy)),
            mode=one.policy.mode,
            is_own=one.policy.pk in own,
            last_day=one.policy.valid_until,
            stop_address=_stop_address(one.policy, run),
        )
        for one in policies.in_force(on=today)
        if one.acts and one.rule.code in rules
    ]


def files(run: ScreeningRun) -> list[File]:
    """Return the files whose facts the run's blocks stand on, those behind most of them first."""
    # Two sets of keys, each by its index; asked with an OR all blocks would be read.
    carried = CarryOver.objects.filter(run=run, undone_at=None).values("block")
    stands = Block.objects.filter(run=run).values("pk").union(carried)
    behind = Block.objects.filter(pk__in=stands, finding__batch__isnull=False)
    counted = behind.values("finding__batch").annotate(blocks=Count("pk"))
    by_batch = dict(
        counted.order_by("-blocks", "-finding__batch").values_list("finding__batch", "blocks")[
            :MOST_FILES
        ]
    )
    batches = ImportBatch.objects.in_bulk(by_batch)
    return [_file(batches[key], blocks) for key, blocks in by_batch.items()]


def _file(batch: ImportBatch, blocks: int) -> File:
    is_withdrawn = batch.withdrawn_at is not None
    address = ""
    if imports.is_withdrawable(batch) and not is_withdrawn:
        address = reverse("admin:eligibility_importbatch_withdraw", args=[batch.pk])
    words = {"kind": batch.get_kind_display(), "name": named(batch), "number": batch.pk}
    label = _("%(kind)s dari %(name)s (impor %(number)s)") % words
    return File(link_to(batch, label), blocks, is_withdrawn, address)


def _behind(run: ScreeningRun) -> set[int]:
    """Return the keys of the versions that found what the run's blocks stand on."""
    begun = Block.objects.filter(run=run).values_list("finding__policy", flat=True)
    ordered = Block.objects.filter(run=run).values_list("policy", flat=True)
    carried = CarryOver.objects.filter(run=run).values_list("finding__policy", flat=True)
    found = (*begun.distinct(), *ordered.distinct(), *carried.distinct())
    return {key for key in found if key is not None}


def _stop_address(policy: RulePolicy, run: ScreeningRun) -> str:
    return f"{reverse('admin:eligibility_rulepolicy_stop', args=[policy.pk])}?run={run.pk}"
