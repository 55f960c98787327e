"""Says in plain words why a block stands, on whose word, and what would disprove it.

For the blocked person and for officers alike, in the active language. Names no family member
and no other person; reads the finding's facts, asks no register again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eligibility.grounds import Ground
from eligibility.models import Block, Finding
from eligibility.rules import catalogue
from eligibility.rules.base import Look

# Codes of registers and lists, and how people know them.
SOURCES: Mapping[str, str] = {
    "kemdikbud": "Kemdikbud",
    "emis": "EMIS",
    "dukcapil": "Dukcapil",
    "bkn": "BKN",
    "tni": "TNI",
    "polri": "Polri",
    "bumn": "Kementerian BUMN",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one block stands, in the words of the language active when it was made."""

    ground: str
    title: str
    why: str
    source: str
    source_date: date | None
    policy_version: int
    disproved_by: str
    proof_kind: str


def explain(block: Block) -> Explanation:
    """Return why `block` stands; load it with `finding__policy` to save queries."""
    finding = block.finding
    rule = catalogue.rule(block.rule)
    said_on = finding.source_date or _day(finding.facts.get("as_of"))
    title = str(rule.title) if rule else str(Ground(block.ground).label)
    source = _source(finding, rule.look_behind(finding.facts) if rule else None)
    return Explanation(
        ground=block.ground,
        title=title,
        why=_why(finding, source=source, said_on=said_on) or f"{title}.",
        source=source,
        source_date=said_on,
        policy_version=finding.policy.version,
        disproved_by=str(rule.disproved_by) if rule else _("Keterangan dan bukti dari Anda."),
        proof_kind=str(rule.proof) if rule else _("Dokumen yang mendukung keterangan Anda"),
    )


def _source(finding: Finding, look: Look[Any] | None) -> str:
    code = finding.source or str(finding.facts.get("register", ""))
    if code:
        return SOURCES.get(code, code)
    return str(look.source) if look else _("data program")


def _why(finding: Finding, *, source: str, said_on: date | None) -> str:
    """Return the sentence, or nothing for facts that the rule of today does not know."""
    rule = catalogue.rule(finding.rule)
    if rule is None:
        return ""
    values = {name: _shown(value) for name, value in finding.facts.items()}
    values["source"] = source
    if said_on is not None:
        values["date"] = _written(said_on)
    try:
        return str(rule.look_behind(finding.facts).why) % values
    except KeyError:
        return ""


def _shown(value: object) -> str:
    day = _day(value)
    return _written(day) if day else str(value)


def _written(day: date) -> str:
    return date_format(day, "j F Y", use_l10n=False)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
