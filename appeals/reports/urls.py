"""The addresses of the reports' pages, below the staff site's."""

from django.urls import path

from appeals.reports import board_view, views

urlpatterns = [
    path("", views.dashboard, name="report_dashboard"),
    path("papan/", board_view.board, name="report_board"),
    path("ekspor/", views.exports, name="report_exports"),
    path("ekspor/<int:export_id>/unduh/", views.download, name="report_download"),
]
