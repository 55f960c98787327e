"""Which facts are those that somebody settled before, though a policy put another limit to them.

Only where a limit stands among the facts do equal data make another digest. Who was cleared under
one limit is not found again because another version moved it: the person's own facts decide.
"""

import json
from dataclasses import fields

from eligibility.rules import catalogue

# In a group's facts; it depends on the limit, and doubles with the group (rules.groups).
_SIZE = "at_least"

# Keys of rows and groups: no sentence about a block says them (explain.facts).
UNREAD = ("cluster", "other", "purchase", "reference")

# What the person's own facts are, without limits; %(limits)s is `limits_by_rule()`. Written with
# the names of two rows that have `rule` and `facts`, the older one first.
_LIMITS = "ARRAY(SELECT jsonb_array_elements_text(%(limits)s::jsonb -> {then}.rule))"
_ALIKE = """
    {then}.facts - '{size}'::text - {limits} = {now}.facts - '{size}'::text - {limits}
    AND ({then}.facts -> '{size}' IS NOT DISTINCT FROM {now}.facts -> '{size}'
         OR ({now}.facts ->> '{size}')::bigint < 2 * ({then}.facts ->> '{size}')::bigint)
"""


def alike(then: str, now: str) -> str:
    """Return the SQL condition that two rows hold the same facts but for the policy's limits.

    A group counts as the same while it may have been as large then; one that shrank does.
    """
    return _ALIKE.format(then=then, now=now, size=_SIZE, limits=_LIMITS.format(then=then))


def limits_by_rule() -> str:
    """Return the names of each rule's limits as JSON, the parameter `limits` of `alike`."""
    return json.dumps(
        {rule.code: [field.name for field in fields(rule.limits)] for rule in catalogue.RULES}
    )
