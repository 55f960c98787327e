"""Where anybody checks a letter and reads the figures."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
