from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("eligibility", "0021_match_numbers_read_in_cards")]

    operations = [
        AddIndexConcurrently(
            model_name="finding",
            index=models.Index(fields=["found_at", "id"], name="finding_by_moment"),
        ),
    ]
