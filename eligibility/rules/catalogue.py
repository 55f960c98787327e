"""All rules. A new rule is one file, one line here, its tests, and a policy."""

from typing import Any, TypeAlias

from eligibility.rules.age import Age
from eligibility.rules.base import Rule
from eligibility.rules.citizenship import Citizenship
from eligibility.rules.completion import Completion
from eligibility.rules.earlier_recipient import EarlierRecipient
from eligibility.rules.education import Education
from eligibility.rules.employment import Employment
from eligibility.rules.false_data import FalseData
from eligibility.rules.first_training import FirstTraining
from eligibility.rules.form_speed import FormSpeed
from eligibility.rules.household import Household
from eligibility.rules.office import Office
from eligibility.rules.purchase_burst import PurchaseBurst
from eligibility.rules.reused_card import ReusedCard
from eligibility.rules.shared_contact import SharedContact
from eligibility.rules.shared_payout import SharedPayout
from eligibility.rules.shared_selfie import SharedSelfie
from eligibility.rules.velocity import Velocity

# Any: each rule has limits of its own type, read by itself from its policy.
AnyRule: TypeAlias = Rule[Any]
RULES: tuple[AnyRule, ...] = (
    Citizenship(),
    Age(),
    Education(),
    Office(),
    Employment(),
    Household(),
    EarlierRecipient(),
    FalseData(),
    ReusedCard(),
    Velocity(),
    FormSpeed(),
    PurchaseBurst(),
    SharedPayout(),
    FirstTraining(),
    Completion(),
    SharedContact(),
    SharedSelfie(),
)
_BY_CODE = {rule.code: rule for rule in RULES}


def rule(code: str) -> AnyRule | None:
    """Return the rule of that code, or None: a policy may outlive its rule."""
    return _BY_CODE.get(code)
