"""Files that people attached; their contents lie in the evidence store."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models.case import Appeal
from appeals.models.draft import Draft
from appeals.querysets import UPLOAD_FAULTS, EvidenceQuerySet
from eligibility.grounds import Ground
from portal.fields import EncryptedTextField
from portal.leases import Owed


class Evidence(Owed):
    """A file the person attached; `Owed` is its examination by the worker."""

    class Kind(models.TextChoices):
        EKTP = "ektp", _("Foto e-KTP")
        KK = "kk", _("Foto Kartu Keluarga")
        SELFIE_EKTP = "selfie_ektp", _("Foto diri memegang e-KTP")
        SELFIE_KK = "selfie_kk", _("Foto diri memegang Kartu Keluarga")
        SCREENSHOT = "screenshot", _("Tangkapan layar akun diblokir")
        SUPPORTING = "supporting", _("Berkas pendukung")
        CONSENT_LETTER = "consent_letter", _("Surat kuasa")

    # What may come as a document of several pages, too.
    DOCUMENTS = frozenset({Kind.SUPPORTING, Kind.CONSENT_LETTER})

    class State(models.TextChoices):
        WAITING = "waiting", _("Sedang dicek")
        READY = "ready", _("Siap dilihat")
        REFUSED = "refused", _("Tidak bisa dibuka")
        # The person had it erased: the row stays as a proof, without a file or a fingerprint.
        ERASED = "erased", _("Sudah dihapus")

    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="evidence")
    appeal = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20, choices=Kind)
    # The ground that a supporting file is proof for; empty: for all of them.
    ground = models.CharField(max_length=3, choices=Ground, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Why a file was refused: a code of appeals.evidence.faults.
    fault = models.CharField(max_length=30, blank=True)
    original_name = EncryptedTextField()
    original_sha256 = models.CharField(max_length=64)
    original_bytes = models.PositiveIntegerField()
    # Names in the evidence store. The upload is removed once it was examined.
    upload_name = models.CharField(max_length=80, blank=True)
    image_name = models.CharField(max_length=80, blank=True)
    thumbnail_name = models.CharField(max_length=80, blank=True)
    # SHA-256 of the pictures as they were written; empty: taken in at their first check.
    image_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    thumbnail_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    # Since when we know that a file of it is missing or damaged.
    lost_at = models.DateTimeField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    # What was measured of the picture, and what of it may make it hard to use: codes of
    # appeals.evidence.quality. Null: nothing was measured.
    measures = models.JSONField(null=True)
    flaws = models.JSONField(default=list, db_default=[])
    # Where faces are seen, as shares of the picture: left, top, width, height. Null: unknown,
    # because nobody looked.
    faces = models.JSONField(null=True)
    # A document's further pages are rows beside the one that was sent, which is its first page.
    first_page = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="further_pages", db_index=False
    )
    page = models.PositiveSmallIntegerField(default=1, db_default=1)
    pages = models.PositiveSmallIntegerField(default=1, db_default=1)
    uploaded_at = models.DateTimeField()
    # How many children it ended: crashed, hung, or ran into their limits.
    deaths = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # Since when the virus scanner could not say anything of it; null once it did.
    unscanned_since = models.DateTimeField(null=True)

    objects: ClassVar[EvidenceQuerySet] = EvidenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("berkas")
        verbose_name_plural = pgettext_lazy("plural", "berkas")
        constraints = [
            models.CheckConstraint(
                condition=Q(draft=None, appeal__isnull=False) | Q(appeal=None, draft__isnull=False),
                name="evidence_of_a_draft_or_an_appeal",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="evidence_owed",
                condition=Q(done_at=None, dead_at=None),
            ),
            models.Index(fields=["original_sha256"], name="evidence_by_sha256"),
            models.Index(
                fields=["first_page", "page"],
                name="evidence_further_pages",
                condition=Q(first_page__isnull=False),
            ),
            models.Index(
                fields=["unscanned_since"],
                name="evidence_unscanned",
                condition=Q(unscanned_since__isnull=False),
            ),
            models.Index(
                fields=["id"],
                name="evidence_given_up",
                condition=Q(done_at=None, dead_at__isnull=False, lost_at=None),
            ),
            # What came on a day, for the reports; drafts count for nothing.
            models.Index(
                fields=["uploaded_at"],
                name="evidence_by_upload_day",
                condition=Q(appeal__isnull=False, first_page=None),
            ),
            # Which row, if any, names a stored file.
            models.Index(
                fields=["upload_name"], name="evidence_by_upload", condition=~Q(upload_name="")
            ),
            models.Index(
                fields=["image_name"], name="evidence_by_image", condition=~Q(image_name="")
            ),
            models.Index(
                fields=["thumbnail_name"],
                name="evidence_by_thumbnail",
                condition=~Q(thumbnail_name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def title(self) -> str:
        """What it is, and which page of it where a document has several."""
        kind = str(self.Kind(self.kind).label)
        if self.pages == 1:
            return kind
        return _("%(kind)s, halaman %(page)s dari %(pages)s") % {
            "kind": kind, "page": self.page, "pages": self.pages,
        }  # fmt: skip

    @property
    def is_lost(self) -> bool:
        """Whether it is missing or damaged: a check says so, or the worker gave it up."""
        if self.state == self.State.WAITING:
            is_given_up = self.dead_at is not None and self.last_fault in UPLOAD_FAULTS
            return self.lost_at is not None or is_given_up
        return self.state == self.State.READY and self.lost_at is not None

    @property
    def can_be_opened(self) -> bool:
        """Whether officers can look at it, and a decision may rest on it."""
        return self.state == self.State.READY and not self.is_lost
