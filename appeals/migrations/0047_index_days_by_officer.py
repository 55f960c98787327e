"""Find an officer's days."""

from django.db import migrations, models

from portal.repeatable import BuildIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0046_let_no_open_export_pass_alone"),)

    operations = (
        BuildIndex(
            model_name="officerday",
            index=models.Index(fields=["officer", "day"], name="officer_day_by_officer"),
        ),
    )
