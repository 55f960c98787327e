"""Faces in selfies: visible or not, how many; comparing them is off and stays off."""

from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import Settings

from appeals import consents, tasks
from appeals.demonstration import cards, portraits
from appeals.evidence import intake, matching, picture, quality
from appeals.evidence.quality import Measures
from appeals.evidence.reading import owed, reader
from appeals.evidence.reading.wire import Box, Seen
from appeals.models import Appeal, Evidence, Reading
from benchmarks.drawn import samples
from tests import builders, photos
from tests.appeals.cards import ready_photo
from tests.appeals.test_evidence_quality import FINE
from tests.desk import signed_in

pytestmark = pytest.mark.django_db
BOX: Box = (0.2, 0.2, 0.5, 0.4)


@pytest.fixture(autouse=True)
def _with_a_reader(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.READER = True


def selfie(monkeypatch: pytest.MonkeyPatch, *boxes: Box, measures: Measures = FINE) -> Evidence:
    """Have the reader see faces in these boxes of an examined selfie."""
    row = ready_photo(builders.appeal(), kind="selfie_ektp", measures=measures.stored())
    owed.owe(row)
    seen = Seen(faces=len(boxes), boxes=boxes)
    monkeypatch.setattr(reader, "look", lambda _picture, _wish: seen)
    monkeypatch.setattr("portal.storage.Store.read_bytes", lambda _store, _name: b"")
    tasks.read_owed_cards()
    row.refresh_from_db()
    return row


def case_page(appeal: Appeal | None) -> str:
    """Return the officer's page of the case."""
    assert appeal is not None
    url = reverse("admin:appeals_appeal_change", args=[appeal.pk])
    return signed_in(builders.officer()).get(url).content.decode()


def test_a_selfie_without_a_face_gets_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    row = selfie(monkeypatch)
    assert (row.faces, row.flaws, row.state) == ([], ["no_face"], "ready")
    assert "Wajah tidak tampak?" in case_page(row.appeal)


def test_a_visible_face_is_kept_as_a_box_and_gets_no_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    row = selfie(monkeypatch, BOX)
    assert (row.faces, row.flaws) == ([list(BOX)], [])


def test_more_faces_than_the_persons_and_the_cards_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "3 wajah tampak" in case_page(selfie(monkeypatch, BOX, BOX, BOX).appeal)


def test_without_the_reader_nothing_is_known_of_faces(settings: Settings) -> None:
    settings.READER = False
    case = builders.appeal()
    row = intake.attach_to_case(case, photos.upload(photos.jpeg()), kind="selfie_ektp",
                                at=builders.NOON)  # fmt: skip
    tasks.examine_photos(appeal_id=case.pk)
    tasks.read_owed_cards()
    row.refresh_from_db()
    assert row.faces is None
    assert "no_face" not in row.flaws


def test_a_selfie_owes_a_look_for_faces_and_no_reading_of_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = selfie(monkeypatch, BOX)
    reading = Reading.objects.get(evidence=row)
    assert reading.done_at
    assert (reading.nik, reading.kk, reading.name) == (None, None, None)


def test_the_cascade_sees_a_drawn_face_and_none_on_a_wall() -> None:
    faces = pytest.importorskip("appeals.evidence.reading.faces", exc_type=ImportError)
    person = cards.Citizen("3171015205980001", "Siti", "f", builders.NOON.date())
    drawn = portraits.selfie(2, sex="f", card=cards.ektp(person, portraits.portrait(2, sex="f")))
    assert faces.Faces().boxes(photos.encoded(drawn))
    assert faces.Faces().boxes(photos.jpeg((900, 1200))) == ()


def compared(_selfie: bytes, _card: bytes) -> float:
    """Stand for a matcher that an office has installed."""
    return 0.5


def agreed_case() -> Appeal:
    """Return a case whose person agreed to the comparing of faces."""
    return builders.appeal(consents=builders.agreed("processing", "biometric"))


def test_comparing_faces_is_off_by_default_even_with_consent() -> None:
    assert not matching.is_on()
    with pytest.raises(matching.NotAllowed, match="off"):
        matching.score(agreed_case(), b"", b"")


def test_without_consent_no_faces_are_compared(settings: Settings) -> None:
    settings.FACE_MATCHING, settings.FACE_MATCHER = True, f"{__name__}.compared"
    with pytest.raises(matching.NotAllowed, match="consent"):
        matching.score(builders.appeal(), b"", b"")


def test_consent_taken_back_ends_it_at_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FACE_MATCHING = True
    monkeypatch.setattr(matching, "_matcher", lambda: compared)
    case = agreed_case()
    assert matching.score(case, b"", b"") == 0.5
    consents.withdraw(case, "biometric", at=builders.NOON)
    with pytest.raises(matching.NotAllowed):
        matching.score(case, b"", b"")


def test_without_a_matcher_nothing_is_compared(settings: Settings) -> None:
    settings.FACE_MATCHING = True
    with pytest.raises(matching.NotAllowed, match="no matcher"):
        matching.score(agreed_case(), b"", b"")


def test_the_caveat_stands_where_a_score_would_and_only_there(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = selfie(monkeypatch, BOX)
    assert "Mesin pembanding wajah" not in case_page(row.appeal)
    settings.FACE_MATCHING = True
    assert "Mesin pembanding wajah lebih sering keliru" in case_page(row.appeal)


def test_a_drawn_selfie_without_a_face_gets_the_hint() -> None:
    faces = pytest.importorskip("appeals.evidence.reading.faces", exc_type=ImportError)
    _good, _other, without = samples.selfies("selfie_kk", range(1000, 1001))
    clean = picture.clean(without.content)
    assert clean.measures is not None
    seen = len(faces.Faces().boxes(clean.image))
    assert quality.flaws(without.kind, clean.measures, faces=seen) == (without.flaw,)
