"""Cases have a priority, a mark and their grounds beside them; links and saved views are kept."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (
        ("appeals", "0025_order_that_bytes_of_files_go"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('household', 'Satu keluarga'), ('device', 'Perangkat atau kontak yang sama'), ('photo', 'Foto atau berkas yang sama'), ('event', 'Kejadian yang sama'), ('other_person', 'Dua orang memakai satu NIK')], max_length=20)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PriorityChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('became', models.PositiveSmallIntegerField(choices=[(0, 'Mendesak'), (1, 'Biasa')])),
                ('reason', models.CharField(choices=[('income', 'Penghasilan hilang atau tidak ada biaya hidup'), ('health', 'Sakit, hamil, atau disabilitas'), ('deadline', 'Tenggat pelatihan atau gelombang sudah dekat'), ('misuse', 'NIK sedang dipakai orang lain'), ('office', 'Kesalahan kami sendiri'), ('passed', 'Keadaan mendesak sudah lewat')], max_length=10)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='QueueCount',
            fields=[
                ('tab', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('rows', models.PositiveIntegerField()),
                ('counted_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('tab', models.CharField(max_length=20)),
                ('query', models.CharField(blank=True, max_length=400)),
                ('is_shared', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='appeal',
            name='grounds',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='appeal',
            name='has_lookalike',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='appeal',
            name='priority',
            field=models.PositiveSmallIntegerField(choices=[(0, 'Mendesak'), (1, 'Biasa')], db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='contestedblock',
            name='came_with',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeals.appeal'),
        ),
        migrations.AddField(
            model_name='caselink',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='caselink',
            name='first',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeals.appeal'),
        ),
        migrations.AddField(
            model_name='caselink',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appeals.appeal'),
        ),
        migrations.AddField(
            model_name='prioritychange',
            name='appeal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='priority_changes', to='appeals.appeal'),
        ),
        migrations.AddField(
            model_name='prioritychange',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedview',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='caselink',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='two_cases_linked_once'),
        ),
        migrations.AddConstraint(
            model_name='caselink',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='a_link_in_order'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='a_view_name_once_per_officer'),
        ),
    )
