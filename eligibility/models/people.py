"""People as the main programme site knows them, and what they were granted and bought."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.models.batch import ImportBatch
from eligibility.querysets import AccountQuerySet
from portal.fields import DeterministicTextField, EncryptedTextField


class Gelombang(models.Model):
    """One numbered intake."""

    number = models.PositiveSmallIntegerField(unique=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Gelombang {self.number}"


class Account(models.Model):
    """A person as the main programme site knows them."""

    class Status(models.TextChoices):
        CANDIDATE = "candidate", _("Calon peserta")
        ACTIVE = "active", _("Aktif")
        FLAGGED = "flagged", _("Sedang dicek")
        BLOCKED = "blocked", _("Diblokir sementara")
        REVOKED = "revoked", _("Kepesertaan dicabut")
        CLOSED = "closed", _("Ditutup")

    class Sex(models.TextChoices):
        FEMALE = "f", _("Perempuan")
        MALE = "m", _("Laki-laki")

    class Education(models.TextChoices):
        NONE = "none", _("Tidak sedang bersekolah")
        SCHOOL = "school", _("Bersekolah")
        UNIVERSITY = "university", _("Kuliah")

    class Employment(models.TextChoices):
        JOBSEEKER = "jobseeker", _("Pencari kerja")
        LAID_OFF = "laid_off", _("Terkena PHK")
        WORKER = "worker", _("Pekerja yang butuh keterampilan")
        MICRO_OWNER = "micro_owner", _("Pemilik usaha mikro atau kecil")
        OTHER = "other", _("Lainnya")

    # The number under which the main site knows the account; repeating an import updates by it.
    external_id = models.CharField(max_length=40, unique=True, verbose_name=_("nomor akun"))
    nik = DeterministicTextField(purpose="nik")
    kk = DeterministicTextField(purpose="kk")
    name = EncryptedTextField()
    phone = DeterministicTextField(purpose="phone")
    email = DeterministicTextField(purpose="email")
    birth_date = models.DateField(null=True, verbose_name=_("tanggal lahir"))
    sex = models.CharField(max_length=1, choices=Sex, blank=True, verbose_name=_("jenis kelamin"))
    education = models.CharField(
        max_length=20, choices=Education, blank=True, verbose_name=_("pendidikan")
    )
    employment = models.CharField(
        max_length=20, choices=Employment, blank=True, verbose_name=_("pekerjaan")
    )
    # The excluded office the person declared, in the words of G04; empty: none declared.
    declared_office = models.CharField(
        max_length=40, blank=True, verbose_name=_("jabatan yang diakui")
    )
    registered_at = models.DateTimeField(verbose_name=_("mendaftar"))
    registered_on = models.GeneratedField(  # the civil day in Jakarta
        expression=models.Func(
            models.Func(
                models.Value("Asia/Jakarta"),
                F("registered_at"),
                function="timezone",
                output_field=models.DateTimeField(),
            ),
            function="date",
            output_field=models.DateField(),
        ),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name=_("tanggal daftar"),
    )
    # Derived from the NIK when the row is written (design.md, personal data at rest).
    province_code = models.CharField(max_length=2, blank=True, verbose_name=_("kode provinsi"))
    nik_birth_date = models.DateField(null=True, verbose_name=_("tanggal lahir di NIK"))
    nik_sex = models.CharField(
        max_length=1, choices=Sex, blank=True, verbose_name=_("jenis kelamin di NIK")
    )
    is_nik_well_formed = models.BooleanField(default=True, verbose_name=_("bentuk NIK wajar"))
    is_test = models.BooleanField(default=False, verbose_name=_("data uji"))
    status = models.CharField(
        max_length=10, choices=Status, default=Status.CANDIDATE, verbose_name=_("status")
    )
    # Since when a block has been standing without a break; None: not blocked.
    blocked_since = models.DateTimeField(null=True, verbose_name=_("diblokir sejak"))
    batch = models.ForeignKey(
        ImportBatch,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("impor data"),
    )
    created_at = models.DateTimeField(db_default=Now(), verbose_name=_("dicatat"))

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("akun")
        verbose_name_plural = pgettext_lazy("plural", "akun")
        constraints = [
            models.UniqueConstraint(
                fields=["nik"], name="one_open_account_per_nik", condition=~Q(status="closed")
            )
        ]
        indexes = [
            models.Index(fields=["nik"], name="account_by_nik"),
            models.Index(fields=["kk"], name="account_by_kk"),
            models.Index(fields=["phone"], name="account_by_phone"),
            models.Index(fields=["email"], name="account_by_email"),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"


class Grant(models.Model):
    """The award of one gelombang to one account."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    gelombang = models.ForeignKey(Gelombang, on_delete=models.PROTECT, related_name="grants")
    granted_at = models.DateTimeField()
    # The family card as of the wave, and the recipient's place in it (1, 2, 3 …).
    kk = DeterministicTextField(purpose="kk")
    slot = models.PositiveSmallIntegerField()
    # The last second, in Jakarta, to buy the first training; moved by outages and lifted blocks.
    first_training_until = models.DateTimeField()
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "gelombang"], name="one_grant_per_wave"),
            models.UniqueConstraint(fields=["kk", "slot"], name="one_recipient_per_kk_slot"),
        ]
        indexes = [
            models.Index(fields=["kk"], name="crowded_kk", condition=Q(slot__gt=2)),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"


class TrainingPurchase(models.Model):
    """A training bought with a grant."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="purchases")
    external_id = models.CharField(max_length=40, unique=True)
    bought_at = models.DateTimeField()
    complete_until = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"purchase {self.pk}"
