"""The addresses of the reports' pages, below the staff site's."""

from django.urls import path

from appeals.reports import board_view, definitions_view, views

urlpatterns = [
    path("", views.dashboard, name="report_dashboard"),
    path("papan/", board_view.board, name="report_board"),
    path("arti/", definitions_view.definitions, name="report_definitions"),
    path("ekspor/", views.exports, name="report_exports"),
    path("ekspor/<int:export_id>/unduh/", views.download, name="report_download"),
]
