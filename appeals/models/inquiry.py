"""What was asked of another institution while a case waits for it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.case import Appeal
from appeals.models.letter import Letter
from portal.fields import EncryptedTextField
from portal.models import User


class SourceRequest(models.Model):
    """One wait for a source: whom, what for, until when, and how it ended."""

    class Institution(models.TextChoices):
        DUKCAPIL = "dukcapil", "Dukcapil"
        KEMDIKBUD = "kemdikbud", "Kemdikbud"
        EMIS = "emis", _("EMIS (Kementerian Agama)")
        BKN = "bkn", "BKN"
        TNI = "tni", "TNI"
        POLRI = "polri", "Polri"
        BUMN = "bumn", _("Kementerian BUMN")
        PLATFORM = "platform", _("Lembaga pelatihan atau platform")
        OWN_TEAM = "own_team", _("Tim kami sendiri")

    class End(models.TextChoices):
        ANSWERED = "answered", _("Dijawab atau tidak ditunggu lagi")
        CHANGED = "changed", _("Datanya berubah")
        LIMIT = "limit", _("Batas waktu tunggu habis")
        CASE_OVER = "case_over", _("Kasusnya berakhir")

    appeal = models.ForeignKey(
        Appeal,
        on_delete=models.PROTECT,
        related_name="source_requests",
        verbose_name=_("pengaduan"),
    )
    institution = models.CharField(
        max_length=20, choices=Institution, verbose_name=_("lembaga")
    )  # fmt: skip
    # What is asked of it, in the officer's words, and how it numbers its answer.
    wanted = EncryptedTextField(blank=True)
    outside_reference = EncryptedTextField(blank=True)
    expected_date = models.DateField(verbose_name=_("diharapkan"))
    # The last day of the pause: the outer limit ends every wait.
    pause_until = models.DateField(verbose_name=_("paling lama"))
    letter = models.OneToOneField(
        Letter, null=True, on_delete=models.PROTECT, related_name="source_request"
    )
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("petugas")
    )
    asked_at = models.DateTimeField(verbose_name=_("ditanyakan"))
    # Of each contested block a digest of what judging it again said when the wait began, and
    # whether a finding had ceased already: what differs from it later has changed.
    judged = models.JSONField(default=dict)
    had_ceased = models.BooleanField(default=False)
    checked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, verbose_name=_("selesai"))
    # None: the portal itself.
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    end = models.CharField(max_length=20, choices=End, blank=True, verbose_name=_("akhirnya"))
    # What changed, or what the officer noted of the answer.
    answer = EncryptedTextField(blank=True)

    class Meta:
        verbose_name = _("pertanyaan ke lembaga")
        verbose_name_plural = pgettext_lazy("plural", "pertanyaan ke lembaga")
        constraints = [
            models.UniqueConstraint(
                fields=["appeal"], name="one_standing_source_request", condition=Q(ended_at=None)
            )
        ]
        indexes = [
            models.Index(
                fields=["expected_date", "id"],
                name="source_request_standing",
                condition=Q(ended_at=None),
            ),
            models.Index(
                fields=["checked_at"], name="source_request_to_check", condition=Q(ended_at=None)
            ),
            # The list for staff, newest first, narrowed by institution.
            models.Index(fields=["institution", "id"], name="source_request_by_whom"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} asks {self.institution}"
