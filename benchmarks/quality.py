"""Measures how well the codes of a photo's quality fit drawn photos with known flaws.

Prints `quality_precision_KIND_FLAW FIGURE TARGET` and `quality_recall_…` for each kind and flaw,
then both over all, and `quality_clear`, the share of good photos without a hint, on photos that no
threshold was chosen on. Real photos will be worse. `no_face` of selfies is told apart and counts
in none of the sums: it wants the optional reader, whose detector was made for real faces.
Run: python -m benchmarks.quality [test|train] [seeds]
"""

import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from appeals.evidence import picture
from appeals.evidence.quality import LIMITS, Flaw, flaws
from benchmarks.drawn import samples, scenes

KEPT = Path(__file__).resolve().parent.parent / "var" / "benchmarks"
PRECISION, RECALL, CLEAR = 0.9, 0.85, 0.95


@dataclass(frozen=True, slots=True)
class Judged:
    """One photo: what is wrong with it, what was found, and on what figures."""

    kind: str
    seed: int
    flaw: Flaw | None
    found: tuple[Flaw, ...]
    measures: dict[str, float]


def judged(seeds: range) -> Iterator[Judged]:
    """Draw, clean, measure and judge every photo of the set, on every core."""
    parts = [(kind, seed) for seed in seeds for kind in LIMITS]
    with ProcessPoolExecutor() as pool:
        for rows in pool.map(_judged, *zip(*parts, strict=True)):
            yield from rows


def _judged(kind: str, seed: int) -> list[Judged]:
    rows = []
    for sample in samples.samples(kind, range(seed, seed + 1)):
        measures = picture.clean(sample.content).measures
        assert measures is not None
        found = flaws(kind, measures)
        rows.append(Judged(kind, sample.seed, sample.flaw, found, measures.stored()))
    return rows


def looked_at(seeds: range) -> Iterator[Judged]:
    """Look for faces in drawn selfies with one and without, on every core."""
    parts = [(kind, seed) for seed in seeds for kind in scenes.SELFIES]
    with ProcessPoolExecutor() as pool:
        for rows in pool.map(_looked_at, *zip(*parts, strict=True)):
            yield from rows


def _looked_at(kind: str, seed: int) -> list[Judged]:
    from appeals.evidence.reading.faces import Faces  # noqa: PLC0415 - optional

    faces, rows = Faces(), []
    for sample in samples.selfies(kind, range(seed, seed + 1)):
        clean = picture.clean(sample.content)
        assert clean.measures is not None
        found = flaws(kind, clean.measures, faces=len(faces.boxes(clean.image)))
        rows.append(Judged(kind, sample.seed, sample.flaw, found, clean.measures.stored()))
    return rows


def main() -> None:
    """Measure, print the lines and the summary, keep the raw figures."""
    seeds = samples.TRAIN if "train" in sys.argv else samples.TEST
    most = int(sys.argv[2]) if len(sys.argv) > 2 else len(seeds)
    everything = list(judged(seeds[:most]))
    for kind, of_kind in samples.FLAWS.items():
        rows = [row for row in everything if row.kind == kind]
        for flaw in of_kind:
            _say(f"{kind}_{flaw}", [_counted(rows, flaw)])
    _say("", [_counted(everything, flaw) for flaw in Flaw])
    faces = list(looked_at(seeds[:most])) if importlib.util.find_spec("cv2") else []
    for kind in scenes.SELFIES if faces else ():
        rows = [row for row in faces if row.kind == kind]
        _say(f"{kind}_{Flaw.NO_FACE}", [_counted(rows, Flaw.NO_FACE)])
    good = [row for row in everything if row.flaw is None]
    clear = sum(not row.found for row in good) / len(good)
    print(f"quality_clear {clear:.2f} {CLEAR}")  # noqa: T201
    print(  # noqa: T201 - the benchmark's summary
        f"# {len(everything)} drawn photos, {len(good)} of them good. Drawn cards are plainer than "
        "real ones: expect less of real photos. Faces: "
        + (
            f"{len(faces)} drawn selfies, which the detector was not made for."
            if faces
            else "not measured, the reader is not installed (manage.py install_reader)."
        )
    )
    KEPT.mkdir(parents=True, exist_ok=True)
    raw = [
        {"kind": row.kind, "seed": row.seed, "flaw": row.flaw, "found": row.found, **row.measures}
        for row in (*everything, *faces)
    ]
    (KEPT / "quality.json").write_text(json.dumps(raw, indent=1))


def _counted(rows: Sequence[Judged], flaw: Flaw) -> Counter[str]:
    """Count how often `flaw` was there, was found, and both."""
    return Counter(
        there=sum(row.flaw is flaw for row in rows),
        found=sum(flaw in row.found for row in rows),
        both=sum(row.flaw is flaw and flaw in row.found for row in rows),
    )


def _say(name: str, counts: Sequence[Counter[str]]) -> None:
    total = sum(counts, Counter())
    name = f"_{name}" if name else ""
    precision = total["both"] / total["found"] if total["found"] else 1.0
    recall = total["both"] / total["there"] if total["there"] else 1.0
    print(f"quality_precision{name} {precision:.2f} {PRECISION}")  # noqa: T201
    print(f"quality_recall{name} {recall:.2f} {RECALL}")  # noqa: T201


if __name__ == "__main__":
    main()
