"""Where people begin, write and send a complaint."""

from django.urls import URLPattern, path

from appeals.intake import upload, views
from appeals.intake.start import start

urlpatterns: list[URLPattern] = [
    path("", start, name="start"),
    path("pengaduan/", views.complaint, name="complaint"),
    path("pengaduan/foto/", upload.complaint_photo, name="complaint_photo"),
    path("pengaduan/simpan/", upload.complaint_keep, name="complaint_keep"),
    path("pengaduan/terkirim/", views.complaint_sent, name="complaint_sent"),
]
