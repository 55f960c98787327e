"""Every allowed and every refused step, from the table itself."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings

from appeals import lifecycle
from appeals.lifecycle import Ask, OutcomeChosen, Reply, Ruling, joining
from appeals.lifecycle.steps import STEPS, move
from appeals.models import Appeal, Decision, SourceRequest
from eligibility import blocking
from eligibility.models import Block
from portal.models import AuditEntry, User
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db

Status = Appeal.Status
_LATER = NOON + timedelta(days=30)
_LIFT = ("lifted", "proof_convinces")


class Case:
    """An appeal about a ground that needs two people, with the officers around it."""

    def __init__(self) -> None:
        self.agent = builders.officer("agent")
        self.supervisor = builders.officer("supervisor")
        self.block = builders.block("G07")
        self.appeal = builders.appeal_about(self.block)

    def ruling(self) -> Ruling:
        return Ruling((OutcomeChosen(self.block.pk, *_LIFT),), "Bukti Anda kami terima.")

    def say(self, verb: str) -> None:
        """Say the verb to lifecycle as its usual officer would."""
        getattr(self, f"_{verb}", lambda: self._plain(verb))()

    def _plain(self, verb: str) -> None:
        getattr(lifecycle, verb)(self.appeal, by=self.agent, at=_LATER)

    def _assign(self) -> None:
        move(self.appeal, "assign", by=self.supervisor, at=_LATER, officer=self.supervisor)

    def _reassign(self) -> None:
        move(self.appeal, "reassign", by=self.supervisor, at=_LATER, officer=self.supervisor)

    def _stand_in(self) -> None:
        lifecycle.pass_on(self.appeal, to=self.supervisor, by=None, at=_LATER)

    def _release(self) -> None:
        lifecycle.release(self.appeal, by=None, at=_LATER)

    def _recuse(self) -> None:
        move(self.appeal, "recuse", by=self.agent, at=_LATER, officer=None)

    def _ask(self) -> None:
        asked = [Ask("", "Kapan lulus?")]
        lifecycle.ask(self.appeal, by=self.agent, questions=asked, at=NOON)

    def _answer(self) -> None:
        open_ones = self.appeal.questions.filter(answered_at=None)
        replies = {question.pk: Reply("2025") for question in open_ones}
        lifecycle.answer(self.appeal, answers=replies or {0: Reply("x")}, at=_LATER)

    def _propose(self) -> None:
        lifecycle.decide(self.appeal, by=self.agent, ruling=self.ruling(), at=_LATER)

    def _decide(self) -> None:
        # A supervisor who holds the case needs no second signature on this ground.
        Appeal.objects.filter(pk=self.appeal.pk).update(officer=self.supervisor)
        self.appeal.officer = self.supervisor
        lifecycle.decide(self.appeal, by=self.supervisor, ruling=self.ruling(), at=_LATER)

    def _approve(self) -> None:
        lifecycle.approve(self._proposal(), by=self.supervisor, at=_LATER)

    def _send_back(self) -> None:
        lifecycle.send_back(self._proposal(), by=self.supervisor, note="Lagi", at=_LATER)

    def _retract(self) -> None:
        lifecycle.retract(self._proposal(), by=self.agent, at=_LATER)

    def _withdraw(self) -> None:
        lifecycle.withdraw(self.appeal, at=_LATER)

    def _merge(self) -> None:
        other = builders.rival_about(self.block)
        lifecycle.merge(self.appeal, into=other, by=self.agent, at=_LATER)

    def _join(self) -> None:
        joining.join(self.appeal, builders.rival_about(self.block), at=_LATER)

    def _part(self) -> None:
        joining.go_on(self.appeal, at=_LATER)

    def _void(self) -> None:
        self.appeal.contested.all().delete()
        lifecycle.void(self.appeal, by=self.agent, at=_LATER)

    def _close_moot(self) -> None:
        standing = Block.objects.standing().filter(pk=self.block.pk)
        blocking.lift(standing, by=None, reason="source_wrong", at=NOON)
        lifecycle.close_moot(self.appeal, at=_LATER)

    def _unanswered(self) -> None:
        lifecycle.come_back_unanswered(self.appeal, at=_LATER)

    def _source_changed(self) -> None:
        lifecycle.come_back_changed(self._wait(), changes=["Datanya berubah."], at=_LATER)

    def _end_wait(self) -> None:
        wait = self._wait()
        wait.pause_until = NOON.date()
        lifecycle.end_wait(wait, at=_LATER)

    def _grant_by_silence(self) -> None:
        # Silence lifts only what one officer may.
        Block.objects.filter(pk=self.block.pk).update(ground="G03")
        with override_settings(SILENCE_GRANTS=True):
            lifecycle.grant_by_silence(self.appeal, at=_LATER)

    def _wait(self) -> SourceRequest:
        wait = SourceRequest.objects.filter(appeal=self.appeal).first() or SourceRequest()
        wait.appeal = self.appeal
        return wait

    def _proposal(self) -> Decision:
        decision = Decision.objects.filter(appeal=self.appeal, voided_at=None).first()
        if decision is None:
            decision = Decision.objects.create(
                appeal=self.appeal, conclusion="granted", explanation="x",
                proposed_by=self.agent, proposed_at=NOON,
            )  # fmt: skip
        decision.appeal = self.appeal
        return decision


# The shortest way from a fresh appeal to each status.
_WAY = {
    Status.SUBMITTED: (),
    Status.IN_REVIEW: ("take",),
    Status.INFO_REQUESTED: ("take", "ask"),
    Status.WAITING_SOURCE: ("take", "wait_for_source"),
    Status.FOR_APPROVAL: ("take", "propose"),
    Status.DECIDED: ("take", "propose", "approve"),
    Status.CLOSED: ("take", "propose", "approve", "close"),
    Status.WITHDRAWN: ("withdraw",),
    Status.MERGED: ("merge",),
    Status.VOID: ("void",),
}
_PAIRS = [(verb, status) for verb in STEPS for status in Status]
_ALLOWED = [(verb, status) for verb, status in _PAIRS if status in STEPS[verb].came_from]


@pytest.fixture
def case() -> Case:
    return Case()


def _bring(case: Case, status: Status) -> None:
    for verb in _WAY[status]:
        case.say(verb)
    assert case.appeal.status == status


@pytest.mark.parametrize(("verb", "status"), _ALLOWED)
def test_an_allowed_step_is_taken_and_written_down(case: Case, verb: str, status: Status) -> None:
    _bring(case, status)
    revision = case.appeal.revision
    case.say(verb)
    became = STEPS[verb].leads_to or status
    assert case.appeal.status == became
    assert case.appeal.revision == revision + 1
    step = case.appeal.steps.latest("pk")
    assert (step.was, step.became, step.verb) == (status, became, verb)
    assert AuditEntry.objects.filter(action=f"appeal.{verb}").exists()


@pytest.mark.parametrize("status", Status)
def test_any_other_step_is_refused(case: Case, status: Status) -> None:
    _bring(case, status)
    for verb in STEPS:
        if status in STEPS[verb].came_from:
            continue
        # What a verb's usual officer prepares goes with the refusal.
        with pytest.raises(lifecycle.NotAllowed), transaction.atomic():  # noqa: PT012 - which verb
            case.say(verb)
            pytest.fail(f"{verb} was taken from {status}")
        case.appeal = Appeal.objects.get(pk=case.appeal.pk)
        assert case.appeal.status == status, verb


@pytest.mark.parametrize("verb", [verb for verb, allowed in STEPS.items() if allowed.roles])
@pytest.mark.parametrize("role", ["rule_officer", "privacy_officer", "auditor"])
def test_other_roles_may_take_no_step(case: Case, verb: str, role: str) -> None:
    _bring(case, next(iter(sorted(STEPS[verb].came_from))))
    case.agent = _becomes(case.agent, role)
    case.supervisor = _becomes(case.supervisor, role)
    with pytest.raises(lifecycle.NotAllowed):
        case.say(verb)


def _becomes(user: User, role: str) -> User:
    user.groups.set(user.groups.model.objects.filter(name=role))
    return User.objects.get(pk=user.pk)
