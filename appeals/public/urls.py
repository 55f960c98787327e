"""Where anybody checks a letter and reads the figures."""

from django.urls import URLPattern, path

from appeals.public import check, figures, statistics

# A report is known by its month, for good.
_MONTH = "angka/laporan/<int:year>/<int:month>"

urlpatterns: list[URLPattern] = [
    path("cek/", check.letter_check, name="letter_check"),
    path("cek/<str:number>/<str:code>/", check.letter_check_at, name="letter_check_at"),
    path("angka/", figures.transparency, name="transparency"),
    path("angka/peta.svg", figures.transparency_map, name="transparency_map"),
    path("angka/angka.csv", figures.transparency_table, name="transparency_table"),
    path("angka/arti/", statistics.meanings, name="figure_meanings"),
    path("angka/laporan/", statistics.reports, name="statistics_reports"),
    path(f"{_MONTH}/<str:language>.pdf", statistics.report, name="statistics_report"),
    path(
        f"{_MONTH}/edisi-<int:number>/<str:language>.pdf",
        statistics.report,
        name="statistics_edition",
    ),
]
