"""Let a delivery be about no block, where it is a sample; checked without a long lock."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ("eligibility", "0014_stop_policies_at_once"),
    ]

    operations = [
        migrations.AlterField(
            model_name="webhookdelivery",
            name="block",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="eligibility.block",
            ),
        ),
        migrations.AlterField(
            model_name="webhookdelivery",
            name="event",
            field=models.CharField(
                choices=[
                    ("account.blocked", "Akun diblokir"),
                    ("account.block_lifted", "Blokir dicabut"),
                    ("account.restored", "Hak dipulihkan"),
                    ("test", "Contoh untuk dicoba"),
                ],
                max_length=40,
                verbose_name="kejadian",
            ),
        ),
        AddConstraintNotValid(
            model_name="webhookdelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("block", None), ("event", "test")),
                    models.Q(models.Q(("event", "test"), _negated=True), ("block__isnull", False)),
                    _connector="OR",
                ),
                name="only_a_sample_is_about_no_block",
            ),
        ),
        ValidateConstraint(
            model_name='webhookdelivery', name='only_a_sample_is_about_no_block'
        ),
    ]
