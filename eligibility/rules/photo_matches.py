"""What a photo given for two people says: machinery of the rules reused_card and shared_selfie.

A match is advisory: whoever looks at evidence noticed it (photos.py), and a person decides.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Least
from django.utils.translation import gettext_lazy as _

from eligibility.models import PhotoMatch
from eligibility.rules.base import Look, NoLimits, civil_day, key_array


class GivenTwice(Look[NoLimits]):
    """A photo that was given for another NIK, too; two accounts of one person are no match."""

    kind: ClassVar[str]
    looks_at: ClassVar[tuple[str, ...]] = ("photo_matches",)
    source = _("pemeriksaan foto")

    def rows(self) -> QuerySet[PhotoMatch]:
        return PhotoMatch.objects.filter(kind=self.kind)

    def broken(self, limits: NoLimits, *, at: datetime) -> Q:
        return ~Q(other__nik=F("account__nik"))

    def facts(self, limits: NoLimits) -> Mapping[str, Combinable | str | int]:
        return {"reference": F("reference"), "other": F("other_id")}

    def judge(self, facts: Mapping[str, Any], limits: NoLimits) -> bool | None:
        """Say that a match found is one: there are no limits to change."""
        return "other" in facts or None

    def said_on(self) -> Combinable:
        return civil_day("noticed_at")

    def batch(self) -> Combinable:
        """Return no batch: matches come in no file."""
        return Cast(Value(None), BigIntegerField())

    def cluster(self) -> Combinable:
        """Return the lower account key of the pair."""
        return Least(F("account_id"), F("other_id"))

    def neighbours(self, account_ids: Sequence[int], limits: NoLimits) -> QuerySet[Any]:
        """Return the accounts that gave a photo which one of these gave, too."""
        pairs = PhotoMatch.objects.filter(account__in=key_array(account_ids), kind=self.kind)
        keys: QuerySet[Any] = pairs.values_list("other_id", flat=True).distinct()
        return keys
