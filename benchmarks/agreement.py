"""Compares what screening found with what the plain-Python oracle finds in the same rows."""

import json
from dataclasses import dataclass

from benchmarks import oracle
from eligibility.models import Finding, ScreeningRun

_Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """Findings of both, of the oracle alone, and of screening alone."""

    agreed: int
    missing: set[_Key]
    extra: set[_Key]


def compare() -> Compared:
    """Compare the findings of the last run, the only one, with the oracle's at its moment."""
    run = ScreeningRun.objects.latest("pk")
    found = {
        (finding.account_id, finding.rule, json.dumps(finding.facts, sort_keys=True))
        for finding in Finding.objects.all()
    }
    judged = oracle.judge(oracle.load(run.at))
    right = {(key, rule, json.dumps(facts, sort_keys=True)) for key, rule, facts in judged}
    return Compared(len(found & right), right - found, found - right)
