"""Keep days of rules, officers, photos and opinions for the reports."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0042_keep_editions_of_statistics'),
        ('eligibility', '0001_squashed_0021_as_of_november_2026'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FeedbackDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('level', models.PositiveSmallIntegerField()),
                ('channel', models.CharField(choices=[('web', 'Situs'), ('phone', 'Telepon'), ('email', 'E-mail'), ('whatsapp', 'WhatsApp')], max_length=10)),
                ('conclusion', models.CharField(choices=[('granted', 'Dikabulkan'), ('partly', 'Dikabulkan sebagian'), ('refused', 'Ditolak'), ('answered', 'Dijawab')], max_length=10)),
                ('score', models.PositiveSmallIntegerField()),
                ('understood', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('', 'Unsaid')], max_length=3)),
                ('count', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='OfficerDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('level', models.PositiveSmallIntegerField()),
                ('granted', models.PositiveIntegerField(default=0)),
                ('partly', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('answered', models.PositiveIntegerField(default=0)),
                ('returned', models.PositiveIntegerField(default=0)),
                ('agreed', models.PositiveIntegerField(default=0)),
                ('form_faults', models.PositiveIntegerField(default=0)),
                ('wrong', models.PositiveIntegerField(default=0)),
                ('appealed', models.PositiveIntegerField(default=0)),
                ('overturned', models.PositiveIntegerField(default=0)),
                ('minutes', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='PhotoDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.CharField(choices=[('ektp', 'Foto e-KTP'), ('kk', 'Foto Kartu Keluarga'), ('selfie_ektp', 'Foto diri memegang e-KTP'), ('selfie_kk', 'Foto diri memegang Kartu Keluarga'), ('screenshot', 'Tangkapan layar akun diblokir'), ('supporting', 'Berkas pendukung'), ('consent_letter', 'Surat kuasa')], max_length=20)),
                ('channel', models.CharField(choices=[('web', 'Situs'), ('phone', 'Telepon'), ('email', 'E-mail'), ('whatsapp', 'WhatsApp')], max_length=10)),
                ('what', models.CharField(max_length=20)),
                ('count', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='RemedyFigure',
            fields=[
                ('remedy', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='figure', serialize=False, to='eligibility.remedy')),
                ('people', models.PositiveIntegerField()),
                ('free', models.PositiveIntegerField()),
                ('restored', models.PositiveIntegerField()),
                ('counted_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RuleDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('level', models.PositiveSmallIntegerField()),
                ('ground', models.CharField(choices=[('G01', 'Kewarganegaraan atau e-KTP'), ('G02', 'Umur di luar batas program'), ('G03', 'Masih bersekolah atau kuliah'), ('G04', 'Pejabat negara, ASN, TNI, Polri, atau BUMN'), ('G05', 'Di luar sasaran program'), ('G06', 'Terlalu banyak penerima dalam satu KK'), ('G07', 'Sudah pernah menjadi penerima'), ('G08', 'Data pendaftaran tidak cocok'), ('G09', 'Pendaftaran tidak wajar'), ('G10', 'Pelatihan pertama tidak dibeli tepat waktu'), ('G11', 'Pelatihan tidak diselesaikan'), ('G12', 'Kartu dipakai orang lain')], max_length=3)),
                ('rule', models.CharField(max_length=40)),
                ('source', models.CharField(blank=True, max_length=80)),
                ('lifted', models.PositiveIntegerField()),
                ('upheld', models.PositiveIntegerField()),
                ('silent', models.PositiveIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name='feedbackday',
            constraint=models.UniqueConstraint(fields=('day', 'level', 'channel', 'conclusion', 'score', 'understood'), name='one_feedback_day_per_cell'),
        ),
        migrations.AddConstraint(
            model_name='feedbackday',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 5)), name='a_counted_score_is_at_most_five'),
        ),
        migrations.AddField(
            model_name='officerday',
            name='officer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='photoday',
            constraint=models.UniqueConstraint(fields=('day', 'kind', 'channel', 'what'), name='one_photo_day_per_cell'),
        ),
        migrations.AddField(
            model_name='ruleday',
            name='batch',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='eligibility.importbatch'),
        ),
        migrations.AddField(
            model_name='ruleday',
            name='policy',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='eligibility.rulepolicy'),
        ),
        migrations.AddConstraint(
            model_name='officerday',
            constraint=models.UniqueConstraint(fields=('day', 'officer', 'level'), name='one_officer_day_per_level'),
        ),
        migrations.AddConstraint(
            model_name='ruleday',
            constraint=models.UniqueConstraint(fields=('day', 'level', 'ground', 'rule', 'policy', 'source', 'batch'), name='one_rule_day_per_cell', nulls_distinct=False),
        ),
    ]
