"""Files that wait and wait: no try is spent on them, nobody else waits, and somebody is told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.test import Client
from pytest_django import Settings

from appeals import tasks
from appeals.evidence import decoder, examine, intake, nightly, standstill
from appeals.models import Appeal, Evidence, EvidenceCheck, Reading
from portal import status
from portal.models import OutgoingMessage
from portal.storage import Store, Withheld
from tests import builders, photos
from tests.appeals import cards

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    yield
    decoder.close_idle()


def withhold(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let the store keep these files to itself, or all of them."""
    read = Store.read_bytes

    def refuse(self: Store, name: str) -> bytes:
        if not names or name in names:
            raise Withheld("the store refused: AccessDenied")
        return read(self, name)

    monkeypatch.setattr(Store, "read_bytes", refuse)


def filed(*, ago: timedelta = 3 * HOUR, **over: object) -> Evidence:
    """Return a photo that was filed so long ago, and is owed."""
    case = builders.appeal()
    row = intake.attach_to_case(case, photos.upload(photos.jpeg()), kind="ektp", at=builders.NOON)
    long_ago = Now() - ago
    Appeal.objects.filter(pk=case.pk).update(submitted_at=long_ago)
    Evidence.objects.filter(pk=row.pk).update(uploaded_at=long_ago, due_at=Now(), **over)
    row.refresh_from_db()
    return row


def test_a_file_that_the_store_withholds_waits_longer_each_time_and_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row, other = filed(), filed()
    withhold(monkeypatch, row.upload_name)
    for _ in range(6):
        Evidence.objects.filter(pk=row.pk).update(due_at=Now())
        tasks.examine_owed_photos()
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.deliveries, row.dead_at) == ("waiting", 0, None)
    assert row.last_fault == examine.STORE_WITHHOLDS
    assert row.due_at > builders.now() + HOUR - timedelta(minutes=1)
    assert other.state == "ready"


def test_what_waits_too_long_is_told_by_health_status_and_log(
    client: Client, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    why = examine.STORE_WITHHOLDS
    row = filed(last_fault=why)
    OutgoingMessage.objects.all().delete()  # late themselves
    answer = client.get("/readyz/")
    assert (answer.status_code, answer.json()["waiting photos"]) == (200, "not ok")
    assert status.collect()["standing still"] == {"waiting photos": row.uploaded_at}
    call_command("status")
    assert why in capsys.readouterr().out
    tasks.tell_standstill()
    assert f"1 x {why}" in caplog.text


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"ago": timedelta(minutes=50)}, "too young"),
        ({"last_fault": examine.SCANNER_UNDECIDED}, "staff are told of it"),
        ({"done_at": Now()}, "examined"),
    ],
)
def test_nothing_is_told_of_other_files(
    client: Client, caplog: pytest.LogCaptureFixture, over: dict[str, object], words: str
) -> None:
    filed(**over)  # type: ignore[arg-type]
    assert "waiting photos" not in client.get("/readyz/").json(), words
    tasks.tell_standstill()
    assert not caplog.records


def test_a_check_that_got_no_further_for_a_day_or_stopped_is_told(client: Client) -> None:
    check = nightly.begin(at=builders.now() - timedelta(hours=25))
    assert check is not None
    rows = EvidenceCheck.objects.filter(pk=check.pk)
    assert standstill.check_since() is None  # it goes on
    rows.update(last_fault=nightly.STORE_REFUSES)
    assert client.get("/readyz/").json()["evidence check"] == "not ok"
    rows.update(last_fault=nightly.STORE_REFUSES, began_at=Now())
    assert standstill.check_since() is None
    rows.update(dead_at=Now())
    assert standstill.check_since() is not None
    nightly.begin(at=builders.now())
    assert standstill.check_since() is None  # another one goes on


def test_a_picture_that_the_store_withholds_stops_no_other_reading(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.READER = True
    cards.reads(monkeypatch)
    withheld, other = (
        cards.ready_photo(builders.appeal(), image_name=name) for name in ("held", "good")
    )
    for photo in (withheld, other):
        Reading.objects.create(evidence=photo)
    withhold(monkeypatch, "held")
    tasks.read_owed_cards()
    assert Reading.objects.get(evidence=other).done_at
    left = Reading.objects.get(evidence=withheld)
    assert (left.deliveries, left.done_at) == (1, None)


def test_photos_that_end_their_child_are_tried_again_long_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = filed()

    def die(_content: bytes) -> None:
        raise decoder.ChildDied

    monkeypatch.setattr(decoder, "clean", die)
    for pause in examine.DEATH_PAUSES:
        Evidence.objects.update(due_at=Now())
        tasks.examine_owed_photos()
        row.refresh_from_db()
        assert row.state == "waiting"
        assert row.due_at > builders.now() + pause - timedelta(minutes=1)
    assert sum(examine.DEATH_PAUSES, timedelta()) < standstill.PHOTOS_AFTER
