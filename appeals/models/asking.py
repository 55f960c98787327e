"""What officers may ask people for: a list that supervisors keep, ground by ground."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.evidence import Evidence
from eligibility.grounds import Ground
from portal.models import User


class QuestionItem(models.Model):
    """One thing to ask for; what was asked stays as it was, so an item is replaced, not changed."""

    # Empty: for every ground.
    ground = models.CharField(
        max_length=3, choices=Ground, blank=True, verbose_name=_("alasan blokir")
    )
    # What kind of file answers it; empty: words answer it.
    kind = models.CharField(
        max_length=20, choices=Evidence.Kind, blank=True, verbose_name=_("dijawab dengan")
    )
    text = models.CharField(max_length=300, verbose_name=_("bunyinya"))
    text_en = models.CharField(max_length=300, verbose_name=_("bunyinya dalam bahasa Inggris"))
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(verbose_name=_("ditambahkan"))
    retired_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, verbose_name=_("tidak dipakai lagi sejak"))

    class Meta:
        verbose_name = _("butir pertanyaan")
        verbose_name_plural = pgettext_lazy("plural", "butir pertanyaan")

    def __str__(self) -> str:
        return f"question item {self.pk}"

    def text_in(self, language: str) -> str:
        """Return what the person reads in their language."""
        return self.text_en if language == "en" else self.text
