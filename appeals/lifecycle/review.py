"""What happens to an appeal between its filing and its decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from appeals import clocks, conversation, inquiries, news, notices
from appeals.inquiries import Inquiry
from appeals.lifecycle import officers
from appeals.lifecycle.steps import NotAllowed, move
from appeals.models import Appeal, Evidence, Question, SourceRequest
from portal.models import User


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask for: a kind of file (Evidence.Kind), or "" for words."""

    kind: str
    text: str
    # The item of the list that it came from, if it did.
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one question: words, a file of the appeal's, or both."""

    text: str
    evidence_id: int | None = None


def check_holder(appeal: Appeal, by: User) -> None:
    """Raise NotAllowed unless `by` is the officer who holds the case."""
    if appeal.officer_id != by.pk:
        raise NotAllowed(f"appeal {appeal.pk} is held by user {appeal.officer_id}, not {by.pk}")


@transaction.atomic
def take(appeal: Appeal, *, by: User, at: datetime) -> None:
    """Give the case to `by`. Raises NotAllowed as `officers.check_may_receive`."""
    officers.check_may_receive(by, appeal, at=at)
    move(appeal, "take", by=by, at=at, officer=by, taken_at=at)
    notices.queue(appeal, notices.Notice.IN_REVIEW, at=at)


@transaction.atomic
def hand_back(appeal: Appeal, *, by: User, at: datetime, why: str = "") -> None:
    """Put the case back into the queue; `why` stays with it as a note for other officers."""
    check_holder(appeal, by)
    move(appeal, "hand_back", by=by, at=at, officer=None, taken_at=None)
    if why.strip():
        conversation.note(appeal, by=by, text=why, at=at)


@transaction.atomic
def ask(appeal: Appeal, *, by: User, questions: Sequence[Ask], at: datetime) -> None:
    """Ask the person for what is missing; the decision clock stops until they answer.

    Raises NotAllowed without a question, and once the outer limit leaves no time to answer;
    Barred for whoever is tied to the person.
    """
    check_holder(appeal, by)
    officers.check_may_steer(by, appeal)
    if not questions:
        raise NotAllowed(f"nothing was asked about appeal {appeal.pk}")
    until = clocks.answer_due(appeal, at=at)
    if until is None:
        raise NotAllowed(f"the outer limit leaves no time to ask about appeal {appeal.pk}")
    move(appeal, "ask", by=by, at=at, paused_at=at, answer_due_date=until)
    Question.objects.bulk_create(
        Question(
            appeal=appeal,
            item_id=item.item_id,
            kind=item.kind,
            text=item.text,
            asked_by=by,
            asked_at=at,
        )
        for item in questions
    )
    notices.queue(appeal, notices.Notice.INFO_REQUESTED, at=at)


@transaction.atomic
def answer(appeal: Appeal, *, answers: Mapping[int, Reply], at: datetime) -> None:
    """Take the person's answers by question id; the clock runs again when none is left open.

    Raises NotAllowed if a question is not an open one of this appeal, or a file not the appeal's.
    """
    open_questions = {
        question.pk: question
        for question in appeal.questions.select_for_update().filter(answered_at=None)
    }
    files = set(Evidence.objects.filter(appeal=appeal).values_list("pk", flat=True))
    for question_id, reply in answers.items():
        question = open_questions.pop(question_id, None)
        if question is None or (reply.evidence_id and reply.evidence_id not in files):
            raise NotAllowed(f"question {question_id} of appeal {appeal.pk} cannot be answered so")
        question.answer = reply.text
        question.evidence_id = reply.evidence_id
        question.answered_at = at
        question.save(update_fields=["answer", "evidence", "answered_at"])
    news.mark(appeal, at=at)
    if not open_questions:
        run_again(appeal, "answer", by=None, at=at)
        notices.queue(appeal, notices.Notice.ANSWER_RECEIVED, at=at)


@transaction.atomic
def continue_without_answer(appeal: Appeal, *, by: User, at: datetime) -> None:
    """Go on with the file as it is once the person's time has passed."""
    check_holder(appeal, by)
    if appeal.answer_due_date and clocks.day_of(at) <= appeal.answer_due_date:
        raise NotAllowed(f"the person has until {appeal.answer_due_date} to answer")
    run_again(appeal, "continue_without_answer", by=by, at=at)


@transaction.atomic
def wait_for_source(
    appeal: Appeal, *, by: User, at: datetime, inquiry: Inquiry | None = None
) -> SourceRequest:
    """Stop the clock while another institution corrects its data; it gets a letter.

    Raises NotAllowed once no wait fits before the outer limit, and for an answer expected after
    the last day of the wait or before today; Barred for whoever is tied to the person.
    """
    check_holder(appeal, by)
    officers.check_may_steer(by, appeal)
    asked = inquiry or Inquiry()
    last = clocks.wait_until(appeal)
    expected = asked.expected_date or last
    if not clocks.day_of(at) <= expected <= last:
        raise NotAllowed(f"appeal {appeal.pk} may wait until {last}, not until {expected}")
    move(appeal, "wait_for_source", by=by, at=at, paused_at=at)
    request = inquiries.begin(appeal, asked, by=by, at=at)
    notices.queue(appeal, notices.Notice.WAITING_SOURCE, at=at)
    return request


@transaction.atomic
def resume(appeal: Appeal, *, by: User, at: datetime, answer: str = "") -> None:
    """Go on after the institution answered; `answer` says what, in the officer's words."""
    check_holder(appeal, by)
    run_again(appeal, "resume", by=by, at=at)
    inquiries.end(appeal, SourceRequest.End.ANSWERED, by=by, at=at, answer=answer)


def run_again(appeal: Appeal, verb: str, *, by: User | None, at: datetime) -> None:
    """Let the clock run again by the step `verb`."""
    due = clocks.due_after_pause(appeal, at=at)
    move(appeal, verb, by=by, at=at, due_date=due, paused_at=None, answer_due_date=None)
