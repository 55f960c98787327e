"""Keep sums of months that are over, of rules and of officers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = (
        ('appeals', '0052_mark_exports_that_plans_ask_for'),
        ('eligibility', '0001_squashed_0021_as_of_november_2026'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name='OfficerMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('level', models.PositiveSmallIntegerField()),
                ('decided', models.PositiveIntegerField()),
                ('officer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'officer', 'level'), name='one_officer_month_per_level')],
            },
        ),
        migrations.CreateModel(
            name='RuleMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField()),
                ('ground', models.CharField(choices=[('G01', 'Kewarganegaraan atau e-KTP'), ('G02', 'Umur di luar batas program'), ('G03', 'Masih bersekolah atau kuliah'), ('G04', 'Pejabat negara, ASN, TNI, Polri, atau BUMN'), ('G05', 'Di luar sasaran program'), ('G06', 'Terlalu banyak penerima dalam satu KK'), ('G07', 'Sudah pernah menjadi penerima'), ('G08', 'Data pendaftaran tidak cocok'), ('G09', 'Pendaftaran tidak wajar'), ('G10', 'Pelatihan pertama tidak dibeli tepat waktu'), ('G11', 'Pelatihan tidak diselesaikan'), ('G12', 'Kartu dipakai orang lain')], max_length=3)),
                ('rule', models.CharField(max_length=40)),
                ('source', models.CharField(blank=True, max_length=80)),
                ('lifted', models.PositiveIntegerField()),
                ('upheld', models.PositiveIntegerField()),
                ('silent', models.PositiveIntegerField()),
                ('month', models.DateField()),
                ('batch', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='eligibility.importbatch')),
                ('policy', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='eligibility.rulepolicy')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'level', 'ground', 'rule', 'policy', 'source', 'batch'), name='one_rule_month_per_cell', nulls_distinct=False)],
            },
        ),
    )
