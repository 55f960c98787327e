"""Keep who told of an account before, or told the same, so that they may still ask about it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('eligibility', '0017_let_two_past_the_breaker'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountSender',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='senders', to='eligibility.account')),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.importbatch')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'batch'), name='a_sender_is_noted_once')],
            },
        ),
    ]
