"""Keep which count of a day its month's sums hold; none does at first, so that days are read."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = (("appeals", "0056_pause_plans_that_repeat_days"),)

    operations = (
        migrations.AddField(
            model_name="countedday",
            name="summed_as_of",
            field=models.DateTimeField(null=True),
        ),
    )
