"""The first list of what officers may ask for, ground by ground; supervisors keep it from here."""

from django.db import migrations
from django.utils import timezone

ITEMS = (
    ("G01", "ektp", "Kirim foto e-KTP asli, atau surat keterangan (SUKET) dari Dukcapil.",
     "Send a photo of your original e-KTP, or the letter (SUKET) from the civil registry."),
    ("G02", "supporting", "Kirim foto akta kelahiran.", "Send a photo of your birth certificate."),
    ("G03", "supporting", "Kirim foto ijazah atau surat keterangan lulus.",
     "Send a photo of your diploma or leaving letter."),
    ("G03", "", "Kapan Anda lulus atau berhenti sekolah?",
     "When did you finish or leave school?"),
    ("G04", "supporting", "Kirim foto surat pensiun atau surat berhenti.",
     "Send a photo of your retirement or discharge letter."),
    ("G04", "", "Apa pekerjaan Anda sekarang, dan sejak kapan?",
     "What is your work now, and since when?"),
    ("G05", "", "Apa pekerjaan Anda waktu mendaftar?",
     "What was your work when you registered?"),
    ("G06", "kk", "Kirim foto Kartu Keluarga yang terbaru.",
     "Send a photo of your newest family card."),
    ("G06", "", "Siapa saja di Kartu Keluarga Anda yang sudah pindah, dan kapan?",
     "Who on your family card has moved out, and when?"),
    ("G07", "", "Apakah Anda pernah menerima Kartu Prakerja? Gelombang berapa?",
     "Did you receive the Prakerja card before? In which wave?"),
    ("G08", "supporting", "Kirim foto surat yang menunjukkan data yang benar.",
     "Send a photo of a paper that shows the right data."),
    ("G08", "", "Data mana yang salah, dan apa yang benar?",
     "Which data are wrong, and what is right?"),
    ("G09", "", "Di mana dan dengan HP siapa Anda mendaftar?",
     "Where, and with whose phone, did you register?"),
    ("G10", "screenshot", "Kirim tangkapan layar waktu Anda mau membeli pelatihan.",
     "Send a screenshot of when you wanted to buy the training."),
    ("G10", "", "Apa yang menghalangi Anda membeli pelatihan, dan kapan?",
     "What kept you from buying the training, and when?"),
    ("G11", "supporting", "Kirim foto sertifikat atau bukti ikut pelatihan.",
     "Send a photo of the certificate or other proof that you took the training."),
    ("G12", "selfie_ektp", "Kirim foto diri sambil memegang e-KTP.",
     "Send a photo of yourself holding your e-KTP."),
    ("G12", "", "Siapa lagi yang memakai HP, nomor, atau rekening Anda?",
     "Who else uses your phone, number or bank account?"),
    ("", "", "Apa nomor yang bisa kami telepon, dan jam berapa?",
     "Which number may we call, and at what time?"),
)  # fmt: skip


def fill(apps, schema_editor):
    item = apps.get_model("appeals", "QuestionItem")
    at = timezone.now()
    item.objects.bulk_create(
        item(ground=ground, kind=kind, text=text, text_en=text_en, added_at=at)
        for ground, kind, text, text_en in ITEMS
    )


def empty(apps, schema_editor):
    apps.get_model("appeals", "QuestionItem").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = (("appeals", "0033_tell_officers_what_came_back"),)

    operations = (migrations.RunPython(fill, empty),)
