"""Where people ask what is held about them."""

from django.urls import URLPattern, path

from appeals.rights import asking_views, views

urlpatterns: list[URLPattern] = [
    path("data-saya/", views.rights, name="rights"),
    path("data-saya/unduh/", views.rights_download, name="rights_download"),
    path("data-saya/perbaiki/", asking_views.rectify, name="rights_rectify"),
    path("data-saya/hapus/", asking_views.erase, name="rights_erase"),
    path("data-saya/tarik/", asking_views.withdraw, name="rights_withdraw"),
    path("data-saya/<str:number>/", views.rights_state, name="rights_state"),
    path("data-saya/<str:number>/<str:token>/", views.rights_link, name="rights_link"),
]
