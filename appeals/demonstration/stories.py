"""What happens to each complaint of the demonstration, told in lifecycle's verbs only."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from appeals import lifecycle
from appeals.clocks import DECISION_WORKING_DAYS
from appeals.demonstration import words
from appeals.demonstration.people import Fate
from appeals.lifecycle import Again, Inquiry, OutcomeChosen, Reply, Ruling
from appeals.models import Appeal, Outcome
from eligibility import blocking
from portal import audit
from portal.calendar import add_working_days, civil_date, is_working_day
from portal.models import User

Result, Reason = Outcome.Result, Outcome.Reason
FileAgain = Callable[[datetime], Appeal]


class Manner(StrEnum):
    """How a complaint is filed."""

    # Each block's ground named, with its reason.
    USUAL = "usual"
    # Without knowing why the account is blocked.
    UNKNOWING = "unknowing"
    # By somebody of the village office, with a letter.
    HELPED = "helped"
    # Somebody else used the NIK.
    MISUSED = "misused"
    # After the last ordinary day, saying why.
    LATE = "late"
    # An agent wrote it down: on the telephone, from a mail, in a chat.
    CALLED = "called"
    WROTE = "wrote"
    CHATTED = "chatted"


@dataclass(slots=True)
class Scene:
    """A complaint, who works on it, and the clock, which only goes forward and never past now."""

    appeal: Appeal
    agent: User
    supervisor: User
    clock: datetime
    now: datetime
    # File a second complaint about the same NIK: from the same address, or from another.
    file_again: FileAgain
    file_as_other: FileAgain
    # The form with which the decided case goes on, with a new file in it.
    bring_more: Callable[[datetime], Again]

    def later(self, *, days: float) -> datetime:
        """Let `days` pass and return the moment."""
        self.clock = min(self.clock + timedelta(days=days), self.now)
        return self.clock


Story = Callable[[Scene], None]


def waits(_scene: Scene) -> None:
    """Nobody has taken it yet."""


def taken(scene: Scene) -> None:
    """An agent works on it."""
    at = scene.later(days=0.4)
    lifecycle.take(scene.appeal, by=scene.agent, at=at)
    # Taking leads to the case's page.
    audit.record("case.viewed", by=scene.agent, subject=scene.appeal, at=at, blurred=[])


def asked(scene: Scene) -> None:
    """The agent asks for a file and for words."""
    taken(scene)
    at = scene.later(days=0.2)
    lifecycle.ask(scene.appeal, by=scene.agent, questions=words.QUESTIONS, at=at)


def answered(scene: Scene) -> None:
    """The person answered, the agent goes on."""
    asked(scene)
    at = scene.later(days=2.3)
    answers = {question.pk: Reply(words.ANSWER) for question in scene.appeal.questions.all()}
    lifecycle.answer(scene.appeal, answers=answers, at=at)


def waiting_for_source(scene: Scene) -> None:
    """Another institution has to correct its data first."""
    taken(scene)
    inquiry = Inquiry("dukcapil", words.SOURCE_QUESTION)
    lifecycle.wait_for_source(
        scene.appeal, by=scene.agent, inquiry=inquiry, at=scene.later(days=0.5)
    )


def granted(scene: Scene) -> None:
    """The blocks are lifted, or the agent's proposal to lift them waits for a signature."""
    taken(scene)
    decide(scene, Result.LIFTED)


def refused(scene: Scene) -> None:
    """The blocks stand."""
    answered(scene)
    decide(scene, Result.UPHELD)


def partly(scene: Scene) -> None:
    """One block is lifted, the others stand."""
    taken(scene)
    decide(scene, Result.LIFTED, Result.UPHELD)


def approved(scene: Scene) -> None:
    """The supervisor sends the first proposal back and signs the second."""
    granted(scene)
    first = scene.appeal.decisions.get(voided_at=None)
    lifecycle.send_back(first, by=scene.supervisor, note=words.NOTE, at=scene.later(days=0.6))
    decide(scene, Result.LIFTED)
    second = scene.appeal.decisions.get(voided_at=None)
    lifecycle.approve(second, by=scene.supervisor, at=scene.later(days=0.7))


