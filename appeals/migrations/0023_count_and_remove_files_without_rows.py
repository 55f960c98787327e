"""Keep how far a check has counted and removed files without rows, and what it was refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("appeals", "0022_count_children_a_file_ended"),)

    operations = (
        migrations.AddField(
            model_name="evidencecheck",
            name="names",
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="evidencecheck",
            name="has_counted",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="evidencecheck",
            name="removed",
            field=models.PositiveBigIntegerField(
                db_default=0, default=0, verbose_name="sudah dibuang"
            ),
        ),
        migrations.AddField(
            model_name="evidencecheck",
            name="has_removed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="evidencecheck",
            name="refused",
            field=models.PositiveBigIntegerField(
                db_default=0, default=0, verbose_name="tidak bisa diambil"
            ),
        ),
    )
