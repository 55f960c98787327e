"""Who may knock at the desk, and which buttons a case shows to an officer.

The buttons are a courtesy only: lifecycle itself refuses.
"""

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


def offered(
    appeal: Appeal, *, user: User, proposal: Decision | None, waits_for_files: bool
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
    if waits_for_files and appeal.is_open and user.has_role(Role.SUPERVISOR):
        possible.add("waive_file")
    if "assign" in possible:  # the same button, whoever holds the case
        possible.add("reassign")
    if appeal.is_open:
        possible.add("declare_interest")
        is_urgent = appeal.priority == Priority.URGENT
        possible.add("put_among_others" if is_urgent else "put_first")
    return frozenset(possible | {"note", "reply", "link", "unlink"})
