"""Which kinds of files the grounds of a case need: no more is shown than that, unless asked for.

Follows what `appeals.grounds` asks of the person as proof.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from appeals.models import Appeal, Evidence
from eligibility.grounds import Ground

_Kind = Evidence.Kind
# Who knows a NIK may file for it: in every case an officer compares name, card and face, and looks
# whether a helper may speak.
_ALWAYS = frozenset({_Kind.EKTP, _Kind.SELFIE_EKTP, _Kind.CONSENT_LETTER})
_FAMILY = frozenset({_Kind.KK})
_SCREEN = frozenset({_Kind.SCREENSHOT})
_PROOFS: Mapping[str, frozenset[_Kind]] = {
    Ground.CITIZENSHIP: frozenset(),
    Ground.AGE: frozenset(),
    Ground.EDUCATION: frozenset(),
    Ground.OFFICE: frozenset(),
    Ground.EMPLOYMENT: frozenset(),
    Ground.HOUSEHOLD: _FAMILY | {_Kind.SELFIE_KK},
    Ground.EARLIER_RECIPIENT: frozenset(),
    Ground.FALSE_DATA: _FAMILY,
    Ground.MANIPULATION: frozenset(),
    Ground.FIRST_TRAINING: _SCREEN,
    Ground.COMPLETION: _SCREEN,
    Ground.OTHER_USER: frozenset(),
}
# Somebody else may hold the person's card: both cards and both faces tell who is who.
_MISUSE = _FAMILY | {_Kind.SELFIE_KK}


@dataclass(frozen=True, slots=True)
class Needed:
    """What one case needs: `kinds` of files, and supporting files about its `grounds`."""

    kinds: frozenset[str]
    grounds: frozenset[str]

    def includes(self, evidence: Evidence) -> bool:
        """Say whether the case needs this file."""
        if evidence.kind == _Kind.SUPPORTING and evidence.ground and self.grounds:
            return evidence.ground in self.grounds
        return evidence.kind in self.kinds


def needed(appeal: Appeal, *, grounds: Collection[str], asked: Collection[str]) -> Needed:
    """Return what `appeal` needs for its contested `grounds` and the kinds an officer `asked` for.

    A case about no block, whose ground nobody knows yet, needs everything.
    """
    if not grounds:
        return Needed(frozenset(_Kind.values), frozenset())
    kinds = _ALWAYS.union(*(_PROOFS[ground] for ground in grounds), {_Kind.SUPPORTING})
    if appeal.lane == Appeal.Lane.MISUSE:
        kinds |= _MISUSE
    return Needed(frozenset(str(kind) for kind in kinds) | set(asked), frozenset(grounds))


def needed_by(appeal: Appeal) -> Needed:
    """Return what `appeal` needs, reading its grounds and questions; two queries."""
    return needed(
        appeal,
        grounds=set(appeal.contested.values_list("block__ground", flat=True)),
        asked=set(appeal.questions.exclude(kind="").values_list("kind", flat=True)),
    )
