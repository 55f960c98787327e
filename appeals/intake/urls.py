"""Where people begin, write and send a complaint."""

from django.urls import URLPattern, path

from appeals.intake import links, step_views, upload, views
from appeals.intake.closed import guarded
from appeals.intake.start import start

urlpatterns: list[URLPattern] = [
    path("", start, name="start"),
    path("pengaduan/", guarded(views.complaint), name="complaint"),
    path("pengaduan/mulai/", guarded(step_views.complaint_begin), name="complaint_begin"),
    path(
        "pengaduan/langkah/<path:slug>/", guarded(step_views.complaint_step), name="complaint_step"
    ),
    path("pengaduan/cek/", guarded(step_views.complaint_check), name="complaint_check"),
    path("pengaduan/kirim/", step_views.complaint_send, name="complaint_send"),
    path("pengaduan/foto/", upload.complaint_photo, name="complaint_photo"),
    path("pengaduan/simpan/", upload.complaint_keep, name="complaint_keep"),
    path("pengaduan/tautan/", links.draft_send_link, name="draft_send_link"),
    path("lanjut/<int:pk>/<str:token>/", links.draft_link_opened, name="draft_link"),
    path("pengaduan/terkirim/", views.complaint_sent, name="complaint_sent"),
    path("pengaduan/terkirim/bukti.pdf", views.complaint_receipt, name="complaint_receipt"),
]
