"""A part of a run keeps the versions it was judged by (schema only, no data)."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('eligibility', '0019_keep_explanations_in_english'),
    ]

    operations = [
        migrations.AddField(
            model_name='screeningchunk',
            name='policy_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None),
        ),
    ]
