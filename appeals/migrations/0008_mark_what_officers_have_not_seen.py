"""Marks a case to which the person added something that its officer has not seen."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (
        ("appeals", "0007_agree_to_sms_without_an_address"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )

    operations = (
        migrations.AddField(
            model_name="appeal",
            name="news_at",
            field=models.DateTimeField(null=True),
        ),
    )
