"""Who may knock at the desk, and which buttons a case shows to an officer.

The buttons are a courtesy only: lifecycle itself refuses.
"""

from dataclasses import dataclass
from datetime import datetime

from appeals import clocks
from appeals.independence import Bar, bars_on
from appeals.lifecycle import STEPS
from appeals.models import Appeal, Decision, Priority
from portal.models import Role, User

REVIEWERS = (Role.AGENT, Role.SUPERVISOR)
# They see cases too, masked and without photos, and change nothing.
READERS = (*REVIEWERS, Role.PRIVACY_OFFICER, Role.AUDITOR)

_HOLDERS_ONLY = frozenset(
    {
        "hand_back",
        "ask",
        "wait_for_source",
        "resume",
        "continue_without_answer",
        "decide",
        "retract",
    }
)
_SECOND_PERSON = frozenset({"approve", "send_back"})
_NOT_PAST_A_BAR = _SECOND_PERSON | {"take", "decide"}
# All that a tied officer is left with: to let the case go, or to say so.
_DESPITE_A_TIE = frozenset({"hand_back", "retract", "declare_interest"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What this officer and this day leave out: a bar, a tie, no time to ask, none to wait.

    `waits_for_files` lets a supervisor say that a decision needs none of them.
    """

    bar: Bar | None = None
    tie: Bar | None = None
    may_ask: bool = True
    may_wait: bool = True
    waits_for_files: bool = False

    def leave(self, verbs: frozenset[str]) -> frozenset[str]:
        """Return those of `verbs` that are left."""
        if not self.may_ask:
            verbs -= {"ask"}
        if not self.may_wait:
            verbs -= {"wait_for_source"}
        if self.bar:
            verbs -= _NOT_PAST_A_BAR
        if self.tie:
            verbs &= _DESPITE_A_TIE
        return verbs - {"declare_interest"} if self.tie == Bar.KNOWN else verbs


def limits_on(appeal: Appeal, *, user: User, at: datetime, waits_for_files: bool) -> Limits:
    """Return what limits `user`, who examines cases, in this one at `at`."""
    bar, tie = bars_on(user, appeal)
    return Limits(
        bar=bar,
        tie=tie,
        may_ask=clocks.answer_due(appeal, at=at) is not None,
        may_wait=clocks.day_of(at) <= clocks.wait_until(appeal),
        waits_for_files=waits_for_files,
    )


def offered(
    appeal: Appeal, *, user: User, proposal: Decision | None, limits: Limits
) -> frozenset[str]:
    """Return the verbs that `user` can be expected to succeed with."""
    if not user.has_role(*REVIEWERS):
        return frozenset()
    verbs = {verb for verb, step in STEPS.items() if step.roles and user.has_role(*step.roles)}
    possible = {verb for verb in verbs if appeal.status in STEPS[verb].came_from}
    if appeal.officer_id != user.pk:
        possible -= _HOLDERS_ONLY
    if proposal is None or proposal.proposed_by_id == user.pk:
        possible -= _SECOND_PERSON
    if proposal is None or proposal.proposed_by_id != user.pk:
        possible.discard("retract")
    if limits.waits_for_files and appeal.is_open and user.has_role(Role.SUPERVISOR):
        possible.add("waive_file")
    if "assign" in possible:  # the same button, whoever holds the case
        possible.add("reassign")
    if appeal.is_open:
        possible.add("declare_interest")
        is_urgent = appeal.priority == Priority.URGENT
        possible.add("put_among_others" if is_urgent else "put_first")
    return limits.leave(frozenset(possible | {"note", "reply", "link", "unlink"}))
