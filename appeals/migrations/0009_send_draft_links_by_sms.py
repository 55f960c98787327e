"""A form that is not sent may be reached by telephone, too."""

import portal.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0008_mark_what_officers_have_not_seen'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='phone',
            field=portal.fields.DeterministicTextField(
                blank=True,
                db_default=models.Value(b'', output_field=models.BinaryField()),
                default='',
                purpose='phone',
            ),
        ),
    ]
