"""What may make a photo hard to use: codes, and the thresholds for each kind of photo.

Plain Python. A flaw is a hint with a fix; it refuses and decides nothing. The figures come from
the image child (`measuring`), the words are in `advice`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """Stored in `Evidence.flaws`; never renamed."""

    BLURRED = "blurred"
    DARK = "dark"
    GLARE = "glare"
    CROPPED = "cropped"
    SMALL = "small"
    NO_FACE = "no_face"
    SCREEN = "screen"
    PHOTOCOPY = "photocopy"
    NO_CARD = "no_card"


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured of a clean picture; kept with the row, so that it can be judged again."""

    # Fine edges against coarse ones, along the softer of both axes: about 1 where it is sharp.
    sharpness: float
    # The brightness (0 to 255) that a twentieth of the picture exceeds.
    brightness: float
    # The share of the picture that is washed out to white.
    blown: float
    # The usual brightness of the middle.
    paper: float
    # How far the colours of the card, or of the middle, lie apart (0 to 255).
    colours: float
    # How far a fine pattern repeats itself where nothing is drawn: 0 to 1.
    ripple: float
    # The share of the side, of the four, that the card covers most of.
    cut: float
    # The long side of what looks like a card, in pixels; 0: nothing does.
    card: float
    # The share of the picture that looks like lines of text.
    text: float
    # The long side of the picture, in pixels.
    long_edge: float

    def stored(self) -> dict[str, float]:
        """Return what the row keeps."""
        return {name: round(figure, 4) for name, figure in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a measure becomes a flaw; None: this kind of photo is not looked at for it."""

    sharpness: float
    brightness: float | None = None
    # More than this share is glare; more than MOST_BLOWN is white paper in full light.
    blown: float | None = None
    cut: float | None = None
    card: float | None = None
    long_edge: float = 0
    ripple: float | None = None
    colours: float | None = None
    text: float | None = None
    needs_face: bool = False


MOST_BLOWN = 0.25
# Paper that is itself this bright cannot be told from glare.
WHITEST_PAPER = 246

# Where each figure comes from: the drawn photos of benchmarks/drawn with TRAIN's seeds. It lies
# about half way between the worst good photo and the best with the flaw (sharpness, ripple, text,
# cut, blown, colours). `brightness` is the browser coach's. `card` and `long_edge` leave a NIK's
# digits about 12 pixels high, the least an officer reads with ease.
LIMITS: Mapping[str, Limits] = {
    "ektp": Limits(
        sharpness=0.55, brightness=105, blown=0.006, cut=0.2, card=560, long_edge=700,
        ripple=0.1, colours=11, text=0.009,
    ),
    "kk": Limits(
        sharpness=0.55, brightness=105, blown=0.02, cut=0.2, card=760, long_edge=900,
        ripple=0.13, text=0.012,
    ),
    "selfie_ektp": Limits(
        sharpness=0.58, brightness=105, long_edge=800, ripple=0.1, text=0.012, needs_face=True,
    ),
    "selfie_kk": Limits(
        sharpness=0.58, brightness=105, long_edge=800, ripple=0.1, text=0.012, needs_face=True,
    ),
    "screenshot": Limits(sharpness=0.5, long_edge=600),
    "supporting": Limits(sharpness=0.55, brightness=105, long_edge=700),
    "consent_letter": Limits(sharpness=0.55, brightness=105, long_edge=700),
}  # fmt: skip

# Where the first is so the others cannot be seen, so nothing is said about them.
_UNSAID: Mapping[Flaw, tuple[Flaw, ...]] = {
    Flaw.DARK: (Flaw.BLURRED, Flaw.NO_CARD, Flaw.PHOTOCOPY, Flaw.NO_FACE),
    Flaw.BLURRED: (Flaw.NO_CARD, Flaw.NO_FACE),
    Flaw.NO_CARD: (Flaw.CROPPED, Flaw.PHOTOCOPY, Flaw.SMALL),
    Flaw.CROPPED: (Flaw.PHOTOCOPY,),
    Flaw.PHOTOCOPY: (Flaw.GLARE,),
    Flaw.SMALL: (Flaw.PHOTOCOPY, Flaw.SCREEN),
}


def flaws(kind: str, measures: Measures, *, faces: int | None = None) -> tuple[Flaw, ...]:
    """Return what may make a photo of `kind` hard to use, the plainest reason first.

    `faces`: how many were seen; None: nobody looked, so nothing is said about them.
    """
    limits = LIMITS[kind]
    found = {
        Flaw.DARK: _is_under(measures.brightness, limits.brightness),
        Flaw.BLURRED: measures.sharpness < limits.sharpness,
        Flaw.SMALL: measures.long_edge < limits.long_edge or _is_far(measures, limits),
        Flaw.CROPPED: _is_over(measures.cut, limits.cut),
        Flaw.GLARE: _has_glare(measures, limits),
        Flaw.NO_FACE: limits.needs_face and faces == 0,
        Flaw.SCREEN: _is_over(measures.ripple, limits.ripple),
        Flaw.PHOTOCOPY: _is_under(measures.colours, limits.colours),
        Flaw.NO_CARD: _is_under(measures.text, limits.text),
    }
    for seen, unsaid in _UNSAID.items():
        if found[seen]:
            found |= dict.fromkeys(unsaid, False)
    return tuple(flaw for flaw, is_there in found.items() if is_there)


def _is_under(figure: float, least: float | None) -> bool:
    return least is not None and figure < least


def _is_over(figure: float, most: float | None) -> bool:
    return most is not None and figure > most


def _is_far(measures: Measures, limits: Limits) -> bool:
    """Say whether the card is there, but too far away to be read."""
    return limits.card is not None and 0 < measures.card < limits.card


def _has_glare(measures: Measures, limits: Limits) -> bool:
    if limits.blown is None or measures.paper > WHITEST_PAPER:
        return False
    return limits.blown < measures.blown < MOST_BLOWN
