"""What all looks at a register's word share: only its latest word counts, whoever it is about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable

from eligibility.models import RegistryVerdict
from eligibility.rules.base import Look, NoLimits

# The civil registry's code. A school register that does not know a person says nothing about
# citizenship or names.
DUKCAPIL = "dukcapil"


class RegistersWord(Look[NoLimits]):
    """One verdict that breaks the rule, said by one register or by any (index adverse_verdict)."""

    looks_at = ("verdicts.register", "verdicts.verdict", "verdicts.since")
    verdict: ClassVar[str]
    # Whose word counts; empty: every register's that says such a thing.
    register: ClassVar[str] = ""

    def rows(self) -> QuerySet[RegistryVerdict]:
        return RegistryVerdict.objects.filter(superseded_at=None)

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        said_so = Q(verdict=self.verdict)
        return said_so & Q(register=self.register) if self.register else said_so

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {"register": F("register"), "since": F("since")}

    def judge(self, facts: Mapping[str, Any], limits: NoLimits) -> bool | None:
        """Say yes: what a register said breaks the rule whatever its policy says."""
        return True if facts.get("register") else None

    def said_by(self) -> Combinable:
        return F("register")

    def said_on(self) -> Combinable:
        return F("as_of")
