"""Keep what each stored picture must be, which files were lost, and the checks that say so."""

import django.db.models.deletion
import django.db.models.functions.datetime
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("appeals", "0015_keep_what_is_read_in_cards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="jatuh tempo")),
                ("claimed_by", models.UUIDField(editable=False, null=True)),
                ("lease_until", models.DateTimeField(editable=False, null=True)),
                ("deliveries", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="percobaan")),
                ("done_at", models.DateTimeField(editable=False, null=True, verbose_name="selesai")),
                ("dead_at", models.DateTimeField(editable=False, null=True, verbose_name="dihentikan")),
                ("last_fault", models.CharField(blank=True, editable=False, max_length=200, verbose_name="kesalahan terakhir")),
                ("began_at", models.DateTimeField(verbose_name="mulai")),
                ("total", models.PositiveBigIntegerField(db_default=0, default=0, verbose_name="bukti")),
                ("seen", models.PositiveBigIntegerField(db_default=0, default=0, verbose_name="sudah dicek")),
                ("has_seen_all", models.BooleanField(db_default=False, default=False)),
                ("last_id", models.BigIntegerField(db_default=0, default=0)),
                ("last_name", models.CharField(blank=True, db_default="", default="", max_length=80)),
                ("files", models.PositiveBigIntegerField(db_default=0, default=0, verbose_name="berkas")),
                ("taken_in", models.PositiveBigIntegerField(db_default=0, default=0, verbose_name="sidik dicatat")),
                ("lost", models.PositiveBigIntegerField(db_default=0, default=0, verbose_name="hilang atau rusak")),
                ("found_again", models.PositiveBigIntegerField(db_default=0, default=0, verbose_name="ditemukan lagi")),
                ("orphans", models.PositiveBigIntegerField(db_default=0, default=0, verbose_name="berkas tanpa catatan")),
            ],
            options={
                "verbose_name": "pengecekan berkas",
                "verbose_name_plural": "pengecekan berkas",
            },
        ),
        migrations.CreateModel(
            name="FileWaiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", portal.fields.EncryptedTextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LostFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(choices=[("upload", "kiriman asli"), ("image", "gambar"), ("thumbnail", "gambar kecil")], max_length=10, verbose_name="bagian")),
                ("fault", models.CharField(choices=[("missing", "tidak ada di penyimpanan"), ("damaged", "tidak bisa dibuka"), ("changed", "isinya bukan yang dulu disimpan")], max_length=10, verbose_name="keadaan")),
                ("found_at", models.DateTimeField(verbose_name="diketahui")),
                ("mended_at", models.DateTimeField(null=True, verbose_name="pulih")),
            ],
            options={
                "verbose_name": "berkas hilang",
                "verbose_name_plural": "berkas hilang",
            },
        ),
        migrations.AddField(
            model_name="evidence",
            name="image_sha256",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="evidence",
            name="lost_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="thumbnail_sha256",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="evidencecheck",
            constraint=models.UniqueConstraint(models.Value(1), condition=models.Q(("dead_at", None), ("done_at", None)), name="one_unfinished_evidence_check"),
        ),
        migrations.AddField(
            model_name="filewaiver",
            name="appeal",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="file_waivers", to="appeals.appeal"),
        ),
        migrations.AddField(
            model_name="filewaiver",
            name="by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="filewaiver",
            name="evidence",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="waivers", to="appeals.evidence"),
        ),
        migrations.AddField(
            model_name="lostfile",
            name="evidence",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lost_files", to="appeals.evidence"),
        ),
        migrations.AddConstraint(
            model_name="filewaiver",
            constraint=models.UniqueConstraint(fields=("appeal", "evidence"), name="one_waiver_per_case_and_file"),
        ),
        migrations.AddConstraint(
            model_name="lostfile",
            constraint=models.UniqueConstraint(condition=models.Q(("mended_at", None)), fields=("evidence", "part"), name="a_file_is_lost_once"),
        ),
    ]
