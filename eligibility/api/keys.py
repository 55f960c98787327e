"""Who calls: a partner's key, what it may do, and how often."""

import time

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from eligibility import partners
from eligibility.api.answers import Refused
from eligibility.models import PartnerKey
from portal import throttle

_MINUTE = 60
# Wrong keys an address may try in a minute; a right one is never counted here.
_WRONG_KEYS = 60


class PartnerSecret(HttpBearer):
    """A valid key with one of the scopes that allow the operation; answers 401, 403 and 429."""

    def __init__(self, *scopes: PartnerKey.Scope) -> None:
        super().__init__()
        self._scopes = frozenset(scopes)

    def __call__(self, request: HttpRequest) -> PartnerKey:
        """Return the key; a missing one is as wrong as any other."""
        found = super().__call__(request)
        if not isinstance(found, PartnerKey):
            _count_wrong(request)
            raise Refused(401)
        _check_rate(found)
        if self._scopes.isdisjoint(found.scopes):
            raise Refused(403)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> PartnerKey | None:
        """Return the key that the token is."""
        return partners.recognise(token, at=timezone.now())


def _check_rate(key: PartnerKey) -> None:
    partner = key.partner
    if not throttle.allow(
        "partner", str(partner.pk), limit=partner.calls_per_minute, seconds=_MINUTE
    ):
        raise Refused(429, retry_after=_until_next_minute())


def _count_wrong(request: HttpRequest) -> None:
    address = throttle.client_network(request)
    if not throttle.allow("partner-key", address, limit=_WRONG_KEYS, seconds=_MINUTE):
        raise Refused(429, retry_after=_until_next_minute())


def _until_next_minute() -> int:
    """Return the seconds until `throttle` counts anew: its windows are those of the clock."""
    return _MINUTE - int(time.time()) % _MINUTE