def closed_granted(scene: Scene) -> None:
    """Granted, and closed when nothing more came."""
    granted(scene)
    lifecycle.close(scene.appeal, by=scene.agent, at=scene.later(days=15))


def closed_refused(scene: Scene) -> None:
    """Refused, and closed when nobody went to the second level."""
    refused(scene)
    lifecycle.close(scene.appeal, by=scene.agent, at=scene.later(days=15))


def withdrawn(scene: Scene) -> None:
    """The person takes it back."""
    lifecycle.withdraw(scene.appeal, at=scene.later(days=0.8))


def banding(scene: Scene) -> None:
    """Refused; the person goes to the second level with every block that stands."""
    refused(scene)
    upheld = lifecycle.ways_on(fresh(scene), at=scene.clock).blocks
    at = scene.later(days=1.5)
    again = replace(scene.bring_more(at), block_ids=tuple(block.pk for block in upheld))
    lifecycle.appeal_again(fresh(scene), again=again, at=at)


def reopened(scene: Scene) -> None:
    """Refused; the person comes back with a new file within the days for it."""
    refused(scene)
    at = scene.later(days=2.1)
    lifecycle.reopen(fresh(scene), again=scene.bring_more(at), at=at)


def joined(scene: Scene) -> None:
    """The person files twice; the second joins the first at once."""
    scene.file_again(scene.later(days=0.3))
    taken(scene)


def rival(scene: Scene) -> None:
    """Somebody else files about the same NIK; both wait."""
    scene.file_as_other(scene.later(days=0.3))


def merged(scene: Scene) -> None:
    """The person files again from another address; an agent folds it into the first."""
    second = scene.file_as_other(scene.later(days=0.3))
    lifecycle.merge(second, into=scene.appeal, by=scene.agent, at=scene.later(days=0.5))


def void(scene: Scene) -> None:
    """The register is corrected meanwhile, so nothing is left to decide."""
    taken(scene)
    blocks = lifecycle.open_contested_blocks(scene.appeal)
    blocking.lift(blocks, by=None, reason=Reason.SOURCE_WRONG, at=scene.later(days=1.5))
    lifecycle.void(scene.appeal, by=scene.agent, at=scene.later(days=0.1))


@dataclass(frozen=True, slots=True)
class Plan:
    """Who files, how many days ago, and what comes of it; `files` says how many complaints."""

    story: Story
    days_ago: float
    fates: tuple[Fate, ...]
    manner: Manner = Manner.USUAL

    @property
    def files(self) -> int:
        """How many complaints the story makes."""
        return 2 if self.story in {joined, rival, merged, banding, reopened} else 1


