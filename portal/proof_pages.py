"""Gives a browser's script a challenge; what it is for and when it is asked is `proof`'s."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import doors, proof

_PER_ADDRESS = 2400


@never_cache
@require_safe
def proof_challenge(request: HttpRequest) -> JsonResponse:
    """Return a fresh challenge as altcha's scripts read it."""
    if doors.is_too_often(request, "proof-challenge", limit=_PER_ADDRESS):
        return JsonResponse({}, status=429)
    return JsonResponse(dict(proof.challenge(at=timezone.now())))
