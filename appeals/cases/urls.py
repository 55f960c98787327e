"""Where people follow a complaint that they sent."""

from django.urls import URLPattern, path

from appeals.cases import contacts, find, going_on, lost, opinion, papers, uploads, views

urlpatterns: list[URLPattern] = [
    path("kasus/", find.case_find, name="case_find"),
    path("kasus/kode/", find.case_code, name="case_code"),
    path("kasus/selesai/", find.case_leave, name="case_leave"),
    path("kasus/lupa/", lost.case_lost, name="case_lost"),
    path("kasus/lupa/terkirim/", lost.case_lost_sent, name="case_lost_sent"),
    path("kasus/<str:number>/", views.case, name="case"),
    path("kasus/<str:number>/jawab/", views.case_answer, name="case_answer"),
    path("kasus/<str:number>/pesan/", views.case_say, name="case_say"),
    path("kasus/<str:number>/foto/", views.case_photo, name="case_photo"),
    path("kasus/<str:number>/unggah/", uploads.case_upload, name="case_upload"),
    path("kasus/<str:number>/berkas/", views.case_add, name="case_add"),
    path("kasus/<str:number>/kontak/", contacts.case_contact, name="case_contact"),
    path("kasus/<str:number>/kontak/kode/", contacts.case_contact_code, name="case_contact_code"),
    path("kasus/<str:number>/nilai/", opinion.case_feedback, name="case_feedback"),
    path("kasus/<str:number>/tarik/", views.case_withdraw, name="case_withdraw"),
    path("kasus/<str:number>/bukti/", papers.case_receipt, name="case_receipt"),
    path("kasus/<str:number>/bukti.pdf", papers.case_receipt_pdf, name="case_receipt_pdf"),
    path("kasus/<str:number>/putusan/", papers.case_letter, name="case_letter"),
    path("kasus/<str:number>/putusan.pdf", papers.case_letter_pdf, name="case_letter_pdf"),
    path("kasus/<str:number>/banding/", going_on.case_second_level, name="case_second_level"),
    path(
        "kasus/<str:number>/lanjut/unggah/",
        uploads.case_going_on_upload,
        name="case_going_on_upload",
    ),
    path("kasus/<str:number>/buka-lagi/", going_on.case_reopen, name="case_reopen"),
    path("kontak/<int:pk>/<str:token>/", contacts.case_contact_undo, name="case_contact_undo"),
    path("k/<str:number>/<str:token>/", find.case_link, name="case_link"),
]
