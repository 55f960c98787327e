"""Where people follow a complaint that they sent."""

from django.urls import URLPattern, path

from appeals.cases import find, views

urlpatterns: list[URLPattern] = [
    path("kasus/", find.case_find, name="case_find"),
    path("kasus/kode/", find.case_code, name="case_code"),
    path("kasus/selesai/", find.case_leave, name="case_leave"),
    path("kasus/<str:number>/", views.case, name="case"),
    path("kasus/<str:number>/jawab/", views.case_answer, name="case_answer"),
    path("kasus/<str:number>/pesan/", views.case_say, name="case_say"),
    path("kasus/<str:number>/foto/", views.case_photo, name="case_photo"),
    path("kasus/<str:number>/tarik/", views.case_withdraw, name="case_withdraw"),
    path("k/<str:number>/<str:token>/", find.case_link, name="case_link"),
]
