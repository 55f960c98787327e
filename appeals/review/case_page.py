"""Everything one case page shows, read in a fixed number of queries; decides nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from appeals.lifecycle import lost_in_the_way, needs_second_signature
from appeals.models import Appeal, ContestedBlock, Decision, Evidence, FileWaiver, Message, Question
from appeals.review import looking, masking
from appeals.review.before import Before, cases_before
from appeals.review.due import Due, due
from appeals.review.hints import hints
from appeals.review.history import Event, history
from appeals.review.masking import Identity, Shown
from appeals.review.needed import Needed, needed
from appeals.review.offered import REVIEWERS, Limits, limits_on, offered
from appeals.review.papers import Paper, papers
from appeals.review.photo_hints import PhotoHint, hints_about
from appeals.review.queue import for_list
from appeals.review.readings import ReadPhoto, readings
from appeals.review.relatives import Earlier, earlier_of
from appeals.review.standing import Standing, standing
from appeals.review.told import Joined, Told, joined_to, told
from eligibility import policies
from eligibility.explain import Explanation, Fact, explain_all, in_words
from eligibility.models import Block
from eligibility.querysets import OPEN
from eligibility.replay import Replay, replay_all
from portal import calendar, tokens
from portal.identifiers import mask_name
from portal.models import User

_MOST_EARLIER = 10
_THUMBNAIL = "thumbnail"
# A proposal is voided by whatever brings its case back to one of these.
_UNDECIDED = frozenset({Appeal.Status.SUBMITTED, Appeal.Status.IN_REVIEW})


@dataclass(frozen=True, slots=True)
class BlockView:
    """A contested block, why it stands, the facts behind it and what judging it again says.

    `replay` is None once the block is over: nobody decides about it any more.
    """

    block: Block
    explanation: Explanation
    facts: list[Fact]
    replay: Replay | None

    @property
    def is_open(self) -> bool:
        """Whether a decision must still speak about it."""
        return self.block.status in OPEN

    @property
    def rule_title(self) -> str:
        """The rule behind it in words."""
        return policies.title_of(self.block.rule)


@dataclass(frozen=True, slots=True)
class Photo:
    """A piece of evidence and the key that opens its blur for this viewer today.

    `place` is its number on the desk, `came_with` the number of the other case that it came with,
    if any; `is_needed` says whether the grounds of this case ask for it.
    """

    evidence: Evidence
    place: int
    key: str
    came_with: str
    is_needed: bool
    hints: Sequence[PhotoHint]


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of the conversation: a message, or a question with its answer, as shown."""

    at: datetime
    text: str
    answer: str = ""
    message: Message | None = None
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as one officer sees it."""

    appeal: Appeal
    due: Due
    words: str
    told: Told
    before: list[Before]
    joined: list[Joined]
    rivals: list[Appeal]
    blocks: list[BlockView]
    photos: list[Photo]
    may_see_photos: bool
    is_holder: bool
    opened_for: looking.Pass | None
    readings: list[ReadPhoto]
    identity: list[Shown]
    hints: list[Any]  # Any: translated strings, lazy or not
    conversation: list[Said]
    history: list[Event]
    earlier: Earlier
    decision: Decision | None
    standing: Standing | None
    explanation: str
    needs_second: bool
    limits: Limits
    offered: frozenset[str]
    # Lost files that a decision waits for, and those that it was said not to need.
    lost: list[Evidence]
    waivers: list[FileWaiver]

    @property
    def photo_ids(self) -> list[int]:
        """The evidence whose blurs the page shows."""
        return [photo.evidence.pk for photo in self.photos]

    @property
    def needed_photos(self) -> list[Photo]:
        """The files that the grounds of the case ask for."""
        return [photo for photo in self.photos if photo.is_needed]

    @property
    def spare_photos(self) -> list[Photo]:
        """The others, folded away: nobody opens more than the case needs."""
        return [photo for photo in self.photos if not photo.is_needed]

    @property
    def has_unexamined(self) -> bool:
        """Whether a decision now would be without a file: still waiting, or lost and not resent."""
        rows = [photo.evidence for photo in self.photos if photo.evidence.first_page_id is None]
        ready = {row.kind: row.pk for row in rows if row.state == Evidence.State.READY}
        return any(
            row.state == Evidence.State.WAITING and row.pk > ready.get(row.kind, 0) for row in rows
        )


def case_page(
    appeal: Appeal, *, user: User, at: datetime, opened: Identity | None = None
) -> CasePage:
    """Read the page of `appeal` for `user` at `at`, with the identity field `opened` if any."""
    day = calendar.civil_date(at)
    is_reviewer = user.has_role(*REVIEWERS)
    shown = _as_written if is_reviewer else masking.redacted
    joined = joined_to(appeal, shown=shown)
    desk = papers(appeal)
    evidence = [paper.evidence for paper in desk]
    has_lost = any(row.is_lost for row in evidence)
    lost = lost_in_the_way(appeal) if has_lost else []
    limits = (
        limits_on(appeal, user=user, at=at, waits_for_files=bool(lost)) if is_reviewer else Limits()
    )
    decision = _standing_decision(appeal)
    blocks = _blocks(appeal, at=at)
    said = told(appeal, shown=shown)
    talk = _conversation(appeal, shown)
    return CasePage(
        appeal=appeal,
        due=due(appeal, on=day),
        words=shown(appeal.chronology),
        told=said,
        before=cases_before(appeal, shown=shown),
        joined=joined,
        rivals=_rivals(appeal, [view.block.pk for view in blocks]),
        blocks=blocks,
        photos=_photos(desk, _needed(appeal, blocks, talk), user=user, day=day)
        if is_reviewer
        else [],
        may_see_photos=is_reviewer,
        is_holder=looking.holds(user, appeal),
        opened_for=looking.pass_on(appeal, user=user, at=at) if is_reviewer else None,
        readings=readings(desk, opened=opened) if is_reviewer else [],
        identity=masking.identity(appeal, opened=opened),
        hints=hints(appeal, said=[said, *(row.told for row in joined)], evidence=evidence),
        conversation=talk,
        history=history(appeal, evidence),
        earlier=earlier_of(appeal),
        decision=decision,
        standing=standing(decision, appeal) if decision else None,
        explanation=shown(decision.said_to(mask_name(appeal.name))) if decision else "",
        needs_second=needs_second_signature(
            [view.block for view in blocks if view.is_open], by=user
        ),
        limits=limits,
        offered=offered(appeal, user=user, proposal=_open(decision), limits=limits),
        lost=lost,
        waivers=_waivers(appeal) if has_lost else [],
    )


def thumbnail_key(evidence: Evidence, *, user: User, day: date) -> str:
    """Return the key that opens the blur of `evidence` for `user` on `day`.

    It stands only on a case page, whose view was logged: no blur is seen without an entry.
    """
    return tokens.make(_THUMBNAIL, _thumbnail_subject(evidence, user, day))


def opens_thumbnail(key: str, evidence: Evidence, *, user: User, day: date) -> bool:
    """Say whether `key` was made for this evidence, viewer and day."""
    return tokens.matches(_THUMBNAIL, _thumbnail_subject(evidence, user, day), key)


def _thumbnail_subject(evidence: Evidence, user: User, day: date) -> str:
    return f"{evidence.pk}:{user.pk}:{day.isoformat()}"


def _photos(desk: Sequence[Paper], needs: Needed, *, user: User, day: date) -> list[Photo]:
    hints_by_file = hints_about([paper.evidence for paper in desk])
    return [
        Photo(
            paper.evidence,
            place=paper.place,
            key=thumbnail_key(paper.evidence, user=user, day=day),
            came_with=paper.came_with,
            is_needed=needs.includes(paper.evidence),
            hints=hints_by_file[paper.evidence.pk],
        )
        for paper in desk
    ]


def _needed(appeal: Appeal, blocks: Sequence[BlockView], talk: Sequence[Said]) -> Needed:
    asked = {said.question.kind for said in talk if said.question and said.question.kind}
    return needed(appeal, grounds={view.block.ground for view in blocks}, asked=asked)


def _rivals(appeal: Appeal, block_ids: list[int]) -> list[Appeal]:
    """Return the other open cases about the same blocks."""
    about = ContestedBlock.objects.filter(block__in=block_ids).values("appeal")
    others = Appeal.objects.open().filter(pk__in=about).exclude(pk=appeal.pk)
    return list(for_list(others).order_by("pk")[:_MOST_EARLIER])


def _blocks(appeal: Appeal, *, at: datetime) -> list[BlockView]:
    contested = (
        ContestedBlock.objects.filter(appeal=appeal)
        .select_related(
            "block__finding__policy", "block__finding__run", "block__account", "block__policy"
        )
        .order_by("block__ground", "pk")
    )
    blocks = [row.block for row in contested]
    standing = [block for block in blocks if block.status in OPEN]
    replays = dict(zip((block.pk for block in standing), replay_all(standing, at=at), strict=True))
    return [
        BlockView(
            block, explanation, in_words(block.rule, block.finding.facts), replays.get(block.pk)
        )
        for block, explanation in zip(blocks, explain_all(blocks), strict=True)
    ]


def _as_written(text: str) -> str:
    return text


def _conversation(appeal: Appeal, shown: Callable[[str], str]) -> list[Said]:
    said = [
        Said(row.at, shown(row.text), message=row)
        for row in appeal.conversation.select_related("officer").order_by("pk")
    ]
    said += [
        Said(row.asked_at, shown(row.text), shown(row.answer), question=row)
        for row in appeal.questions.select_related("asked_by").order_by("pk")
    ]
    return sorted(said, key=lambda entry: entry.at)


def _waivers(appeal: Appeal) -> list[FileWaiver]:
    return list(appeal.file_waivers.select_related("by", "evidence").order_by("pk"))


def _standing_decision(appeal: Appeal) -> Decision | None:
    if appeal.status in _UNDECIDED:
        return None
    return (
        appeal.decisions.filter(voided_at=None)
        .select_related("proposed_by", "approved_by")
        .prefetch_related("outcomes__block", "outcomes__evidence")
        .first()
    )


def _open(decision: Decision | None) -> Decision | None:
    return decision if decision is not None and decision.effective_at is None else None
