"""The addresses of this application's pages, door by door."""

from django.urls import URLPattern, URLResolver

from appeals.cases import urls as cases
from appeals.intake import urls as intake
from appeals.public import urls as public
from appeals.rights import urls as rights

urlpatterns: list[URLPattern | URLResolver] = [
    *intake.urlpatterns,
    *cases.urlpatterns,
    *public.urlpatterns,
    *rights.urlpatterns,
]
