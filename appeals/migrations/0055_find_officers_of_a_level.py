"""Find an officer's days of one level without reading those of the other."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from portal.repeatable import BuildIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0054_keep_what_is_done_with_an_export"),)

    operations = (
        BuildIndex(
            model_name="officerday",
            index=models.Index(fields=["officer", "level", "day"], name="officer_day_by_level"),
        ),
        RemoveIndexConcurrently(model_name="officerday", name="officer_day_by_officer"),
    )
