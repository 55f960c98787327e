"""Reads what became of rules' blocks over a span: by version, by register and by file."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from appeals.figures import month_sums

# One pass over the rows for all three sums: each row has a version, a register and a file.
_READ = """
    SELECT grouping(policy_id, source, batch_id), rule, policy_id, source, batch_id,
           sum(lifted), sum(upheld), sum(silent)
    FROM (
        SELECT level, ground, rule, policy_id, source, batch_id, lifted, upheld, silent
        FROM appeals_rulemonth WHERE month = ANY(%(months)s::date[])
        UNION ALL
        SELECT level, ground, rule, policy_id, source, batch_id, lifted, upheld, silent
        FROM appeals_ruleday WHERE day = ANY(%(days)s::date[])
    ) counted
    WHERE (%(level)s::int IS NULL OR level = %(level)s) AND %(ground)s IN ('', ground)
    GROUP BY GROUPING SETS ((rule, policy_id), (rule, source), (rule, batch_id))
"""
# What `grouping` says of the three.
_OF_VERSION, _OF_REGISTER, _OF_FILE = 0b011, 0b101, 0b110


@dataclass(frozen=True, slots=True)
class RuleSum:
    """What was counted of one version, register or file of a rule, by its key."""

    rule: str
    key: Any  # a version's or file's key, or a register's code
    lifted: int
    upheld: int
    silent: int

    @property
    def decided(self) -> int:
        """How many blocks people decided on."""
        return self.lifted + self.upheld


@dataclass(frozen=True, slots=True)
class RuleSums:
    """A span by version, by register and by file; what came from no register stands in one only."""

    versions: list[RuleSum] = field(default_factory=list)
    registers: list[RuleSum] = field(default_factory=list)
    files: list[RuleSum] = field(default_factory=list)


def read(first: date, last: date, *, level: int | None = None, ground: str = "") -> RuleSums:
    """Return the sums of the days, narrowed by what is not empty."""
    covered = month_sums.summed_up(first, last)
    # Any: the stubs know no arrays.
    asked: dict[str, Any] = {
        "months": list(covered.months), "days": list(covered.days), "level": level,
        "ground": ground,
    }  # fmt: skip
    found = RuleSums()
    with connection.cursor() as cursor:
        cursor.execute(_READ, asked)
        for grouped, rule, policy, source, batch, *counts in cursor.fetchall():
            if grouped == _OF_VERSION:
                found.versions.append(RuleSum(rule, policy, *counts))
            elif grouped == _OF_REGISTER and source:
                found.registers.append(RuleSum(rule, source, *counts))
            elif grouped == _OF_FILE and batch is not None:
                found.files.append(RuleSum(rule, batch, *counts))
    return found
