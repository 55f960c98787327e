"""Find files that a worker gave up without reading all of them, and hold up nobody."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0016_keep_digests_and_lost_files"),)

    operations = (
        AddIndexConcurrently(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(
                    ("dead_at__isnull", False), ("done_at", None), ("lost_at", None)
                ),
                fields=["id"],
                name="evidence_given_up",
            ),
        ),
    )
