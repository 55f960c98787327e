"""Gathers what the case page shows; but for their own words nothing names or numbers them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from appeals import contact, conversation, feedback, lifecycle, reach, waiting
from appeals.cases import slots
from appeals.cases.files import FileLine, awaits_person, lines
from appeals.cases.forms import AddForm, AnswerForm, FeedbackForm, MessageForm
from appeals.cases.joined import Joined, joined
from appeals.cases.ruled import Ruled, ruled, standing
from appeals.cases.words import StatusWords, awaiting_files, words_for
from appeals.cases.written import Answer, written
from appeals.evidence import staged
from appeals.models import Appeal, Evidence, Feedback, Helper, Message, Question
from appeals.timeline import Moment, timeline
from eligibility import restoration
from eligibility.models import Block
from portal import calendar
from portal.channels import sms, whatsapp
from portal.identifiers import mask_email, mask_name, mask_phone


@dataclass(frozen=True, slots=True)
class Asked:
    """One open question with the form that answers it and what was wrong with the last try.

    `held` is a photo that arrived already and goes along with the form.
    """

    question: Question
    form: AnswerForm
    photo_field: str
    held: Evidence | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came back with an unfinished answer, message or photo: to be shown again."""

    message: MessageForm | None = None
    answers: Mapping[int, AnswerForm] = field(default_factory=dict)
    refusals: Mapping[int, str] = field(default_factory=dict)
    file_refusals: Mapping[int, str] = field(default_factory=dict)
    added: AddForm | None = None
    add_refusal: str = ""
    feedback: FeedbackForm | None = None
    notice: str = ""
    # The page lay open too long: nothing was taken, and all of it stands there again.
    is_expired: bool = False


@dataclass(frozen=True, slots=True)
class Contacts:
    """Where the case's news go, masked, and whether the page takes a correction."""

    email: str
    phone: str
    channels: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the person thinks of the handling, and the form to say it until its last day."""

    given: Feedback | None
    form: FeedbackForm
    until: date | None
    is_low: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """How long cases like this one take, in working days; `is_alike`: those on its grounds."""

    days: int
    is_alike: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the template needs."""

    appeal: Appeal
    name: str
    status: StatusWords
    # The decision waits for a file that we lost.
    is_awaiting_files: bool
    asked: Sequence[Asked]
    ruled: Ruled | None
    # How a decided case goes on, and what it went on to.
    ways: lifecycle.WaysOn
    went_on: Sequence[tuple[Appeal, StatusWords]]
    # What came back with the blocks that ended, a sentence each.
    given_back: Sequence[str]
    moments: Sequence[Moment]
    thread: Sequence[Message]
    written: Sequence[Answer]
    files: Sequence[FileLine]
    message_form: MessageForm
    # None where no file may be added any more.
    add_form: AddForm | None
    add_held: Evidence | None
    helper: Helper | None
    joined: Joined | None
    contacts: Contacts
    opinion: Opinion | None
    wait: Wait | None
    most_bytes: int
    attempt: Attempt


def gather(appeal: Appeal, *, at: datetime, attempt: Attempt | None = None) -> CasePage:
    """Return the page of `appeal` as of `at`."""
    attempt = attempt or Attempt()
    ruling = ruled(appeal)
    beside = joined(appeal)
    ways = lifecycle.ways_on(appeal, at=at)
    status = words_for(appeal, ruling.decision if ruling else None)
    files = lines(appeal, refusals=attempt.file_refusals)
    is_awaiting = (
        appeal.is_open and awaits_person(files) and bool(lifecycle.lost_in_the_way(appeal))
    )
    if is_awaiting:
        status = awaiting_files(status)
    return CasePage(
        appeal=appeal,
        name=mask_name(appeal.name),
        status=status,
        is_awaiting_files=is_awaiting,
        asked=_asked(appeal, attempt),
        ruled=ruling,
        ways=ways,
        went_on=[(later, words_for(later, standing(later))) for later in ways.went_on],
        given_back=_given_back(appeal, ruling),
        moments=timeline(appeal, day=calendar.civil_date(at)),
        thread=list(conversation.thread(appeal)),
        written=written(appeal),
        files=files,
        message_form=attempt.message or MessageForm.blank(),
        add_form=(attempt.added or AddForm()) if takes_files(appeal, beside) else None,
        add_held=staged.held(appeal, [slots.for_more().name]).get(slots.for_more().name),
        most_bytes=settings.PHOTO_MAX_BYTES,
        helper=Helper.objects.filter(appeal=appeal).first(),
        joined=beside,
        contacts=_contacts(appeal, at=at),
        opinion=_opinion(appeal, ruling, attempt=attempt, at=at),
        wait=_wait(appeal),
        attempt=attempt,
    )


