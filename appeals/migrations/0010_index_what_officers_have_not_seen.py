"""Index the marked cases without holding up whoever writes to a case."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = (("appeals", "0009_send_draft_links_by_sms"),)

    operations = (
        AddIndexConcurrently(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("news_at__isnull", False)),
                fields=["officer", "due_date", "id"],
                name="appeal_with_news",
            ),
        ),
    )
