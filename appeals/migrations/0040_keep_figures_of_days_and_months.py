"""Keep what reports read instead of cases."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0039_let_exports_choose_and_be_approved'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CountedDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('counted_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='FigureSlice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('span', models.CharField(choices=[('d', 'Day'), ('m', 'Month')], max_length=1)),
                ('first', models.DateField()),
                ('wave', models.SmallIntegerField()),
                ('province_code', models.CharField(blank=True, max_length=2)),
                ('all_filed', models.PositiveIntegerField(db_default=0, default=0)),
                ('all_decided', models.PositiveIntegerField(db_default=0, default=0)),
                ('all_lifted', models.PositiveIntegerField(db_default=0, default=0)),
                ('all_upheld', models.PositiveIntegerField(db_default=0, default=0)),
                ('filed', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_default=[], default=list, size=None)),
                ('reopened', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_default=[], default=list, size=None)),
                ('answered', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_default=[], default=list, size=None)),
                ('taken', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_default=[], default=list, size=None)),
                ('decided', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_default=[], default=list, size=None)),
                ('lifted', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_default=[], default=list, size=None)),
                ('upheld', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_default=[], default=list, size=None)),
                ('ended', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_default=[], default=list, size=None)),
                ('answer_days', models.JSONField(db_default={}, default=dict)),
                ('decision_days', models.JSONField(db_default={}, default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='StaleDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
            ],
        ),
        migrations.AddConstraint(
            model_name='figureslice',
            constraint=models.UniqueConstraint(fields=('wave', 'span', 'first', 'province_code'), name='one_slice_of_a_kind'),
        ),
    ]
