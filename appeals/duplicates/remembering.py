"""Keeps what examined files look like, for as long as the files are there."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet

from django.db.models import Q

from appeals.duplicates import bands
from appeals.duplicates.bands import Space
from appeals.evidence.wire import PLAIN
from appeals.models import DuplicateSearch, Evidence, Fingerprint, PhotoPair

_Kind = Evidence.Kind
CARDS: AbstractSet[str] = frozenset({_Kind.EKTP, _Kind.KK})
SELFIES: AbstractSet[str] = frozenset({_Kind.SELFIE_EKTP, _Kind.SELFIE_KK})


def space_of(kind: str) -> Space:
    """Return where fingerprints of a kind of photo stand in the index."""
    return Space.TELLING if kind in CARDS | SELFIES else Space.ALIKE


def remember(evidence: Evidence, fingerprint: bytes) -> None:
    """Keep what `evidence` looks like and owe a search for it, in the transaction of its caller.

    A PLAIN fingerprint is not kept: only the very same file can be found then.
    """
    if fingerprint != PLAIN:
        keys = bands.keys(fingerprint, space_of(evidence.kind))
        row = Fingerprint(evidence=evidence, bits=fingerprint, keys=keys)
        Fingerprint.objects.bulk_create([row], ignore_conflicts=True)
    DuplicateSearch.objects.bulk_create([DuplicateSearch(evidence=evidence)], ignore_conflicts=True)


def forget(evidence_ids: Collection[int]) -> None:
    """Forget what these files look like, and what officers wrote about their pairs.

    That there was a pair stays: what was decided may rest on it, and it shows nobody.
    """
    Fingerprint.objects.filter(pk__in=evidence_ids).delete()
    DuplicateSearch.objects.filter(pk__in=evidence_ids).delete()
    pairs = PhotoPair.objects.filter(Q(first__in=evidence_ids) | Q(second__in=evidence_ids))
    pairs.update(note="")
