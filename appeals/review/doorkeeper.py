"""Lets only staff with one of the named roles through to a view of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from portal.models import Role, User

_P = ParamSpec("_P")
_Guarded = Callable[Concatenate[HttpRequest, User, _P], HttpResponseBase]
_Open = Callable[Concatenate[HttpRequest, _P], HttpResponseBase]


def staff_only(*roles: Role) -> Callable[[_Guarded[_P]], _Open[_P]]:
    """Refuse whoever is in none of `roles`, superusers too; hand the user to the view."""

    def guard(view: _Guarded[_P]) -> _Open[_P]:
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: _P.args, **named: _P.kwargs
        ) -> HttpResponseBase:
            user = request.user
            if not isinstance(user, User) or not user.has_role(*roles):
                raise PermissionDenied
            return view(request, user, *args, **named)

        return guarded

    return guard
