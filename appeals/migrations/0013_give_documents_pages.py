"""Let a document's further pages stand as rows beside the one that was sent."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("appeals", "0012_hold_delete_and_reconcile"),)

    operations = (
        migrations.AddField(
            model_name="evidence",
            name="first_page",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="further_pages",
                to="appeals.evidence",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="page",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="evidence",
            name="pages",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="evidence",
            name="unscanned_since",
            field=models.DateTimeField(null=True),
        ),
    )
