"""Find a document's pages, and the files that wait for the virus scanner, among all evidence."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0013_give_documents_pages"),)

    operations = (
        AddIndexConcurrently(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("first_page__isnull", False)),
                fields=["first_page", "page"],
                name="evidence_further_pages",
            ),
        ),
        AddIndexConcurrently(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("unscanned_since__isnull", False)),
                fields=["unscanned_since"],
                name="evidence_unscanned",
            ),
        ),
    )
