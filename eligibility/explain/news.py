"""What is new in a finding about somebody for whom the same rule was settled before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from eligibility.explain.facts import INTERNAL, differences, in_words
from eligibility.models import Finding

_SETTLED = (Finding.Status.SETTLED, Finding.Status.DISMISSED)


def settled_before(findings: Sequence[Finding]) -> Mapping[int, list[Mapping[str, Any]]]:
    """Return, by each finding's key, the facts of its account and rule that were settled before
    it was found, the latest first."""
    rows = Finding.objects.filter(
        account__in={finding.account_id for finding in findings},
        rule__in={finding.rule for finding in findings},
        status__in=_SETTLED,
    )
    settled: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for pk, account, rule, facts in rows.order_by("-pk").values_list(
        "pk", "account_id", "rule", "facts"
    ):
        for finding in findings:
            if (finding.account_id, finding.rule) == (account, rule) and pk < finding.pk:
                settled[finding.pk].append(facts)
    return settled


def news(finding: Finding, settled: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return what `finding` rests on that none of the `settled` facts said, a sentence each."""
    if not settled:
        return ()
    known = {(name, repr(value)) for facts in settled for name, value in facts.items()}
    new = {
        name: value
        for name, value in finding.facts.items()
        if (name, repr(value)) not in known and name not in INTERNAL
    }
    latest = {name: settled[0].get(name) for name in new}
    words = tuple(_sentence(*each) for each in _beside(finding.rule, new, latest))
    return words or (_("Susunan fakta ini belum pernah dinilai."),)


def what_changed(before: Finding, now: Finding) -> tuple[str, ...]:
    """Return what `now` says that `before` did not or said otherwise, a sentence each."""
    new = {
        name: value
        for name, value in now.facts.items()
        if before.facts.get(name) != value and name not in INTERNAL
    }
    then = {name: before.facts.get(name) for name in new}
    return tuple(_sentence(*each) for each in _beside(now.rule, new, then))


def _beside(
    rule: str, new: Mapping[str, Any], latest: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Return label, new text and the text before, of each new fact that can be said."""
    changes = {change.label: change for change in differences(rule, latest, new)}
    return [
        (fact.label, fact.text, changes[fact.label].then if fact.label in changes else "")
        for fact in in_words(rule, new)
    ]


def _sentence(label: str, text: str, before: str) -> str:
    if before:
        return _("%(what)s: %(now)s, sebelumnya %(before)s.") % {
            "what": label, "now": text, "before": before
        }  # fmt: skip
    return _("%(what)s: %(now)s.") % {"what": label, "now": text}