def open_questions(appeal: Appeal) -> list[Question]:
    """Return the questions that still wait for the person, oldest first."""
    if appeal.status != Appeal.Status.INFO_REQUESTED:
        return []
    return list(appeal.questions.filter(answered_at=None).order_by("pk"))


def answer_form(question: Question, typed: Mapping[str, str] | None = None) -> AnswerForm:
    """Return the form that answers `question`."""
    form = AnswerForm(typed, prefix=f"q{question.pk}")
    if question.kind:
        form.fields["text"].label = _("Catatan (boleh kosong)")
    return form


def _asked(appeal: Appeal, attempt: Attempt) -> list[Asked]:
    questions = open_questions(appeal)
    places = {question.pk: slots.for_question(question) for question in questions}
    held = staged.held(appeal, [slot.name for slot in places.values()]) if questions else {}
    return [
        Asked(
            question=question,
            form=attempt.answers.get(question.pk) or answer_form(question),
            photo_field=places[question.pk].field,
            held=held.get(places[question.pk].name),
            refusal=attempt.refusals.get(question.pk, ""),
        )
        for question in questions
    ]


def _given_back(appeal: Appeal, ruling: Ruled | None) -> list[str]:
    if ruling is not None:
        over = [line.outcome.block for line in ruling.lines]
    elif appeal.status == Appeal.Status.VOID and appeal.has_contact_of_account():
        over = list(Block.objects.filter(contests__appeal=appeal))
    else:
        return []
    return [restoration.describe(one) for one in restoration.given_with(over)]


def takes_files(appeal: Appeal, beside: Joined | None) -> bool:
    """Say whether a file may still join the case, or the one that speaks for it."""
    return appeal.is_open or (beside is not None and beside.is_open)


def takes_contacts(appeal: Appeal) -> bool:
    """Say whether anything is still to be told about the case."""
    over = {Appeal.Status.WITHDRAWN, Appeal.Status.VOID, Appeal.Status.CLOSED}
    return appeal.status not in over


def _contacts(appeal: Appeal, *, at: datetime) -> Contacts:
    return Contacts(
        email=mask_email(appeal.email) if appeal.email else "",
        phone=mask_phone(appeal.phone) if appeal.phone else "",
        channels=_channels(appeal),
        may_change=takes_contacts(appeal) and not contact.is_resting(appeal, at=at),
    )


def _channels(appeal: Appeal) -> str:
    """Name the channels of the news, where there is more than e-mail."""
    if not (sms.is_on() or whatsapp.is_on()):
        return ""
    return ", ".join(str(way.channel.label) for way in reach.ways_to(appeal)) or _("tidak ada")


def _opinion(
    appeal: Appeal, ruling: Ruled | None, *, attempt: Attempt, at: datetime
) -> Opinion | None:
    if ruling is None or not feedback.is_asked(appeal, at=at):
        return None
    given = feedback.given(appeal)
    return Opinion(
        given=given,
        form=attempt.feedback or FeedbackForm.of(given),
        until=feedback.until(appeal),
        is_low=given is not None and given.score <= feedback.LOW,
    )


def _wait(appeal: Appeal) -> Wait | None:
    """Return how long it takes, by the grounds the person named: those say nothing of others."""
    if not appeal.is_open:
        return None
    named = appeal.claims.exclude(ground="").values_list("ground", flat=True)
    alike = [days for ground in named if (days := waiting.median_days(ground=ground))]
    if alike:
        return Wait(max(alike), is_alike=True)
    days = waiting.median_days()
    return Wait(days, is_alike=False) if days else None
