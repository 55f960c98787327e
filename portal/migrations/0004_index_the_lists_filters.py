"""Index what staff narrow the trail and the messages by, without holding up whoever writes."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('portal', '0003_staff_roles'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='auditentry',
            index=models.Index(fields=['action', 'id'], name='audit_by_action'),
        ),
        AddIndexConcurrently(
            model_name='auditentry',
            index=models.Index(fields=['at', 'id'], name='audit_by_moment'),
        ),
        AddIndexConcurrently(
            model_name='outgoingmessage',
            index=models.Index(condition=models.Q(('dead_at__isnull', False), ('done_at', None)), fields=['id'], name='message_dead'),
        ),
    ]
