"""Lets a hold say which blocks are looked at, when there was a result, and what comes next."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("eligibility", "0012_count_overturns_ahead"),)

    operations = (
        migrations.AddField(
            model_name="hold",
            name="answered_at",
            field=models.DateTimeField(null=True, verbose_name="dijawab"),
        ),
        migrations.AddField(
            model_name="hold",
            name="blocks",
            field=models.ManyToManyField(
                blank=True,
                related_name="holds",
                to="eligibility.block",
                verbose_name="blokir",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="further_until",
            field=models.DateField(null=True, verbose_name="diperiksa lagi sampai"),
        ),
    )
