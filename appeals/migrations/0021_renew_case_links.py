"""Count the editions of a case's secret link; links sent so far are the first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("appeals", "0020_keep_what_photos_look_like"),)

    operations = (
        migrations.AddField(
            model_name="appeal",
            name="link_edition",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
    )
