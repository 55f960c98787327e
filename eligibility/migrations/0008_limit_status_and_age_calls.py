"""A scope for the status of every account, and partners' calls found by age."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('eligibility', '0007_name_grounds_without_numbers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='partnerkey',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('registrations', 'Kirim pendaftaran'), ('grants', 'Kirim penerima'), ('training', 'Kirim pelatihan'), ('status', 'Baca status akun yang dikirimnya sendiri'), ('status_all', 'Baca status semua akun (pembayaran, PMO)')], max_length=20), size=None, verbose_name='hak'),
        ),
        migrations.AddIndex(
            model_name='partnercall',
            index=models.Index(fields=['called_at'], name='partner_call_by_age'),
        ),
    ]
