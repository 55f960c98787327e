"""Silence as consent (UU 30/2014): a setting, off. On, the portal grants what nobody decided.

Left to people in any case: an appeal about no block, one that says somebody else uses the NIK,
and one with a rival; lifting a block there may be what a thief waits for.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from appeals import clocks
from appeals.lifecycle import decision
from appeals.lifecycle.steps import NotAllowed, move
from appeals.models import Appeal, Decision, Outcome


@transaction.atomic
def grant_by_silence(appeal: Appeal, *, at: datetime) -> Decision:
    """Lift every block that the appeal contests, because its decision day has passed.

    Raises NotAllowed where the setting is off, while the day is not over, and for what is left to
    people; MovedByOther if somebody was faster.
    """
    blocks = decision.open_contested_blocks(appeal)
    if not is_due(appeal, at=at) or not blocks:
        raise NotAllowed(f"silence grants nothing in appeal {appeal.pk}")
    move(appeal, "grant_by_silence", by=None, at=at, decided_at=at)
    Decision.objects.filter(appeal=appeal, effective_at=None, voided_at=None).update(voided_at=at)
    with translation.override(appeal.language):
        explanation = _(
            "Kami tidak memutus sampai hari terakhir. Menurut undang-undang, permohonan Anda "
            "dianggap dikabulkan."
        )
    granted = tuple(
        decision.OutcomeChosen(block.pk, Outcome.Result.LIFTED, Outcome.Reason.SILENCE)
        for block in blocks
    )
    return decision.put_into_effect(
        appeal, decision.Ruling(granted, explanation), by=None, at=at
    )  # fmt: skip


def is_due(appeal: Appeal, *, at: datetime) -> bool:
    """Say whether the portal may grant the appeal for silence at `at`."""
    return (
        settings.SILENCE_GRANTS
        and appeal.is_open
        and appeal.paused_at is None
        and appeal.lane == Appeal.Lane.USUAL
        and not appeal.has_rival
        and clocks.day_of(at) >= clocks.silence_day(appeal)
    )


def grant_all_by_silence(*, at: datetime) -> int:
    """Grant every appeal that silence grants; return how many, none while the setting is off."""
    if not settings.SILENCE_GRANTS:
        return 0
    late = Appeal.objects.overdue(on=clocks.day_of(at)).filter(
        lane=Appeal.Lane.USUAL, has_rival=False
    )
    granted = 0
    for appeal in late.order_by("due_date", "pk").iterator():
        try:
            grant_by_silence(appeal, at=at)
        except NotAllowed:  # about no block, or somebody was faster
            continue
        granted += 1
    return granted
