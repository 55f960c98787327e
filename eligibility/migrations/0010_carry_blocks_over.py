"""Blocks are carried over, letters say so, and two people undo a run (schema only, no data)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('eligibility', '0009_index_the_lists_filters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CarryOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('confirms', models.BooleanField(default=False)),
                ('is_news', models.BooleanField(default=False)),
                ('undone_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'kelanjutan blokir',
                'verbose_name_plural': 'kelanjutan blokir',
            },
        ),
        migrations.RemoveConstraint(
            model_name='blockletter',
            name='one_letter_per_block_and_kind',
        ),
        migrations.AddField(
            model_name='screeningrun',
            name='roll_back_asked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='screeningrun',
            name='roll_back_asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='screeningrun',
            name='roll_back_reason',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name='block',
            name='status',
            field=models.CharField(choices=[('proposed', 'Diusulkan'), ('confirmed', 'Berlaku'), ('upheld', 'Tetap berlaku'), ('lifted', 'Dicabut'), ('superseded', 'Tidak berlaku lagi'), ('expired', 'Berakhir'), ('dismissed', 'Tidak diteruskan')], max_length=10, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='blockletter',
            name='kind',
            field=models.CharField(choices=[('blocked', 'Pemberitahuan blokir'), ('restored', 'Pemberitahuan pemulihan'), ('updated', 'Pemberitahuan alasan diperbarui')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='screeningrun',
            constraint=models.CheckConstraint(condition=models.Q(('roll_back_asked_by', None), ('rolled_back_by', None), models.Q(('roll_back_asked_by', models.F('rolled_back_by')), _negated=True), _connector='OR'), name='nobody_undoes_a_run_alone'),
        ),
        migrations.AddField(
            model_name='carryover',
            name='block',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='carry_overs', to='eligibility.block'),
        ),
        migrations.AddField(
            model_name='carryover',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.finding'),
        ),
        migrations.AddField(
            model_name='carryover',
            name='finding_before',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.finding'),
        ),
        migrations.AddField(
            model_name='carryover',
            name='policy_before',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.rulepolicy'),
        ),
        migrations.AddField(
            model_name='carryover',
            name='run',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carry_overs', to='eligibility.screeningrun'),
        ),
        migrations.AddField(
            model_name='carryover',
            name='run_before',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='eligibility.screeningrun'),
        ),
        migrations.AddField(
            model_name='blockletter',
            name='carry_over',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='letter', to='eligibility.carryover'),
        ),
        migrations.AddConstraint(
            model_name='blockletter',
            constraint=models.UniqueConstraint(condition=models.Q(('carry_over', None)), fields=('block', 'kind'), name='one_letter_per_block_and_kind'),
        ),
    ]
