"""A remedy is explained in English, too, and called by a plainer name (schema only, no data)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('eligibility', '0018_keep_every_sender_of_an_account'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='remedy',
            options={'verbose_name': 'pemulihan bersama', 'verbose_name_plural': 'pemulihan bersama'},
        ),
        migrations.AddField(
            model_name='remedy',
            name='explanation_en',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='penjelasan dalam bahasa Inggris'),
        ),
    ]
