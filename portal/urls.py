"""The address of every page."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("pmo/", admin.site.urls),
]
