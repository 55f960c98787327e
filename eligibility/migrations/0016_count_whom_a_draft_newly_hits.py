"""A dry run counts whom no version of a week before hit (schema only, no data)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('eligibility', '0015_send_samples_to_webhooks'),
    ]

    operations = [
        migrations.AddField(
            model_name='dryrun',
            name='compared_with',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name='dryrun',
            name='newly_hit',
            field=models.PositiveIntegerField(null=True),
        ),
    ]
