"""Measures how well the reader reads drawn e-KTP cards: the NIK exactly, in three difficulties.

Prints `ocr_clean`, `ocr_medium` and `ocr_hard FIGURE TARGET` in percent of NIKs that were read
exactly, then `ocr_wrong_sure`, how many were misread with a certainty on which two people's photos
would be compared, `ocr_seconds` of CPU time an image, the child's start shared out, and `ocr_mb` of the
child at its peak. The whole way is measured: examination, child, parsing. Without the optional reader
it says so and measures nothing. Run: python -m benchmarks.ocr [cards]
"""

import importlib.util
import io
import json
import random
import resource
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from PIL import Image, ImageEnhance, ImageFilter

from appeals.certainty import SURE_PERCENT
from appeals.demonstration import camera, cards, portraits
from appeals.evidence import picture
from appeals.evidence.reading import card, reader
from appeals.evidence.reading.wire import Wish

KEPT = Path(__file__).resolve().parent.parent / "var" / "benchmarks"
TARGETS = {"clean": 100, "medium": 98, "hard": 90}
MOST_SECONDS = 2.0
MOST_MB = 800
CARDS = 50
FIRST_NAMES = ("SITI", "BUDI", "DEWI", "AGUS", "RINA", "JOKO", "WAYAN", "TUTI", "ASEP", "MARIA")
LAST_NAMES = ("CONTOH", "UMPAMA", "MISAL", "TELADAN", "RAHAYU CONTOH", "PUTRA UMPAMA")
REGENCIES = ("317101", "327306", "357815", "127101", "517103", "647201", "737113", "917101")


def citizen(dice: random.Random) -> cards.Citizen:
    """Return an invented person."""
    born = date(1962, 1, 1) + timedelta(days=dice.randrange(16_000))
    sex = dice.choice("fm")
    day = born.day + (40 if sex == "f" else 0)
    nik = f"{dice.choice(REGENCIES)}{day:02d}{born:%m%y}{dice.randrange(1, 9999):04d}"
    name = f"{dice.choice(FIRST_NAMES)} {dice.choice(LAST_NAMES)}"
    return cards.Citizen(nik, name, sex, born)


def clean(drawn: Image.Image, seed: int) -> bytes:
    """Return the card as a scanner sees it."""
    paper = Image.new("RGB", (1212, 838), "white")
    paper.paste(drawn, (100, 100), drawn)
    return jpeg(paper, 90)


def medium(drawn: Image.Image, seed: int) -> bytes:
    """Return the card as a phone sees it: on a table, askew, lit from one side."""
    return camera.card_photo(drawn, seed=seed)


def hard(drawn: Image.Image, seed: int) -> bytes:
    """Return a photo warped, blurred, dim, and sent through WhatsApp."""
    dice = random.Random(f"hard {seed}")  # noqa: S311 - a drawing, not a secret
    photo = Image.open(io.BytesIO(camera.card_photo(drawn, seed=seed))).convert("RGB")
    photo = warped(photo, dice)
    photo = photo.filter(ImageFilter.GaussianBlur(dice.uniform(0.8, 1.6)))
    photo = ImageEnhance.Brightness(photo).enhance(dice.uniform(0.45, 0.7))
    photo.thumbnail((1280, 1280))
    again = Image.open(io.BytesIO(jpeg(photo, 55)))
    return jpeg(again.convert("RGB"), 60)


def warped(photo: Image.Image, dice: random.Random) -> Image.Image:
    """Return the photo seen from aside: each corner moved by up to six percent of the side."""
    width, height = photo.size
    corners = [
        part
        for x, y in ((0, 0), (0, height), (width, height), (width, 0))
        for part in (
            x + dice.uniform(-0.06, 0.02) * width * (1 if x == 0 else -1),
            y + dice.uniform(-0.06, 0.02) * height * (1 if y == 0 else -1),
        )
    ]
    return photo.transform(
        photo.size, Image.Transform.QUAD, tuple(corners), Image.Resampling.BICUBIC
    )


def jpeg(photo: Image.Image, quality: int) -> bytes:
    """Return the photo's bytes."""
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=quality)
    return out.getvalue()


WAYS: dict[str, Callable[[Image.Image, int], bytes]] = {
    "clean": clean,
    "medium": medium,
    "hard": hard,
}


def read(count: int) -> Iterator[dict[str, object]]:
    """Read `count` cards in each difficulty."""
    for way, take in WAYS.items():
        for seed in range(count):
            person = citizen(random.Random(f"{way} {seed}"))  # noqa: S311 - invented people
            drawn = cards.ektp(person, portraits.portrait(seed, sex=person.sex))
            content = picture.clean(take(drawn.convert("RGBA"), seed)).image
            seen = reader.look(content, Wish.TEXT)
            found = card.found(seen.text or (), is_family_card=False)
            yield {
                "way": way,
                "nik": bool(found.nik and found.nik.text == person.nik),
                "repaired": bool(found.nik and found.nik.is_repaired),
                "percent": found.nik.percent if found.nik else 0,
                "sure": bool(
                    found.nik and found.nik.percent >= SURE_PERCENT and not found.nik.is_repaired
                ),
                "wrong": bool(found.nik and found.nik.text != person.nik),
                # The models lose spaces.
                "name": bool(
                    found.name and found.name.text.replace(" ", "") == person.name.replace(" ", "")
                ),
                "birth_date": bool(
                    found.birth_date and found.birth_date.text == person.birth_date.isoformat()
                ),
            }


def main() -> None:
    """Measure, print the lines and keep the raw figures."""
    if importlib.util.find_spec("rapidocr") is None:
        print("ocr: the reader is not installed (manage.py install_reader)", file=sys.stderr)  # noqa: T201
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CARDS
    rows = list(read(count))
    for way, target in TARGETS.items():
        exact = [bool(row["nik"]) for row in rows if row["way"] == way]
        print(f"ocr_{way} {100 * sum(exact) / len(exact):.1f} {target}")  # noqa: T201
    wrong = sum(bool(row["wrong"] and row["sure"]) for row in rows)
    print(f"ocr_wrong_sure {wrong} 0")  # noqa: T201
    reader.close_idle()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, peak = (used.ru_utime + used.ru_stime) / len(rows), used.ru_maxrss / 1024
    print(f"ocr_seconds {seconds:.2f} {MOST_SECONDS}")  # noqa: T201
    print(f"ocr_mb {peak:.0f} {MOST_MB}")  # noqa: T201
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / "ocr.json").write_text(
        json.dumps({"cards": rows, "seconds": seconds, "peak_mb": peak}, indent=2)
    )


if __name__ == "__main__":
    main()
