"""Where people ask what is held about them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
