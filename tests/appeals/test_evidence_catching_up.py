"""Photos of earlier days: what they lack is filled in, once, and nothing else of them changes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from appeals import lifecycle, tasks
from appeals.erasure import blanking
from appeals.evidence import catching_up, decoder, intake
from appeals.evidence.wire import Pictures
from appeals.models import Appeal, DuplicateSearch, Evidence, Fingerprint, PhotoPair, Reading
from portal.storage import Store, Unavailable, evidence_store
from tests import builders, documents, photos
from tests.appeals.duplicates import case, copy_of, picture, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.READER = True
    yield
    decoder.close_idle()


def old(row: Evidence) -> Evidence:
    """Let the photo, and its further pages, be from before anything was taken of photos."""
    rows = Evidence.objects.filter(pk=row.pk) | Evidence.objects.filter(first_page=row)
    keys = list(rows.values_list("pk", flat=True))
    for model in (Fingerprint, DuplicateSearch):
        model._base_manager.filter(pk__in=keys).delete()
    Reading.objects.filter(evidence__in=keys).delete()
    rows.update(measures=None, flaws=[], faces=None)
    row.refresh_from_db()
    return row


def step(**over: int) -> catching_up.Step:
    return catching_up.take_step(**{"after": 0, "at_once": 2, **over}, at=builders.NOON)


def stored() -> dict[str, bytes]:
    return {name: evidence_store().read_bytes(name) for name in evidence_store().names()}


def without_what_is_filled_in(row: Evidence) -> dict[str, object]:
    filled = ("measures", "flaws")
    (values,) = Evidence.objects.filter(pk=row.pk).values()
    return {name: value for name, value in values.items() if name not in filled}


def test_an_old_photo_gets_what_it_lacks_and_keeps_all_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = sent(case(), picture())
    measures, bits = row.measures, Fingerprint.objects.get(pk=row.pk).bits
    old(row)
    files, columns = stored(), without_what_is_filled_in(row)
    call_command("examine_again")
    row.refresh_from_db()
    taken = Fingerprint.objects.get(pk=row.pk).bits
    assert (int.from_bytes(taken) ^ int.from_bytes(bits)).bit_count() <= 2
    assert measures is not None
    assert row.measures == pytest.approx(measures, rel=0.2, abs=0.05)
    assert Reading.objects.owed().get().evidence == row
    assert (stored(), without_what_is_filled_in(row)) == (files, columns)
    assert "1 photos: fingerprints taken 1, measured 1, readings owed 1" in capsys.readouterr().out


def test_a_photo_that_lacks_nothing_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    row = old(sent(case(), picture()))
    first = step()
    assert (first.fingerprints, first.measured, first.readings) == (1, 1, 1)
    monkeypatch.setattr(decoder, "clean", lambda _content: pytest.fail("looked at again"))
    assert step() == catching_up.Step(row.pk, rows=1)
    assert step(after=row.pk) == catching_up.Step(None)


def test_what_a_photo_has_is_not_replaced() -> None:
    row = sent(case(), picture())
    bits = Fingerprint.objects.get(pk=row.pk).bits
    Evidence.objects.filter(pk=row.pk).update(measures=None)
    assert (step().measured, step().fingerprints) == (1, 0)
    assert Fingerprint.objects.get(pk=row.pk).bits == bits


def test_old_photos_and_pages_are_looked_for_in_other_cases() -> None:
    first = old(sent(case(), picture()))
    paper = intake.attach_to_case(
        case(), photos.upload(documents.letter(2)), kind="supporting", at=builders.NOON
    )
    tasks.examine_owed_photos()
    old(paper)
    second = old(sent(case(), copy_of()))
    PhotoPair.objects.all().delete()
    assert step().fingerprints == 4
    tasks.find_duplicates()
    pair = PhotoPair.objects.get()
    assert (pair.first, pair.second) == (first, second)


def test_a_photo_erased_while_it_was_looked_at_keeps_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = old(sent(case(), picture()))
    fill = catching_up._fill

    def erased_before(row: Evidence, page: Pictures) -> tuple[bool, bool]:
        blanking.erase("files", [row.pk], at=builders.NOON)
        return fill(row, page)

    monkeypatch.setattr(catching_up, "_fill", erased_before)
    assert (step().fingerprints, step().rows) == (0, 0)
    assert not Fingerprint.objects.exists()
    row.refresh_from_db()
    assert (row.measures, row.state) == (None, "erased")


def test_a_photo_that_is_missing_is_named_and_the_others_are_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lost, row = old(sent(case(), picture())), old(sent(case(), picture(2)))
    evidence_store().delete(lost.image_name)
    with pytest.raises(CommandError, match="1 photos could not be looked at"):
        call_command("examine_again", at_once=2)
    assert f"evidence {lost.pk}: missing" in capsys.readouterr().err
    assert [one.pk for one in Fingerprint.objects.all()] == [row.pk]
    assert not Evidence.objects.exclude(lost_at=None).exists()


def test_while_the_store_is_away_it_stops_and_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    row = old(sent(case(), picture()))

    def away(*_: object) -> bytes:
        raise Unavailable("the store does not answer")

    monkeypatch.setattr(Store, "read_bytes", away)
    with pytest.raises(CommandError, match=f"go on with --after {row.pk - 1}"):
        call_command("examine_again", after=row.pk - 1)


def test_readings_are_owed_for_open_cases_one_after_the_other(settings: Settings) -> None:
    cases: list[Appeal] = [case() for _ in range(3)]
    rows = [old(sent(each, picture(seed))) for seed, each in enumerate(cases)]
    lifecycle.withdraw(cases[0], at=builders.NOON)
    settings.READER = False
    assert step().readings == 0
    settings.READER = True
    assert step().readings == 2
    owed = list(Reading.objects.order_by("due_at"))
    assert [reading.evidence for reading in owed] == rows[1:]
    apart = catching_up.READINGS_APART
    assert [reading.due_at - builders.NOON for reading in owed] == [apart, 2 * apart]
    assert apart > timedelta(seconds=2)
