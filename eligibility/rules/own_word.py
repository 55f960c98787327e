"""What all looks at a person's own answers on registering share; no answer is unknown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from eligibility.models import Account
from eligibility.rules.base import Look, NoLimits


class OwnWord(Look[NoLimits]):
    """Answers of the registration form that break the rule, each column with its own index."""

    basis = "declared"
    account = "pk"
    source = _("data pendaftaran Anda")
    column: ClassVar[str]
    answers: ClassVar[tuple[str, ...]]

    def rows(self) -> QuerySet[Account]:
        return Account.objects.all()

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return Q(**{f"{self.column}__in": self.answers})

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {"declared": F(self.column)}

    def judge(self, facts: Mapping[str, Any], limits: NoLimits) -> bool | None:
        """Compare the answer found with those that break the rule today."""
        declared = facts.get("declared")
        return None if declared is None else declared in self.answers

    def said_on(self) -> Combinable:
        return F("registered_on")