_TWICE = (Fate.TWICE,)
_BOTH = (Fate.ENROLLED_NOT_BOUGHT,)
_SCHOOL = (Fate.ENROLLED, Fate.STUDENT, Fate.NOT_BOUGHT, Fate.LISTED)
_ANY = (
    Fate.ENROLLED, Fate.NOT_BOUGHT, Fate.LISTED, Fate.ENROLLED, Fate.THIRD_OF_KK, Fate.TOO_YOUNG,
    Fate.NOT_FINISHED, Fate.NOT_BOUGHT, Fate.OTHER_WORK,
)  # fmt: skip
# A complaint due today, or on the next working day.
_DUE_NOW = -1.0
_PLANS: tuple[tuple[Story, tuple[Fate, ...], tuple[float | None, ...]], ...] = (
    (waits, _ANY, (0.05, _DUE_NOW, 17.3, 0.2, 1.1, 20.6, 2.2, 3.4, 25.2)),
    (taken, _ANY, (19.3, _DUE_NOW, 2.1, 1.2, 16.4, 3.1, 24.1, 5.2, 8.3)),
    (answered, _ANY, (9.1, 12.2)),
    (asked, _ANY, (3.3, 4.2, 6.1, 8.4, 9.2, 11.3)),
    (waiting_for_source, _SCHOOL, (5.1, 8.2, 12.4, 15.1)),
    (granted, _TWICE, (4.4, 6.2, 9.3, 13.1)),
    (approved, _TWICE, (14.2, 20.3)),
    (granted, _ANY, (6.3, 9.4, 12.1, 14.4, 16.2, 18.3, 21.1, 23.4)),
    (refused, _ANY, (8.1, 13.3, 17.2)),
    (partly, _BOTH, (15.3,)),
    (closed_granted, _ANY, (26.2, 29.1, 31.3, 33.2)),
    (closed_refused, _ANY, (28.3, 34.1)),
    (withdrawn, _ANY, (7.2, 18.1)),
    (merged, _ANY, (5.3, 10.2)),
    (void, _SCHOOL, (11.2, 16.1)),
    (joined, _ANY, (2.4, 7.1)),
    (rival, _ANY, (3.2,)),
    # Not in the first round: a few complaints only show the first level.
    (banding, _ANY, (None, 9.6, 12.6)),
    (reopened, _ANY, (None, 11.5)),
)
# Where a story is told several times, how the later ones are filed.
_MANNERS = {
    waits: (Manner.USUAL, Manner.HELPED, Manner.UNKNOWING, Manner.LATE),
    taken: (Manner.USUAL, Manner.LATE, Manner.HELPED, Manner.UNKNOWING),
    rival: (Manner.MISUSED,),
    asked: (Manner.UNKNOWING, Manner.USUAL),
}


def plans(count: int) -> Iterator[Plan]:
    """Yield plans for `count` complaints, one of each story before the second of any."""
    rounds = itertools.zip_longest(
        *([(story, f, d) if d else None for d in days] for story, f, days in _PLANS)
    )
    left = count
    told: Counter[Story] = Counter()
    for number, chosen in enumerate(filter(None, itertools.chain.from_iterable(rounds))):
        story, fates, days = chosen
        turn = number % len(fates)
        manners = _MANNERS.get(story, (Manner.USUAL,))
        manner = manners[told[story] % len(manners)]
        told[story] += 1
        plan = Plan(story, days, fates[turn:] + fates[:turn], manner)
        if plan.files <= left:
            left -= plan.files
            yield plan


def filed_at(plan: Plan, *, now: datetime) -> datetime:
    """Return when the complaint was filed."""
    if plan.days_ago != _DUE_NOW:
        return now - timedelta(days=plan.days_ago)
    return now - timedelta(days=_days_until_due(civil_date(now)))


def _days_until_due(today: date) -> int:
    """Return how many days ago somebody filed whose tenth working day is today or the next."""
    due = today if is_working_day(today) else add_working_days(today, 1)
    return next(
        days
        for days in itertools.count(10)
        if add_working_days(today - timedelta(days=days), DECISION_WORKING_DAYS) == due
    )


def fresh(scene: Scene) -> Appeal:
    """Return the case as it stands now."""
    return Appeal.objects.get(pk=scene.appeal.pk)


def decide(scene: Scene, *results: str) -> None:
    """Decide on each open block: the last of `results` goes for all that follow."""
    blocks = lifecycle.open_contested_blocks(scene.appeal)
    chosen = [results[min(number, len(results) - 1)] for number in range(len(blocks))]
    outcomes = tuple(
        OutcomeChosen(
            block.pk,
            result,
            Reason.PROOF_CONVINCES if result == Result.LIFTED else Reason.PROOF_MISSING,
        )
        for block, result in zip(blocks, chosen, strict=True)
    )
    explanation = words.LIFTED if results[0] == Result.LIFTED else words.UPHELD
    if len(results) > 1:
        explanation = words.PARTLY
    ruling = Ruling(outcomes=outcomes, explanation=explanation)
    lifecycle.decide(scene.appeal, by=scene.agent, ruling=ruling, at=scene.later(days=1.2))
