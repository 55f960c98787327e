"""Gathers what the case page shows; nothing on it names or numbers the person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from appeals import clocks, conversation
from appeals.cases.forms import AnswerForm, MessageForm
from appeals.cases.words import StatusWords, words_for
from appeals.evidence import faults
from appeals.evidence.faults import Fault
from appeals.models import Appeal, Decision, Evidence, Message, Outcome, Question
from appeals.timeline import Moment, timeline
from eligibility import restoration
from eligibility.models import Block
from portal import calendar
from portal.identifiers import mask_name


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file: its kind, where its check stands, and the fix when it could not be opened."""

    evidence: Evidence
    label: str
    fault: Fault | None
    is_replaced: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One open question with the form that answers it and what was wrong with the last try."""

    question: Question
    form: AnswerForm
    photo_field: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A decision as the person reads it."""

    decision: Decision
    outcomes: Sequence[Outcome]
    remaining: Sequence[Outcome]
    second_level_until: date | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came back with an unfinished answer, message or photo: to be shown again."""

    message: MessageForm | None = None
    answers: Mapping[int, AnswerForm] = field(default_factory=dict)
    refusals: Mapping[int, str] = field(default_factory=dict)
    file_refusals: Mapping[int, str] = field(default_factory=dict)
    notice: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the template needs."""

    appeal: Appeal
    name: str
    status: StatusWords
    asked: Sequence[Asked]
    ruled: Ruled | None
    # What came back with the blocks that ended, a sentence each.
    given_back: Sequence[str]
    moments: Sequence[Moment]
    thread: Sequence[Message]
    files: Sequence[FileLine]
    message_form: MessageForm
    attempt: Attempt


def gather(appeal: Appeal, *, at: datetime, attempt: Attempt | None = None) -> CasePage:
    """Return the page of `appeal` as of `at`."""
    attempt = attempt or Attempt()
    ruled = _ruled(appeal)
    return CasePage(
        appeal=appeal,
        name=mask_name(appeal.name),
        status=words_for(appeal, ruled.decision if ruled else None),
        asked=_asked(appeal, attempt),
        ruled=ruled,
        given_back=_given_back(appeal, ruled),
        moments=timeline(appeal, day=calendar.civil_date(at)),
        thread=list(conversation.thread(appeal)),
        files=_files(appeal),
        message_form=attempt.message or MessageForm(),
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


def photo_field(question: Question) -> str:
    """Return the name of the file input that answers `question`."""
    return f"photo_q{question.pk}"


def _asked(appeal: Appeal, attempt: Attempt) -> list[Asked]:
    return [
        Asked(
            question=question,
            form=attempt.answers.get(question.pk) or answer_form(question),
            photo_field=photo_field(question),
            refusal=attempt.refusals.get(question.pk, ""),
        )
        for question in open_questions(appeal)
    ]


def _ruled(appeal: Appeal) -> Ruled | None:
    decision = appeal.decisions.filter(voided_at=None).exclude(effective_at=None).first()
    if decision is None or decision.effective_at is None:
        return None
    outcomes = list(decision.outcomes.select_related("block").order_by("pk"))
    remaining = [outcome for outcome in outcomes if outcome.result == Outcome.Result.UPHELD]
    may_go_on = appeal.level == 1 and decision.conclusion in {
        Decision.Conclusion.PARTLY,
        Decision.Conclusion.REFUSED,
    }
    return Ruled(
        decision=decision,
        outcomes=outcomes,
        remaining=remaining,
        second_level_until=clocks.second_level_until(decision.effective_at) if may_go_on else None,
    )


def _given_back(appeal: Appeal, ruled: Ruled | None) -> list[str]:
    if ruled is not None:
        over = [outcome.block for outcome in ruled.outcomes]
    elif appeal.status == Appeal.Status.VOID:
        over = list(Block.objects.filter(contests__appeal=appeal))
    else:
        return []
    return [restoration.describe(one) for one in restoration.given_with(over)]


def _files(appeal: Appeal) -> list[FileLine]:
    rows = list(appeal.evidence.order_by("pk"))
    fault_of = {row.pk: faults.of_row(row) for row in rows}
    latest = {row.kind: row.pk for row in rows if fault_of[row.pk] is None}
    return [
        FileLine(
            evidence=row,
            label=str(Evidence.Kind(row.kind).label),
            fault=fault_of[row.pk],
            is_replaced=latest.get(row.kind, 0) > row.pk,
        )
        for row in rows
    ]
