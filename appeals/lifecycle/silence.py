"""Silence as consent (UU 30/2014): a setting, off. On, the portal grants what nobody decided.

Left to people in any case: an appeal about no block, one that says somebody else uses the NIK,
one with a rival or with somebody else's photo, and one from another contact than the account's;
lifting a block there may be what a thief waits for. And blocks that no officer may lift alone.
"""

import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from appeals import clocks
from appeals.lifecycle import decision
from appeals.lifecycle.steps import NotAllowed, move
from appeals.models import Appeal, Decision, Outcome
from eligibility.grounds import SUPERVISOR_ONLY, TWO_PEOPLE

log = logging.getLogger(__name__)

# Where a case lies while officers do not work on it.
_ELSEWHERE = (Appeal.Status.INFO_REQUESTED, Appeal.Status.WAITING_SOURCE, Appeal.Status.MERGED)


@transaction.atomic
def grant_by_silence(appeal: Appeal, *, at: datetime) -> Decision:
    """Lift every block that the appeal contests, because its decision day has passed.

    Raises NotAllowed where the setting is off, while the day is not over, and for what is left to
    people; MovedByOther if somebody was faster.
    """
    if not is_due(appeal, at=at):
        raise NotAllowed(f"silence grants nothing in appeal {appeal.pk}")
    blocks = decision.open_contested_blocks(appeal)
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
        and clocks.day_of(at) >= clocks.silence_day(appeal)
        and is_the_portals(appeal)
        and clocks.day_of(at) >= first_day(appeal)
    )


def is_the_portals(appeal: Appeal) -> bool:
    """Say whether silence may ever grant what the appeal asks, as it stands now."""
    if appeal.lane != Appeal.Lane.USUAL or appeal.has_rival or appeal.has_lookalike:
        return False
    if appeal.own_account is None:
        return False
    grounds = {block.ground for block in decision.open_contested_blocks(appeal)}
    return bool(grounds) and grounds.isdisjoint(TWO_PEOPLE | SUPERVISOR_ONLY)


def first_day(appeal: Appeal) -> date:
    """Return the day from which silence grants: officers have had working days for the case.

    One that came back from a wait, or that was parted from another, comes with an old day.
    """
    first = clocks.silence_day(appeal)
    back = appeal.steps.filter(was__in=_ELSEWHERE).order_by("pk").last()
    if back is None:
        return first
    return max(first, clocks.fresh_until(back.at) + timedelta(days=1))


def grant_all_by_silence(*, at: datetime) -> int:
    """Grant every appeal that silence grants; return how many, none while the setting is off."""
    if not settings.SILENCE_GRANTS:
        return 0
    late = Appeal.objects.overdue(on=clocks.day_of(at)).filter(
        lane=Appeal.Lane.USUAL, has_rival=False, has_lookalike=False
    )
    granted = 0
    for appeal in late.select_related("account").order_by("due_date", "pk").iterator():
        try:
            grant_by_silence(appeal, at=at)
        except NotAllowed:  # left to people, or somebody was faster
            continue
        except Exception:  # the others must not wait for this one
            log.exception("appeal %s could not be granted by silence", appeal.pk)
            continue
        granted += 1
    return granted
