"""`manage.py judge_photos`: judges the quality of stored photos by the thresholds of today."""

from typing import Any

from django.core.management.base import BaseCommand

from appeals.evidence import judging
from appeals.models import Evidence


class Command(BaseCommand):
    """Judge every measured photo again; run again it changes nothing."""

    help = "Apply changed thresholds of photo quality to photos that were measured before."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        changed = judging.judge_again(Evidence.objects.filed())
        self.stdout.write(f"{changed} photos are judged otherwise than before.")
