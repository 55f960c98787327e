"""The clock of data requests: 72 plain hours, reminders, what operators see, what the law keeps."""

from datetime import datetime, timedelta

import pytest

from appeals import data_requests, lifecycle
from appeals.data_requests import Ask, TokenTaken
from appeals.models import Appeal, DataRequest
from appeals.tasks import remind_data_requests
from eligibility import blocking
from portal import status
from portal.calendar import JAKARTA, civil_date
from portal.models import OutgoingMessage
from tests import builders
from tests.appeals.rights import asked
from tests.builders import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> None:
    builders.officer("privacy_officer", email="pdp@example.id")


def reminders() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(key__startswith="data-requests-due:"))


@pytest.mark.parametrize(
    "received",
    [
        datetime(2026, 11, 20, 16, 59, tzinfo=JAKARTA),  # a Friday
        datetime(2026, 12, 24, 12, 0, tzinfo=JAKARTA),  # before holidays
        datetime(2026, 12, 31, 23, 59, 59, tzinfo=JAKARTA),
    ],
)
def test_weekends_and_holidays_stop_no_clock(received: datetime) -> None:
    row = asked(builders.appeal(), at=received)
    assert row.due_at == received + timedelta(hours=72)


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (timedelta(hours=24, seconds=1), 0),
        (timedelta(hours=24), 1),
        (timedelta(hours=6, seconds=1), 1),
        (timedelta(hours=6), 1),
        (timedelta(hours=-5), 1),
    ],
)
def test_officers_are_reminded_a_day_before(left: timedelta, told: int, officer: None) -> None:
    row = asked(builders.appeal(), at=NOON)
    assert data_requests.remind(at=row.due_at - left) == told
    assert len(reminders()) == told


def test_each_reminder_comes_once_however_often_the_job_runs(officer: None) -> None:
    row = asked(builders.appeal(), at=NOON)
    for hours in range(72):
        for _ in range(2):
            data_requests.remind(at=NOON + timedelta(hours=hours))
    mails = reminders()
    assert len(mails) == 2
    assert all(row.reference in mail.body for mail in mails)
    assert {mail.recipient for mail in mails} == {"pdp@example.id"}


def test_several_requests_make_one_message(officer: None) -> None:
    rows = [asked(builders.appeal(), at=NOON) for _ in range(3)]
    data_requests.remind(at=NOON + timedelta(hours=50))
    [mail] = reminders()
    assert all(row.reference in mail.body for row in rows)


def test_only_privacy_officers_at_work_are_told() -> None:
    builders.officer("privacy_officer", email="pergi@example.id", is_active=False)
    builders.officer("privacy_officer", email="")
    builders.officer("supervisor", email="penyelia@example.id")
    asked(builders.appeal(), at=NOON)
    data_requests.remind(at=NOON + timedelta(hours=50))
    assert reminders() == []


def test_what_is_answered_reminds_nobody(officer: None) -> None:
    row = asked(builders.appeal(), at=NOON)
    said = data_requests.Answer(DataRequest.Result.DONE, "Sudah.")
    data_requests.answer(row, said, by=builders.officer("privacy_officer"), at=NOON)
    assert data_requests.remind(at=row.due_at) == 0


def test_the_task_does_it(officer: None) -> None:
    asked(builders.appeal(), at=builders.now() - timedelta(hours=60))
    for _ in range(2):
        remind_data_requests()
    assert len(reminders()) == 1


def test_operators_see_what_is_owed_and_late() -> None:
    appeal = builders.appeal()
    asked(appeal, at=builders.now() - timedelta(hours=80))
    newest = asked(appeal)
    seen = status.collect()["data requests"]
    assert (seen["owed"], seen["late"]) == (2, 1)
    assert newest.due_at > builders.now()


def test_a_token_belongs_to_one_person_and_one_kind() -> None:
    row = asked(builders.appeal())
    for subject, kind in ((builders.appeal(), row.kind), (row.appeal, "erase")):
        assert subject is not None
        taken = Ask(row.form_token, DataRequest.Kind(kind), "id")
        with pytest.raises(TokenTaken):
            data_requests.ask(subject, taken, at=NOON)


def codes(subject: data_requests.Subject, at: datetime) -> list[str]:
    return [held.code for held in data_requests.grounds_to_keep(subject, at=at)]


def test_an_open_case_keeps_its_data_and_a_finished_one_for_years() -> None:
    appeal = builders.appeal()
    assert codes(appeal, NOON) == ["open_case"]
    Appeal.objects.filter(pk=appeal.pk).update(status="closed", closed_at=NOON)
    appeal.refresh_from_db()
    [held] = data_requests.grounds_to_keep(appeal, at=NOON)
    assert held.until == civil_date(NOON).replace(year=2031)
    last = datetime(2031, 11, 20, 23, 59, tzinfo=JAKARTA)
    assert codes(appeal, last) == ["retention"]
    assert codes(appeal, last + timedelta(minutes=1)) == []


def test_a_leap_day_ends_in_march() -> None:
    appeal = builders.appeal()
    ended = datetime(2028, 2, 29, 12, tzinfo=JAKARTA)
    Appeal.objects.filter(pk=appeal.pk).update(status="closed", closed_at=ended)
    appeal.refresh_from_db()
    [held] = data_requests.grounds_to_keep(appeal, at=ended)
    assert f"{held.until}" == "2033-03-01"


def test_a_block_keeps_an_account_and_tells_no_case_holder() -> None:
    block = builders.block()
    rival = builders.rival_about(block)
    assert codes(block.account, NOON) == ["block"]
    assert codes(rival, NOON) == ["open_case"]
    blocking.lift([block], by=builders.officer("supervisor"), reason="test", at=NOON)
    assert codes(block.account, NOON) == ["retention"]


def test_an_account_with_nothing_is_kept_by_nothing() -> None:
    assert codes(builders.account(), NOON) == []


def test_a_finished_case_is_kept_by_the_banding_that_runs() -> None:
    first = builders.appeal()
    lifecycle.withdraw(first, at=NOON)
    banding = builders.appeal()
    Appeal.objects.filter(pk=banding.pk).update(root=first, previous=first, level=2)
    [held] = data_requests.grounds_to_keep(Appeal.objects.get(pk=first.pk), at=NOON)
    assert (held.code, held.until) == ("open_case", None)
    assert banding.reference in held.text
