"""Bytes of erased files are ordered to go before they go; their proof says later when."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("appeals", "0024_find_rows_by_stored_name"),)

    operations = (
        migrations.AlterField(
            model_name="deletionproof",
            name="deleted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="FileErasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("names", models.JSONField(default=list)),
                ("ordered_at", models.DateTimeField()),
                ("gone_at", models.DateTimeField(null=True)),
                ("evidence", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="appeals.evidence")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("gone_at", None)), fields=["id"], name="file_erasure_begun")],
            },
        ),
    )
