"""Keep with which case a filing came into another, so that parting the cases brings it back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("appeals", "0036_index_samples_and_provinces"),)

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="came_with",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="appeals.appeal",
            ),
        ),
    ]
