"""The addresses of the reports' pages, below the staff site's."""

from django.urls import path

from appeals.reports import (
    board_view,
    dashboard_view,
    definitions_view,
    export_download,
    export_views,
    plan_views,
    rate_views,
    statistics_view,
)

urlpatterns = [
    path("", dashboard_view.dashboard, name="report_dashboard"),
    path("papan/", board_view.board, name="report_board"),
    path("arti/", definitions_view.definitions, name="report_definitions"),
    path("aturan/", rate_views.rules, name="report_rules"),
    path("petugas/", rate_views.officers, name="report_officers"),
    path("penilaian/", rate_views.opinions_page, name="report_opinions"),
    path("foto/", rate_views.photos, name="report_photos"),
    path("pemulihan/", rate_views.campaigns_page, name="report_remedies"),
    path("statistik/", statistics_view.official, name="report_statistics"),
    path("ekspor/", export_views.exports, name="report_exports"),
    path("ekspor/<int:export_id>/", export_views.export, name="report_export"),
    path("ekspor/<int:export_id>/batal/", export_views.cancel, name="report_cancel"),
    path("ekspor/<int:export_id>/unduh/", export_download.download, name="report_download"),
    path("jadwal/", plan_views.plans, name="report_plans"),
    path("jadwal/baru/", plan_views.add, name="report_plan_add"),
    path("jadwal/<int:plan_id>/", plan_views.change, name="report_plan"),
    path("jadwal/<int:plan_id>/jeda/", plan_views.pause, name="report_plan_pause"),
    path("jadwal/<int:plan_id>/lanjut/", plan_views.go_on, name="report_plan_go_on"),
    path("jadwal/<int:plan_id>/hapus/", plan_views.remove, name="report_plan_remove"),
]
