"""Owe messages by channel; the index is made without holding up whoever owes one."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("portal", "0005_keep_office_hours_and_banners"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outgoingmessage",
            name="channel",
            field=models.CharField(
                choices=[("email", "E-mail"), ("sms", "SMS"), ("whatsapp", "WhatsApp")],
                default="email",
                max_length=10,
                verbose_name="kanal",
            ),
        ),
        AddIndexConcurrently(
            model_name="outgoingmessage",
            index=models.Index(
                condition=models.Q(("dead_at", None), ("done_at", None)),
                fields=["channel", "due_at"],
                name="message_owed_by_channel",
            ),
        ),
        RemoveIndexConcurrently(
            model_name="outgoingmessage",
            name="message_owed",
        ),
    ]
