"""The addresses of this application's pages."""

from django.urls import URLPattern, URLResolver, include, path

from eligibility import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("akun/", views.account_check, name="account_check"),
    path("akun/kode/", views.account_code, name="account_code"),
    path("akun/status/", views.account_status, name="account_status"),
    path("akun/selesai/", views.account_leave, name="account_leave"),
    path("api/", include("eligibility.api.urls")),
]
