"""The complaints of last month, told briefly, so that a whole month of figures can be published.

They came without photos, by every channel; each is decided days later, and half of the people say
what they think. Everything goes through the same verbs as the long stories.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from appeals import feedback
from appeals.demonstration import stories
from appeals.demonstration.people import Fate
from appeals.demonstration.stories import Manner, Plan, Scene, Story
from appeals.feedback import Said
from appeals.figures import months
from appeals.models import Outcome
from portal.calendar import JAKARTA, civil_date

_LIFTED, _UPHELD = Outcome.Result.LIFTED, Outcome.Result.UPHELD
_FATES = (
    Fate.ENROLLED, Fate.NOT_BOUGHT, Fate.ENROLLED, Fate.LISTED, Fate.THIRD_OF_KK, Fate.TOO_OLD,
    Fate.ENROLLED, Fate.NOT_FINISHED, Fate.STUDENT, Fate.OTHER_WORK, Fate.TOO_YOUNG, Fate.OFFICIAL,
)  # fmt: skip
# How many days an officer kept the case, and what became of it; each in turn.
_WAITS = (1.1, 3.2, 0.4, 5.3, 2.1, 7.4, 1.3, 4.2, 9.1, 2.4, 0.8)
_RESULTS = (_LIFTED, _UPHELD, _LIFTED, _LIFTED, _UPHELD)
_SCORES = {_LIFTED: (5, 4, 5, 3), _UPHELD: (2, 4, 1)}
_MANNERS = (Manner.CALLED, Manner.WROTE, Manner.CALLED, Manner.CHATTED)
# The screening that blocked them is that long ago at most.
_BLOCKED_SINCE = timedelta(days=44)
# All but a few of the last are decided within the month, too.
_LAST_DAYS = timedelta(days=6)


def plans(count: int) -> Iterator[Plan]:
    """Yield `count` plans, the first filed on the first day they can be."""
    for number in range(count):
        turn = number % len(_FATES)
        yield Plan(
            _story(number),
            number / count,
            _FATES[turn:] + _FATES[:turn],
            _MANNERS[number % len(_MANNERS)],
        )


def filed_at(plan: Plan, *, now: datetime) -> datetime:
    """Return when the complaint was filed: so far into last month as the plan says."""
    today = civil_date(now)
    month = months.before(months.month_of(today))
    first, end = months.span(month)
    first = max(first, datetime.combine(civil_date(now - _BLOCKED_SINCE), time.min, JAKARTA))
    days = max((end - _LAST_DAYS - first).days, 1)
    return first + timedelta(days=int(days * plan.days_ago), hours=8 + 9 * (plan.days_ago * 7 % 1))


def _story(number: int) -> Story:
    result = _RESULTS[number % len(_RESULTS)]
    scores = _SCORES[result]

    def told(scene: Scene) -> None:
        stories.taken(scene)
        scene.later(days=_WAITS[number % len(_WAITS)])
        stories.decide(scene, result)
        if number % 2 == 0:
            score = scores[number // 2 % len(scores)]
            said = Said(score, understood=score > feedback.LOW)
            feedback.give(stories.fresh(scene), said=said, at=scene.later(days=0.3))

    return told
