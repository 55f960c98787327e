"""Hints that stand beside one photo: what machines noticed about it, worded as hints.

Whoever knows something about a file adds it to `hints_about`; nothing here refuses or decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from appeals.evidence import advice, faults, matching
from appeals.evidence.reading.owed import FACE_KINDS
from appeals.models import Evidence
from appeals.review import pairs

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# The person, and the portrait on the card held to the camera.
USUAL_FACES = 2


@dataclass(frozen=True, slots=True)
class PhotoHint:
    """One line beside a photo; `address` leads to the page that shows more, if there is one."""

    words: "StrOrPromise"
    address: str = ""


def hints_about(files: Sequence[Evidence]) -> Mapping[int, list[PhotoHint]]:
    """Return the hints about each of `files` by its id; a fixed number of queries."""
    seen_before = pairs.hints_about(files)
    return {
        file.pk: [
            *_refusal(file),
            *_quality(file),
            *_faces(file),
            *(PhotoHint(hint.words, hint.address) for hint in seen_before[file.pk]),
        ]
        for file in files
    }


def _refusal(file: Evidence) -> list[PhotoHint]:
    """Say why a file cannot be opened, as its person reads it."""
    fault = faults.of_row(file) if file.state == Evidence.State.REFUSED else None
    return [PhotoHint(str(fault.title))] if fault else []


def _quality(file: Evidence) -> list[PhotoHint]:
    return [PhotoHint(one.hint) for one in advice.about(file)]


def _faces(file: Evidence) -> list[PhotoHint]:
    """Say that several faces are visible, and the caveat of the score (`face_score`) ahead of it."""
    found = []
    if file.faces is not None and len(file.faces) > USUAL_FACES:
        found.append(PhotoHint(_("%(count)s wajah tampak") % {"count": len(file.faces)}))
    if matching.is_on() and file.kind in FACE_KINDS:
        found.append(PhotoHint(matching.CAVEAT))
    return found
