"""Hints that stand beside one photo: what machines noticed about it, worded as hints.

Whoever knows something about a file adds it to `hints_about`; nothing here refuses or decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appeals.evidence import advice
from appeals.models import Evidence
from appeals.review import pairs

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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
            *(PhotoHint(one.hint) for one in advice.about(file)),
            *(PhotoHint(hint.words, hint.address) for hint in seen_before[file.pk]),
        ]
        for file in files
    }
