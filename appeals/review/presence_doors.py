"""The door where an open case page says that its officer still reads it, and hears who else does."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from appeals.models import Appeal
from appeals.review import presence
from appeals.review.doorkeeper import staff_only
from appeals.review.offered import REVIEWERS
from portal.models import User


@require_POST
@staff_only(*REVIEWERS)
def beat(request: HttpRequest, user: User, *, pk: int) -> HttpResponse:
    """Renew the officer's mark on the case; the answer says in words who else reads it."""
    if not Appeal.objects.filter(pk=pk).exists():
        raise Http404
    others = presence.note(pk, by=user, at=timezone.now())
    return JsonResponse({"words": presence.in_words(others)})
