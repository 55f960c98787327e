"""The addresses of the desk for calls, below the staff site's."""

from django.urls import path

from appeals.intake import caller_desk

urlpatterns = [
    path("", caller_desk.file_for_caller, name="caller_desk"),
    path("<int:pk>/", caller_desk.filed_for_caller, name="caller_filed"),
]
