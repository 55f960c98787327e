"""The addresses under /api/; whatever is asked there is answered in JSON."""

from django.urls import URLPattern, path, re_path

from eligibility.api.door import guarded, nothing_here
from eligibility.api.routes import api

_operations, _, _name = api.urls
for _operation in _operations:
    if isinstance(_operation, URLPattern):
        _operation.callback = guarded(_operation.callback)

urlpatterns = [
    path("v1/", (_operations, "ninja", _name)),
    re_path("", guarded(nothing_here)),
]
