"""All rules. A new rule is one file, one line here, its tests, and a policy."""

from typing import Any, TypeAlias

from eligibility.rules.age import Age
from eligibility.rules.base import Rule
from eligibility.rules.completion import Completion
from eligibility.rules.earlier_recipient import EarlierRecipient
from eligibility.rules.education import Education
from eligibility.rules.employment import Employment
from eligibility.rules.first_training import FirstTraining
from eligibility.rules.household import Household
from eligibility.rules.office import Office

# Any: each rule has limits of its own type, read by itself from its policy.
AnyRule: TypeAlias = Rule[Any]
RULES: tuple[AnyRule, ...] = (
    Age(),
    Education(),
    Office(),
    Employment(),
    Household(),
    EarlierRecipient(),
    FirstTraining(),
    Completion(),
)
_BY_CODE = {rule.code: rule for rule in RULES}


def rule(code: str) -> AnyRule | None:
    """Return the rule of that code, or None: a policy may outlive its rule."""
    return _BY_CODE.get(code)
