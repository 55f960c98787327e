"""Cuts Bootstrap down to what our public pages use: what a phone fetches and reads first.

Reads `static/css/vendor/bootstrap.min.css`, the public templates, the scripts and our own styles;
writes `bootstrap-used.css` beside it. A test says when it must be run again.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

_STYLES = settings.BASE_DIR / "static" / "css"
WHOLE = _STYLES / "vendor" / "bootstrap.min.css"
USED = _STYLES / "vendor" / "bootstrap-used.css"
# Their pages bring styles of their own.
_STAFF = {"admin", "registration"}
_HEAD = "/* Made by `manage.py trim_styles` from bootstrap.min.css (see NOTICE). */\n"
# Classes stand in quotes, whether in an attribute, in a template tag or in a script.
_QUOTED = re.compile(r'"([^"]*)"|`([^`]*)`')
_OF_A_WIDGET = re.compile(r'class"?\s*[:=]\s*("[^"]*")()')
_ATTRIBUTE = re.compile(r"([a-z][a-z-]*)=")
_WORD = re.compile(r"[A-Za-z][\w-]*")
_NEGATED = re.compile(r":not\([^()]*(?:\([^()]*\)[^()]*)*\)")
_NEEDED = re.compile(r"[.\[]([A-Za-z][\w-]*)")
_VARIABLE = re.compile(r"(--bs-[\w-]+):([^;}]*);?")
_COMMA = re.compile(r",(?![^(]*\))")


class Command(BaseCommand):
    """Writes the cut stylesheet."""

    help = "cuts Bootstrap down to what the public pages use"

    def handle(self, **options: object) -> None:
        """Write it and say how large it is."""
        USED.write_text(trimmed(), encoding="utf-8")
        self.stdout.write(f"{WHOLE.stat().st_size} bytes became {USED.stat().st_size}")


def trimmed() -> str:
    """Return the rules of Bootstrap that may match something on a public page."""
    css = re.sub(r"/\*.*?\*/", "", WHOLE.read_text(encoding="utf-8"), flags=re.DOTALL)
    css = re.sub(r'@charset "[^"]*";', "", css)
    kept = matching(css, _words())
    own = "".join(path.read_text(encoding="utf-8") for path in sorted(_STYLES.glob("*.css")))
    return _HEAD + _without_unread(kept, own) + "\n"


def _words() -> frozenset[str]:
    """Return every class and attribute that a public page may hold, and more words besides."""
    words: set[str] = set()
    for path in _sources():
        text = path.read_text(encoding="utf-8")
        quoted = (_OF_A_WIDGET if path.suffix == ".py" else _QUOTED).findall(text)
        words.update(_WORD.findall(" ".join(map(" ".join, quoted))))
        words.update(_ATTRIBUTE.findall(text))
    return frozenset(words)


def _sources() -> Iterator[Path]:
    templates = settings.BASE_DIR / "templates"
    for path in sorted(templates.rglob("*.html")):
        if path.relative_to(templates).parts[0] not in _STAFF:
            yield path
    yield from sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))
    for package in ("appeals", "eligibility", "portal"):
        yield from sorted((settings.BASE_DIR / package).rglob("*.py"))


def matching(css: str, words: frozenset[str]) -> str:
    """Return `css` without the selectors that need a word which is not among `words`."""
    kept = []
    for head, body in _rules(css):
        if head.startswith(("@media", "@supports")):
            if inside := matching(body, words):
                kept.append(f"{head}{{{inside}}}")
        elif head.startswith("@"):
            kept.append(f"{head}{{{body}}}" if head.split()[-1] in words else "")
        elif used := [one for one in _COMMA.split(head) if _is_used(one, words)]:
            kept.append(f"{','.join(used)}{{{body}}}")
    return "".join(kept)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and within each pair of outer braces."""
    start = depth = opened = 0
    for found in re.finditer(r"[{}]", css):
        depth += 1 if found[0] == "{" else -1
        if depth == 1 and found[0] == "{":
            opened = found.start()
        elif depth == 0:
            yield css[start:opened].strip(), css[opened + 1 : found.start()]
            start = found.end()


def _is_used(selector: str, words: frozenset[str]) -> bool:
    return words.issuperset(_NEEDED.findall(_NEGATED.sub("", selector)))


def _without_unread(css: str, own: str) -> str:
    """Return `css` without the custom properties that neither it nor our `own` styles read."""
    read = frozenset(re.findall(r"var\((--bs-[\w-]+)", css + own))
    less = _VARIABLE.sub(lambda found: found[0] if found[1] in read else "", css)
    less = re.sub(r"[^{}]+\{\}", "", less)
    return css if less == css else _without_unread(less, own)
