"""The rules once more, in plain Python over rows in memory, to hold screening's answers against.

Written from the programme's rules and not from `eligibility.rules`: it shares no code with them.
Yields an account's key, the rule's code and the facts. Rules about one person's rows are
`oracle_rows`', those about groups `oracle_groups`'.
"""

from collections.abc import Callable, Iterator

from benchmarks import oracle_groups as groups
from benchmarks import oracle_rows as rows
from benchmarks.oracle_nation import Found, Nation, load

__all__ = ["Found", "Nation", "judge", "load"]


def judge(nation: Nation) -> Iterator[Found]:
    """Yield every breach of every rule by an account that is neither revoked nor closed."""
    for rule in RULES:
        for key, code, facts in rule(nation):
            if key in nation.judged:
                yield key, code, facts


RULES: list[Callable[[Nation], Iterator[Found]]] = [
    rows.age,
    rows.verdicts("citizenship", "not_found"),
    rows.verdicts("citizenship", "deceased"),
    rows.declared("citizenship", "citizenship", {"wna"}),
    rows.verdicts("education", "enrolled"),
    rows.declared("education", "education", {"school", "university"}),
    rows.listed,
    rows.declared("office", "declared_office", None),
    rows.declared("employment", "employment", {"other"}),
    groups.household,
    rows.second_grant,
    rows.namesake,
    rows.verdicts("false_data", "other_person"),
    rows.odd_number,
    rows.photo("reused_card", "card"),
    groups.velocity,
    rows.fast_form,
    groups.purchase_burst,
    groups.shared_payout,
    rows.not_bought,
    rows.not_completed,
    groups.shared_contact,
    rows.photo("shared_selfie", "selfie"),
]
