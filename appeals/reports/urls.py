"""The addresses of the reports' pages, below the staff site's."""

from django.urls import path

from appeals.reports import views

urlpatterns = [
    path("", views.dashboard, name="report_dashboard"),
    path("ekspor/", views.exports, name="report_exports"),
    path("ekspor/<int:export_id>/unduh/", views.download, name="report_download"),
]
