"""The addresses of this application's pages."""

from django.urls import URLPattern, URLResolver, path

from appeals.cases import find
from appeals.cases import views as cases
from appeals.intake import upload
from appeals.intake import views as intake
from appeals.intake.start import start

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start, name="start"),
    path("pengaduan/", intake.complaint, name="complaint"),
    path("pengaduan/foto/", upload.complaint_photo, name="complaint_photo"),
    path("pengaduan/simpan/", upload.complaint_keep, name="complaint_keep"),
    path("pengaduan/terkirim/", intake.complaint_sent, name="complaint_sent"),
    path("kasus/", find.case_find, name="case_find"),
    path("kasus/kode/", find.case_code, name="case_code"),
    path("kasus/selesai/", find.case_leave, name="case_leave"),
    path("kasus/<str:number>/", cases.case, name="case"),
    path("kasus/<str:number>/jawab/", cases.case_answer, name="case_answer"),
    path("kasus/<str:number>/pesan/", cases.case_say, name="case_say"),
    path("kasus/<str:number>/foto/", cases.case_photo, name="case_photo"),
    path("kasus/<str:number>/tarik/", cases.case_withdraw, name="case_withdraw"),
    path("k/<str:number>/<str:token>/", find.case_link, name="case_link"),
]
