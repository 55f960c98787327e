"""The desk's figures by mail: who asks, what they say, and once of each period."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation
from pytest_django import Settings

from appeals import figures
from appeals.models import BoardFigure, DigestWish
from appeals.reports import digests
from appeals.reports.exporting import NotAllowed
from eligibility import fuse
from eligibility.fuse import Rate
from portal.models import AuditEntry, OutgoingMessage, User
from tests import builders
from tests.appeals.exports import signed_in
from tests.builders import NOON

pytestmark = pytest.mark.django_db

LIST = "/pmo/laporan/jadwal/"
MONDAY = NOON + timedelta(days=3)


@pytest.fixture
def supervisor() -> User:
    user = builders.officer("supervisor")
    User.objects.filter(pk=user.pk).update(email="penyelia@example.id")
    user.refresh_from_db()
    figures.refresh_board(at=NOON)
    return user


def sent(at: datetime) -> int:
    figures.refresh_board(at=at)
    return digests.send_due(at=at)


def ask(user: User, rhythm: str = "weekly", language: str = "id") -> None:
    digests.ask(rhythm, by=user, language=language, at=NOON)


def test_the_week_is_told_once_it_is_over_and_once(supervisor: User) -> None:
    builders.appeal(name="Siti Contoh")
    figures.refresh_board(at=NOON)
    ask(supervisor)
    assert digests.send_due(at=NOON) == 0
    assert digests.send_due(at=MONDAY) == 0  # the figures are still Friday's
    assert sent(at=MONDAY) == 1
    assert digests.send_due(at=MONDAY + timedelta(hours=1)) == 0
    mail = OutgoingMessage.objects.get(key__startswith="digest:")
    assert (mail.recipient, mail.language) == ("penyelia@example.id", "id")
    assert "- kasus masuk: 1\n" in mail.body
    assert LIST in mail.body
    assert "Siti" not in mail.body
    assert "PRK-" not in mail.body


def test_nobody_is_told_figures_that_nobody_counted(supervisor: User) -> None:
    BoardFigure.objects.all().delete()
    ask(supervisor)
    assert digests.send_due(at=MONDAY) == 0
    assert not OutgoingMessage.objects.exists()


def test_weeks_that_were_missed_are_one_mail(supervisor: User) -> None:
    ask(supervisor)
    assert sent(at=MONDAY + timedelta(weeks=3)) == 1
    assert digests.send_due(at=MONDAY + timedelta(weeks=3)) == 0


def test_a_day_counted_before_its_end_is_counted_again(supervisor: User) -> None:
    builders.appeal(at=NOON + timedelta(hours=5))  # after Friday's count
    figures.refresh_board(at=MONDAY + timedelta(days=3))
    assert figures.read_board().of("filed", NOON.date().isoformat()) == 1


def test_saving_the_same_again_leaves_no_period_out(supervisor: User) -> None:
    ask(supervisor)
    digests.ask("weekly", by=supervisor, language="en", at=MONDAY)
    assert sent(at=MONDAY) == 1


def test_a_worker_that_was_slower_sends_nothing(supervisor: User) -> None:
    ask(supervisor, "daily")
    seen = list(DigestWish.objects.select_related("user"))
    sent(at=MONDAY)
    assert not digests._send(seen[0], digests._over(DigestWish.Rhythm.DAILY, MONDAY.date()),
                             day=MONDAY.date(), at=MONDAY)  # fmt: skip
    assert OutgoingMessage.objects.count() == 1


def test_one_day_is_called_by_its_name(supervisor: User) -> None:
    ask(supervisor, "daily")
    sent(at=MONDAY)
    day = MONDAY.date() - timedelta(days=1)
    assert f"Sepanjang Minggu, {day.day} November {day.year}:" in OutgoingMessage.objects.get().body


def test_it_speaks_the_language_of_who_asked(supervisor: User) -> None:
    ask(supervisor, "daily", language="en")
    sent(at=MONDAY)
    with translation.override("en"):
        weekday = f"{MONDAY:%A}"
    assert weekday in OutgoingMessage.objects.get().body


def test_a_rule_that_people_overturn_too_often_stands_out(
    supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = [
        Rate("education", None, "", None, 100, 80, 0.71, 0.87),
        Rate("office", None, "", None, 100, 1, 0.0, 0.05),
        Rate("household", None, "dukcapil", None, 100, 90, 0.8, 0.95),
    ]
    monkeypatch.setattr(fuse, "rates", lambda: rates)
    (rule,) = digests.of(digests._over(DigestWish.Rhythm.DAILY, MONDAY.date())).rules
    assert (rule.overturned, rule.decided) == (80, 100)


def test_who_is_no_supervisor_any_more_is_told_nothing(supervisor: User) -> None:
    ask(supervisor)
    supervisor.groups.clear()
    assert sent(at=MONDAY) == 0
    with pytest.raises(NotAllowed):
        ask(User.objects.get(pk=supervisor.pk))


def test_it_is_asked_for_and_stopped_on_the_page(supervisor: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    browser = signed_in(supervisor)
    assert browser.post(LIST, {"rhythm": "daily"}).status_code == 302
    assert DigestWish.objects.get().rhythm == "daily"
    browser.post(LIST, {"rhythm": "never"})
    assert not DigestWish.objects.exists()
    actions = AuditEntry.objects.filter(action__startswith="digest.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["digest.asked", "digest.stopped"]


def test_without_an_address_the_page_says_what_to_do(settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    nobody = builders.officer("supervisor")
    User.objects.filter(pk=nobody.pk).update(email="")
    answer = signed_in(nobody).post(LIST, {"rhythm": "daily"})
    assert answer.status_code == 422
    assert "belum punya alamat e-mail" in answer.content.decode()
