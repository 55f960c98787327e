"""Words for participants are as plain as a primary-school reader needs them: short sentences.

It measures the Indonesian sources; docs/translations.md says how to write.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from tests import sources
from tests.sources import ROOT

# Everything a participant may read; staff's pages have words of their own.
TEMPLATES = (
    "templates/appeals/cases", "templates/appeals/intake", "templates/appeals/notices",
    "templates/appeals/public", "templates/appeals/rights", "templates/appeals/start.html",
    "templates/eligibility", "templates/partials", "templates/portal", "templates/base.html",
    "templates/404.html", "templates/413.html", "templates/429.html", "templates/500.html",
)  # fmt: skip
MODULES = (
    "appeals/cases", "appeals/grounds.py", "appeals/intake", "appeals/notices.py",
    "appeals/public", "appeals/timeline.py", "eligibility/explain", "eligibility/rules",
    "portal/doors.py", "portal/forms.py",
)  # fmt: skip
MOST_WORDS = 24
USUAL_WORDS = 10
LETTERS = 6.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the file it stands in."""

    text: str
    place: str

    @property
    def words(self) -> list[str]:
        """Its words; a placeholder is one."""
        return re.findall(r"%\(\w+\)s|[^\W\d_]+(?:-[^\W\d_]+)*", self.text)


def files() -> Iterator[tuple[Path, bool]]:
    """Yield each file with participants' words, and whether it is a template."""
    for name in TEMPLATES:
        path = ROOT / name
        yield from ((one, True) for one in ([path] if path.is_file() else path.rglob("*.*")))
    for name in MODULES:
        path = ROOT / name
        yield from ((one, False) for one in ([path] if path.is_file() else path.rglob("*.py")))


def sentences() -> list[Sentence]:
    """Return every sentence for participants."""
    found = []
    for path, is_template in files():
        if path.suffix not in {".html", ".txt", ".py"}:
            continue
        text = path.read_text("utf-8")
        marked = sources.in_template(text) if is_template else sources.in_python(text)
        place = path.relative_to(ROOT).as_posix()
        found += [Sentence(part, place) for one in marked for part in split(one.text)]
    return found


def split(text: str) -> list[str]:
    """Return the sentences of a text without its markup."""
    plain = re.sub(r"<[^>]+>", "", text)
    return [part.strip() for part in re.split(r"(?<=[.!?:;])\s+|\n+", plain) if part.strip()]


def listed(found: list[Sentence]) -> str:
    """Return the worst sentences, the longest first, each with its place."""
    worst = sorted(found, key=lambda one: -len(one.words))[:40]
    return "\n" + "\n".join(f"{len(one.words):3} {one.place}: {one.text}" for one in worst)


def test_no_sentence_is_longer_than_a_breath() -> None:
    long = [one for one in sentences() if len(one.words) > MOST_WORDS]
    assert not long, listed(long)


def test_most_sentences_are_short() -> None:
    told = [one for one in sentences() if len(one.words) > 3]
    assert median(len(one.words) for one in told) <= USUAL_WORDS, listed(told)


def test_words_are_everyday_words() -> None:
    letters = [len(word) for one in sentences() for word in one.words if word[0] != "%"]
    assert mean(letters) <= LETTERS


def test_the_measure_counts_words_and_ends_of_sentences() -> None:
    parts = split("Kirim <strong>foto</strong> KTP. Kami periksa %(n)s hari: tunggu\nya.")
    assert [len(Sentence(part, "").words) for part in parts] == [3, 4, 1, 1]
