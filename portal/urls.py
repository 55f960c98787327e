"""The address of every page."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from portal import installing, proof_pages
from portal.language import keep_language

handler403 = "portal.doors.forbidden"
handler404 = "portal.doors.not_found"

urlpatterns = [
    path("pmo/laporan/", include("appeals.reports.urls")),
    path("pmo/telepon/", include("appeals.intake.caller_urls")),
    path("pmo/", admin.site.urls),
    path("bahasa/", set_language, name="set_language"),
    path("bahasa/<str:code>/", keep_language, name="keep_language"),
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    path("sw.js", installing.service_worker, name="service_worker"),
    path("tanpa-sambungan/", installing.offline, name="offline"),
    path("tantangan/", proof_pages.proof_challenge, name="proof_challenge"),
    path("", include("eligibility.urls")),
    path("", include("appeals.urls")),
]
