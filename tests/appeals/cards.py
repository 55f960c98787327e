"""Photos of cards for tests, as if a machine had read them."""

import pytest

from appeals import tasks
from appeals.evidence.reading import reader
from appeals.evidence.reading.wire import Line, Seen
from appeals.models import Appeal, Evidence, Reading
from tests import builders


def ready_photo(case: Appeal, *, kind: str = "ektp", **over: object) -> Evidence:
    """Return an examined photo of the case, without a file."""
    values: dict[str, object] = {
        "appeal": case,
        "kind": kind,
        "state": Evidence.State.READY,
        "image_name": "none",
        "thumbnail_name": "none",
        "original_name": "a.jpg",
        "original_sha256": "0" * 64,
        "original_bytes": 9,
        "uploaded_at": builders.NOON,
    }
    return Evidence.objects.create(**{**values, **over})


def lines(*texts: str, percent: int = 97) -> Seen:
    """Return these texts as lines, one below the other."""
    return Seen(
        text=tuple(
            Line(text, percent, ((9, top), (900, top), (900, top + 30), (9, top + 30)))
            for top, text in zip(range(0, 9_000, 60), texts, strict=False)
        )
    )


def reads(monkeypatch: pytest.MonkeyPatch, *texts: str, percent: int = 97) -> None:
    """Let the reader see these lines in whatever it is shown."""
    seen = lines(*texts, percent=percent)
    monkeypatch.setattr(reader, "look", lambda _picture, _wish: seen)
    monkeypatch.setattr("portal.storage.Store.read_bytes", lambda _store, _name: b"")


def read(evidence: Evidence) -> Reading:
    """Owe the photo's reading and let the worker read it."""
    Reading.objects.create(evidence=evidence)
    tasks.read_owed_cards()
    return Reading.objects.get(evidence=evidence)
