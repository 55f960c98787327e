"""A form that is not sent may be reached by telephone, too."""

import portal.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0008_mark_what_officers_have_not_seen'),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='phone',
            field=portal.fields.EncryptedTextField(blank=True),
        ),
    ]
