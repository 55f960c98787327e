"""What may make a photo hard to use: measured on drawn photos, judged by kind, never refused."""

import re
from dataclasses import replace
from functools import lru_cache

import pytest

from appeals.evidence import advice, picture, quality
from appeals.evidence.quality import LIMITS, Flaw, Measures
from appeals.models import Evidence
from benchmarks.drawn import samples
from tests.sources import ROOT

FINE = Measures(
    sharpness=0.9, brightness=210, blown=0, paper=190, colours=40, ripple=0.03, cut=0, card=1200,
    text=0.1, long_edge=1600,
)  # fmt: skip
DRAWN = [
    (kind, flaw)
    for kind in ("ektp", "kk", "selfie_ektp", "screenshot")
    for flaw in (None, *samples.FLAWS[kind])
]


@lru_cache
def measured(kind: str, flaw: Flaw | None) -> Measures:
    """Draw a photo of the set that thresholds were chosen on, and measure it."""
    clean = picture.clean(samples.sample(kind, flaw, samples.TRAIN[1]).content)
    assert clean.measures is not None
    return clean.measures


@pytest.mark.parametrize(("kind", "flaw"), DRAWN)
def test_a_drawn_photo_gets_the_code_of_its_flaw(kind: str, flaw: Flaw | None) -> None:
    found = quality.flaws(kind, measured(kind, flaw))
    assert found == () if flaw is None else flaw in found


def test_every_kind_of_photo_has_thresholds() -> None:
    assert set(LIMITS) == set(Evidence.Kind.values)


@pytest.mark.parametrize("kind", LIMITS)
def test_a_good_photo_has_no_flaw(kind: str) -> None:
    assert quality.flaws(kind, FINE) == ()


@pytest.mark.parametrize("kind", ["screenshot", "supporting", "consent_letter"])
def test_nothing_is_said_of_what_a_kind_is_not_looked_at_for(kind: str) -> None:
    odd = replace(FINE, blown=0.1, cut=1, ripple=1, colours=0, text=0, card=90)
    assert quality.flaws(kind, odd, faces=0) == ()


def test_a_family_card_on_plain_paper_is_no_photocopy() -> None:
    assert quality.flaws("kk", replace(FINE, colours=0)) == ()


@pytest.mark.parametrize(("faces", "found"), [(None, ()), (0, (Flaw.NO_FACE,)), (1, ()), (3, ())])
def test_no_face_is_said_only_when_somebody_looked(
    faces: int | None, found: tuple[Flaw, ...]
) -> None:
    assert quality.flaws("selfie_ektp", FINE, faces=faces) == found
    assert quality.flaws("ektp", FINE, faces=faces) == ()


def test_of_a_dark_photo_only_the_darkness_is_said() -> None:
    dark = replace(FINE, brightness=20, sharpness=0.1, text=0, colours=0)
    assert quality.flaws("ektp", dark) == (Flaw.DARK,)


def test_every_flaw_has_words_for_the_person_and_for_officers() -> None:
    for flaw in Flaw:
        said = advice.of(flaw)
        assert str(said.fix).endswith((".", "?"))
        assert len(str(said.hint)) < 25


@pytest.mark.parametrize(
    ("flaw", "word"),
    [
        (Flaw.DARK, "dark"),
        (Flaw.BLURRED, "blur"),
        (Flaw.GLARE, "glare"),
        (Flaw.CROPPED, "cut"),
        (Flaw.SMALL, "small"),
    ],
)
def test_the_browsers_coach_says_the_same_sentence(flaw: Flaw, word: str) -> None:
    page = (ROOT / "templates/appeals/intake/_photo_words.html").read_text("utf-8")
    assert f'data-{word}-doubt="{{% translate "{advice.of(flaw).fix}" %}}"' in page


def test_the_browsers_coach_knows_the_same_thresholds() -> None:
    script = (ROOT / "static/js/coach.js").read_text("utf-8")
    known = {
        name: float(figure) for name, figure in re.findall(r"const ([A-Z_]+) = ([\d.]+);", script)
    }
    assert known["LEAST_BRIGHT"] == LIMITS["ektp"].brightness
    assert known["LEAST_WHITE"] == LIMITS["ektp"].blown
    assert known["MOST_WHITE"] == quality.MOST_BLOWN
    table = script[script.index("LEAST_EDGE = {") : script.index("LOOKED_AT")]
    edges = {kind: float(edge) for kind, edge in re.findall(r"(\w+): (\d+)", table)}
    assert edges == {kind: limits.long_edge for kind, limits in LIMITS.items()}
