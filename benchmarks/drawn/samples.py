"""The labelled set: for each kind of photo good ones and each flaw, some passed on by messengers.

The same seed gives the same photo. Thresholds are chosen on TRAIN; figures are told of TEST. Whoever
changes a threshold after seeing TEST's figures moves TEST to seeds that nobody has looked at yet.
"""

import io
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PIL import Image

from appeals.demonstration import camera, screens
from appeals.evidence.quality import Flaw
from benchmarks.drawn import harm, scenes

TRAIN = range(1_000, 1_012)
TEST = range(3_000, 3_012)
GOOD_FOR_ONE_BAD = 2

_SHEET = (Flaw.BLURRED, Flaw.DARK, Flaw.SMALL)
_CARD = (Flaw.GLARE, Flaw.CROPPED, Flaw.SCREEN, Flaw.NO_CARD)
FLAWS: Mapping[str, tuple[Flaw, ...]] = {
    "ektp": (*_SHEET, *_CARD, Flaw.PHOTOCOPY),
    "kk": (*_SHEET, *_CARD),
    "selfie_ektp": (*_SHEET, Flaw.SCREEN, Flaw.NO_CARD),
    "selfie_kk": (*_SHEET, Flaw.SCREEN, Flaw.NO_CARD),
    "screenshot": (Flaw.BLURRED, Flaw.SMALL),
    "supporting": _SHEET,
    "consent_letter": _SHEET,
}
_REASONS = (
    "Data Kemdikbud mencatat Anda masih bersekolah.",
    "Sudah ada dua penerima dalam satu Kartu Keluarga.",
    "Pelatihan pertama belum dibeli sampai batas waktunya.",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One photo and what is wrong with it, if anything."""

    kind: str
    flaw: Flaw | None
    seed: int
    content: bytes


def samples(kind: str, seeds: range) -> Iterator[Sample]:
    """Yield the photos of `kind`: for each seed good ones and one with each flaw."""
    for seed in seeds:
        for place in range(GOOD_FOR_ONE_BAD):
            yield sample(kind, None, seed * 10 + place)
        for flaw in FLAWS[kind]:
            yield sample(kind, flaw, seed)


def selfies(kind: str, seeds: range) -> Iterator[Sample]:
    """Yield selfies of `kind` for who looks for faces: for each seed good ones and one without."""
    for seed in seeds:
        for place in range(GOOD_FOR_ONE_BAD):
            yield sample(kind, None, seed * 10 + place)
        yield sample(kind, Flaw.NO_FACE, seed)


def sample(kind: str, flaw: Flaw | None, seed: int) -> Sample:
    """Draw one photo."""
    dice = random.Random(f"{kind} {flaw} {seed}")  # noqa: S311 - a drawing, not a secret
    picture = _picture(kind, flaw, dice, is_far_away=_is_far_away(kind, seed))
    if flaw is Flaw.BLURRED:
        picture = harm.blurred(picture, dice)
    elif flaw is Flaw.DARK:
        picture = harm.dark(picture, dice)
    elif flaw is Flaw.SCREEN:
        picture = harm.on_screen(picture, dice)
    photo = camera.developed(picture, seed=dice.randrange(9_999))
    if flaw is Flaw.GLARE:
        photo = harm.with_glare(photo, dice)
    if flaw is Flaw.SMALL and not _is_far_away(kind, seed):
        return Sample(kind, flaw, seed, harm.shrunk(photo, dice))
    if dice.random() < 0.4:
        photo = harm.forwarded(photo)
    return Sample(kind, flaw, seed, photo)


def _picture(
    kind: str, flaw: Flaw | None, dice: random.Random, *, is_far_away: bool
) -> Image.Image:
    if flaw is Flaw.NO_CARD:
        return scenes.without_card(kind, dice)
    if kind == "screenshot":
        reasons = dice.sample(_REASONS, dice.randint(1, 3))
        return Image.open(io.BytesIO(screens.blocked(reasons=reasons))).convert("RGB")
    card = scenes.card_of(kind, dice)
    if flaw is Flaw.NO_FACE:
        return scenes.without_face(card, dice)
    if kind in scenes.SELFIES:
        return scenes.selfie(card, dice)
    if flaw is Flaw.PHOTOCOPY:
        return scenes.on_table(harm.photocopied(card, dice), dice)
    if flaw is Flaw.CROPPED:
        return _beyond_the_edge(card, dice)
    if flaw is Flaw.SMALL and is_far_away:
        return scenes.on_table(card, dice, share=dice.uniform(0.16, 0.28))
    return scenes.on_table(card, dice)


def _is_far_away(kind: str, seed: int) -> bool:
    """Say whether this card is small because it is far away; the others are small files."""
    return kind in {"ektp", "kk"} and seed % 2 == 0


def _beyond_the_edge(card: Image.Image, dice: random.Random) -> Image.Image:
    """Lay the card where the photo cuts it off: at one side, or all around."""
    if dice.random() < 0.3:
        return scenes.on_table(card, dice, share=dice.uniform(1.2, 1.5))
    aside = dice.choice((-1, 1)) * dice.uniform(0.25, 0.4)
    shift = (aside, 0.0) if dice.random() < 0.5 else (0.0, aside)
    return scenes.on_table(card, dice, share=dice.uniform(0.75, 0.95), shift=shift)
