"""Keep what officers type, their ready texts, and what was on file when a case was decided."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.fields


class Migration(migrations.Migration):
    dependencies = (
        ("appeals", "0029_keep_who_may_decide_what"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.AddField(
            model_name="decision",
            name="approved_digest",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="decision",
            name="file_digest",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="decision",
            name="file_seen",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="outcome",
            name="looked_at",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.CreateModel(
            name="DecisionText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("family", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(max_length=80)),
                ("grounds", models.JSONField(default=list)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("lifted", "Blokir dicabut"), ("upheld", "Blokir tetap berlaku")],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField()),
                ("words_en", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "teks putusan",
                "verbose_name_plural": "teks putusan",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["title"],
                        name="decision_text_current",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("family", "version"), name="one_row_a_text_version"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("family",),
                        name="one_current_version_a_text",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficerDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verb", models.CharField(max_length=30)),
                ("typed", portal.fields.EncryptedJSONField(default=dict)),
                ("revision", models.PositiveIntegerField(db_default=1, default=1)),
                ("kept_at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="officer_drafts",
                        to="appeals.appeal",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kept_at"], name="officer_draft_by_day")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("officer", "appeal", "verb"), name="one_draft_a_form_and_officer"
                    )
                ],
            },
        ),
    )
