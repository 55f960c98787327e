"""Questions to choose from, waits for institutions, reminders, urgent cases, samples, the board."""

import django.db.models.deletion
import portal.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0030_keep_officer_drafts_and_texts'),
        ('eligibility', '0021_match_numbers_read_in_cards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('stage', models.CharField(choices=[('half', 'di tengah waktu'), ('last', 'menjelang habis')], max_length=10)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='BoardFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(choices=[('backlog', 'Backlog'), ('age', 'Age'), ('filed', 'Filed'), ('decided', 'Decided'), ('ended', 'Ended'), ('load', 'Load'), ('questions', 'Questions'), ('sources', 'Sources'), ('quality', 'Quality')], max_length=20)),
                ('part', models.CharField(max_length=40)),
                ('count', models.PositiveIntegerField()),
                ('as_of', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_date', models.DateField(verbose_name='putusan paling lambat')),
                ('at', models.DateTimeField(verbose_name='dinaikkan')),
                ('over_at', models.DateTimeField(null=True, verbose_name='selesai')),
            ],
            options={
                'verbose_name': 'kasus dekat tenggat',
                'verbose_name_plural': 'kasus dekat tenggat',
            },
        ),
        migrations.CreateModel(
            name='QualityReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('refusal', 'Penolakan'), ('grant', 'Pengabulan'), ('silence', 'Dikabulkan karena lewat waktu')], max_length=10, verbose_name='jenis')),
                ('percent', models.PositiveSmallIntegerField(verbose_name='persen contoh')),
                ('drawn_at', models.DateTimeField(verbose_name='terpilih')),
                ('taken_at', models.DateTimeField(null=True, verbose_name='diambil')),
                ('verdict', models.CharField(blank=True, choices=[('agree', 'Setuju'), ('form_fault', 'Hasilnya benar, cara atau suratnya keliru'), ('wrong_outcome', 'Hasilnya keliru')], max_length=20, verbose_name='penilaian')),
                ('words', portal.fields.EncryptedTextField(blank=True)),
                ('reviewed_at', models.DateTimeField(null=True, verbose_name='dinilai')),
            ],
            options={
                'verbose_name': 'contoh mutu',
                'verbose_name_plural': 'contoh mutu',
            },
        ),
        migrations.CreateModel(
            name='QuestionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(blank=True, choices=[('G01', 'Kewarganegaraan atau e-KTP'), ('G02', 'Umur di luar batas program'), ('G03', 'Masih bersekolah atau kuliah'), ('G04', 'Pejabat negara, ASN, TNI, Polri, atau BUMN'), ('G05', 'Di luar sasaran program'), ('G06', 'Terlalu banyak penerima dalam satu KK'), ('G07', 'Sudah pernah menjadi penerima'), ('G08', 'Data pendaftaran tidak cocok'), ('G09', 'Pendaftaran tidak wajar'), ('G10', 'Pelatihan pertama tidak dibeli tepat waktu'), ('G11', 'Pelatihan tidak diselesaikan'), ('G12', 'Kartu dipakai orang lain')], max_length=3, verbose_name='alasan blokir')),
                ('kind', models.CharField(blank=True, choices=[('ektp', 'Foto e-KTP'), ('kk', 'Foto Kartu Keluarga'), ('selfie_ektp', 'Foto diri memegang e-KTP'), ('selfie_kk', 'Foto diri memegang Kartu Keluarga'), ('screenshot', 'Tangkapan layar akun diblokir'), ('supporting', 'Berkas pendukung'), ('consent_letter', 'Surat kuasa')], max_length=20, verbose_name='dijawab dengan')),
                ('text', models.CharField(max_length=300, verbose_name='bunyinya')),
                ('text_en', models.CharField(max_length=300, verbose_name='bunyinya dalam bahasa Inggris')),
                ('added_at', models.DateTimeField(verbose_name='ditambahkan')),
                ('retired_at', models.DateTimeField(null=True, verbose_name='tidak dipakai lagi sejak')),
            ],
            options={
                'verbose_name': 'butir pertanyaan',
                'verbose_name_plural': 'butir pertanyaan',
            },
        ),
        migrations.CreateModel(
            name='SourceRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('institution', models.CharField(choices=[('dukcapil', 'Dukcapil'), ('kemdikbud', 'Kemdikbud'), ('emis', 'EMIS (Kementerian Agama)'), ('bkn', 'BKN'), ('tni', 'TNI'), ('polri', 'Polri'), ('bumn', 'Kementerian BUMN'), ('platform', 'Lembaga pelatihan atau platform'), ('own_team', 'Tim kami sendiri')], max_length=20, verbose_name='lembaga')),
                ('wanted', portal.fields.EncryptedTextField(blank=True)),
                ('outside_reference', portal.fields.EncryptedTextField(blank=True)),
                ('expected_date', models.DateField(verbose_name='diharapkan')),
                ('pause_until', models.DateField(verbose_name='paling lama')),
                ('asked_at', models.DateTimeField(verbose_name='ditanyakan')),
                ('judged', models.JSONField(default=dict)),
                ('had_ceased', models.BooleanField(default=False)),
                ('checked_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True, verbose_name='selesai')),
                ('end', models.CharField(blank=True, choices=[('answered', 'Dijawab atau tidak ditunggu lagi'), ('changed', 'Datanya berubah'), ('limit', 'Batas waktu tunggu habis'), ('case_over', 'Kasusnya berakhir')], max_length=20, verbose_name='akhirnya')),
                ('answer', portal.fields.EncryptedTextField(blank=True)),
            ],
            options={
                'verbose_name': 'pertanyaan ke lembaga',
                'verbose_name_plural': 'pertanyaan ke lembaga',
            },
        ),
        migrations.AlterField(
            model_name='decision',
            name='proposed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('receipt', 'Bukti pengaduan'), ('ruling', 'Surat putusan'), ('inquiry', 'Surat pertanyaan ke lembaga')], max_length=10),
        ),
        migrations.AlterField(
            model_name='outcome',
            name='reason',
            field=models.CharField(choices=[('proof_convinces', 'Bukti Anda meyakinkan'), ('source_outdated', 'Data sumber sudah lama'), ('source_wrong', 'Data sumber keliru'), ('typing_error', 'Salah ketik saat mendaftar'), ('programme_fault', 'Gangguan di pihak kami'), ('silence', 'Waktu putusan sudah lewat'), ('proof_missing', 'Bukti yang diminta belum ada'), ('proof_contradicts', 'Bukti tidak cocok dengan data'), ('rule_applies', 'Aturannya memang berlaku untuk Anda')], max_length=30),
        ),
        migrations.AddField(
            model_name='answerreminder',
            name='appeal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answer_reminders', to='appeals.appeal'),
        ),
        migrations.AddConstraint(
            model_name='boardfigure',
            constraint=models.UniqueConstraint(fields=('name', 'part'), name='one_figure_per_part'),
        ),
        migrations.AddField(
            model_name='escalation',
            name='appeal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='appeals.appeal', verbose_name='pengaduan'),
        ),
        migrations.AddField(
            model_name='escalation',
            name='officer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='petugas'),
        ),
        migrations.AddField(
            model_name='qualityreview',
            name='appeal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quality_reviews', to='appeals.appeal', verbose_name='pengaduan'),
        ),
        migrations.AddField(
            model_name='qualityreview',
            name='decider',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='pemutus'),
        ),
        migrations.AddField(
            model_name='qualityreview',
            name='decision',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='quality_review', to='appeals.decision'),
        ),
        migrations.AddField(
            model_name='qualityreview',
            name='reopened',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reopened_by_review', to='appeals.appeal'),
        ),
        migrations.AddField(
            model_name='qualityreview',
            name='reviewer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='pemeriksa'),
        ),
        migrations.AddField(
            model_name='questionitem',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='questionitem',
            name='retired_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='question',
            name='item',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeals.questionitem'),
        ),
        migrations.AddField(
            model_name='sourcerequest',
            name='appeal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='source_requests', to='appeals.appeal', verbose_name='pengaduan'),
        ),
        migrations.AddField(
            model_name='sourcerequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='petugas'),
        ),
        migrations.AddField(
            model_name='sourcerequest',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sourcerequest',
            name='letter',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='source_request', to='appeals.letter'),
        ),
        migrations.AddConstraint(
            model_name='answerreminder',
            constraint=models.UniqueConstraint(fields=('appeal', 'asked_at', 'stage'), name='one_reminder_per_question_and_stage'),
        ),
        migrations.AddIndex(
            model_name='escalation',
            index=models.Index(condition=models.Q(('over_at', None)), fields=['id'], name='escalation_standing'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.UniqueConstraint(fields=('appeal', 'due_date'), name='one_escalation_per_day'),
        ),
        migrations.AddIndex(
            model_name='qualityreview',
            index=models.Index(condition=models.Q(('reviewer', None)), fields=['id'], name='quality_unclaimed'),
        ),
        migrations.AddIndex(
            model_name='qualityreview',
            index=models.Index(condition=models.Q(('reviewed_at', None), ('reviewer__isnull', False)), fields=['reviewer', 'id'], name='quality_in_hand'),
        ),
        migrations.AddIndex(
            model_name='qualityreview',
            index=models.Index(fields=['decider', 'id'], name='quality_by_decider'),
        ),
        migrations.AddIndex(
            model_name='qualityreview',
            index=models.Index(fields=['verdict', 'id'], name='quality_by_verdict'),
        ),
        migrations.AddConstraint(
            model_name='qualityreview',
            constraint=models.CheckConstraint(condition=models.Q(('reviewer', None), ('decider', None), models.Q(('reviewer', models.F('decider')), _negated=True), _connector='OR'), name='nobody_reviews_their_own_decision'),
        ),
        migrations.AddConstraint(
            model_name='qualityreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('verdict', '')), models.Q(('reviewed_at__isnull', False), ('reviewer__isnull', False)), _connector='OR'), name='a_verdict_has_a_reviewer'),
        ),
        migrations.AddIndex(
            model_name='sourcerequest',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['expected_date', 'id'], name='source_request_standing'),
        ),
        migrations.AddIndex(
            model_name='sourcerequest',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['checked_at'], name='source_request_to_check'),
        ),
        migrations.AddIndex(
            model_name='sourcerequest',
            index=models.Index(fields=['institution', 'id'], name='source_request_by_whom'),
        ),
        migrations.AddConstraint(
            model_name='sourcerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('appeal',), name='one_standing_source_request'),
        ),
    ]
