"""Says in plain words why a block stands, on whose word, what is new, and what would disprove it.

For the blocked person and for officers alike, in the active language. Names no family member
and no other person; reads the finding's facts, asks no register again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from eligibility.explain.ending import ending_in_words, how_it_ended
from eligibility.explain.facts import (
    Change,
    Fact,
    day_in,
    differences,
    in_words,
    shown,
    source_name,
    written,
)
from eligibility.explain.news import news, settled_before, what_changed
from eligibility.grounds import Ground
from eligibility.models import Block, Finding, RulePolicy
from eligibility.rules import catalogue
from eligibility.rules.base import Look

__all__ = [
    "Change",
    "Explanation",
    "Fact",
    "differences",
    "ending_in_words",
    "explain",
    "explain_all",
    "how_it_ended",
    "in_words",
    "source_name",
    "stands_on",
    "title_of",
    "waves_of",
    "what_changed",
]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one block stands, in the words of the language active when it was made.

    `whats_new` says what is unlike the facts that were settled for this person before; empty:
    nothing was. `waves` names the waves that the policy governs; empty: all of them.
    """

    ground: str
    title: str
    why: str
    source: str
    source_date: date | None
    policy_version: int
    legal_source: str
    waves: str
    whats_new: tuple[str, ...]
    disproved_by: str
    proof_kind: str


def explain(block: Block) -> Explanation:
    """Return why `block` stands; load it with `policy` and `finding__policy` to save queries."""
    return explain_all([block])[0]


def explain_all(blocks: Iterable[Block]) -> list[Explanation]:
    """Return why each of `blocks` stands, in their order; one query for what is new in them."""
    blocks = list(blocks)
    settled = settled_before([block.finding for block in blocks])
    return [
        _explained(block, whats_new=news(block.finding, settled[block.finding_id]))
        for block in blocks
    ]


def _explained(block: Block, *, whats_new: tuple[str, ...]) -> Explanation:
    finding = block.finding
    policy = stands_on(block)
    rule = catalogue.rule(block.rule)
    said_on = finding.source_date or day_in(finding.facts.get("as_of"))
    title = title_of(block)
    source = _source(finding, rule.look_behind(finding.facts) if rule else None)
    return Explanation(
        ground=block.ground,
        title=title,
        why=_why(finding, source=source, said_on=said_on) or f"{title}.",
        source=source,
        source_date=said_on,
        policy_version=policy.version,
        legal_source=policy.legal_source,
        waves=waves_of(policy),
        whats_new=whats_new,
        disproved_by=str(rule.disproved_by) if rule else _("Keterangan dan bukti dari Anda."),
        proof_kind=str(rule.proof) if rule else _("Dokumen yang mendukung keterangan Anda"),
    )


def stands_on(block: Block) -> RulePolicy:
    """Return the version that found what the block rests on, or rested on when it ended.

    A block carried over rests on another version's finding than that of the version that ordered
    it, which is `block.policy`. The finding of a block that the machine ended may belong to a
    newer block by now.
    """
    if block.status == Block.Status.SUPERSEDED and block.policy is not None:
        return block.policy
    return block.finding.policy


def title_of(block: Block) -> str:
    """Return the rule's title, or the ground's where the rule is no more."""
    rule = catalogue.rule(block.rule)
    return str(rule.title) if rule else str(Ground(block.ground).label)


def waves_of(policy: RulePolicy) -> str:
    """Return which waves a policy governs, in words; empty for all of them."""
    first, last = policy.first_wave, policy.last_wave
    if first is None and last is None:
        return ""
    if first is None:
        return _("sampai gelombang %(last)s") % {"last": last}
    if last is None:
        return _("mulai gelombang %(first)s") % {"first": first}
    if first == last:
        return _("gelombang %(first)s") % {"first": first}
    return _("gelombang %(first)s sampai %(last)s") % {"first": first, "last": last}


def _source(finding: Finding, look: Look[Any] | None) -> str:
    code = finding.source or str(finding.facts.get("register", ""))
    if code:
        return source_name(code)
    return str(look.source) if look else _("data program")


def _why(finding: Finding, *, source: str, said_on: date | None) -> str:
    """Return the sentence, or nothing for facts that the rule of today does not know."""
    rule = catalogue.rule(finding.rule)
    if rule is None:
        return ""
    values = {name: shown(value) for name, value in finding.facts.items()}
    values["source"] = source
    if said_on is not None:
        values["date"] = written(said_on)
    try:
        return str(rule.look_behind(finding.facts).why) % values
    except KeyError:
        return ""
