"""Find the row that names a stored file, and hold up nobody while the indexes are built."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0023_count_and_remove_files_without_rows"),)

    operations = (
        AddIndexConcurrently(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("upload_name", ""), _negated=True),
                fields=["upload_name"],
                name="evidence_by_upload",
            ),
        ),
        AddIndexConcurrently(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("image_name", ""), _negated=True),
                fields=["image_name"],
                name="evidence_by_image",
            ),
        ),
        AddIndexConcurrently(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("thumbnail_name", ""), _negated=True),
                fields=["thumbnail_name"],
                name="evidence_by_thumbnail",
            ),
        ),
    )
