"""People as the main programme site knows them, and what they were granted and bought."""

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.models.batch import ImportBatch
from eligibility.querysets import AccountQuerySet, GelombangQuerySet
from portal.fields import DeterministicTextField, EncryptedTextField
from portal.models import User


def _registration_day() -> models.Func:
    """Return the civil day, in Jakarta, of `registered_at`."""
    moment = models.Func(
        models.Value("Asia/Jakarta"),
        F("registered_at"),
        function="timezone",
        output_field=models.DateTimeField(),
    )
    return models.Func(moment, function="date", output_field=models.DateField())


def _timestamp(day: Combinable) -> models.Func:
    """Return the day as a timestamp without zone: only between those is `age` immutable."""
    return models.Func(
        day, template="(%(expressions)s)::timestamp", output_field=models.DateTimeField()
    )


class Gelombang(models.Model):
    """One numbered intake."""

    number = models.PositiveSmallIntegerField(unique=True, verbose_name=_("nomor"))
    opens_at = models.DateTimeField(verbose_name=_("dibuka"))
    closes_at = models.DateTimeField(verbose_name=_("ditutup"))
    # The draw's result was taken in; None: nobody is drawn yet.
    drawn_at = models.DateTimeField(null=True, verbose_name=_("diundi"))

    objects = GelombangQuerySet.as_manager()

    class Meta:
        verbose_name = _("gelombang")
        verbose_name_plural = pgettext_lazy("plural", "gelombang")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gte=F("opens_at")), name="a_wave_closes_after_it_opens"
            )
        ]

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

    class Citizenship(models.TextChoices):
        INDONESIAN = "wni", _("Warga negara Indonesia")
        FOREIGN = "wna", _("Warga negara asing")

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
    citizenship = models.CharField(
        max_length=3,
        choices=Citizenship,
        blank=True,
        db_default="",
        verbose_name=_("kewarganegaraan"),
    )
    # The bank account or wallet that incentives are paid to; None: not known.
    payout_account = DeterministicTextField(purpose="payout_account", null=True)
    # The excluded office the person declared, in the words of G04; empty: none declared.
    declared_office = models.CharField(
        max_length=40, blank=True, verbose_name=_("jabatan yang diakui")
    )
    registered_at = models.DateTimeField(verbose_name=_("mendaftar"))
    registered_on = models.GeneratedField(
        expression=_registration_day(),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name=_("tanggal daftar"),
    )
    # Completed years on that day; somebody born on 29 February completes one on 1 March.
    # Empty: no birth date is known.
    age_at_registration = models.GeneratedField(
        expression=models.Func(
            _timestamp(_registration_day()),
            _timestamp(F("birth_date")),
            template="extract(year FROM age(%(expressions)s))::int",
            output_field=models.IntegerField(),
        ),
        output_field=models.IntegerField(null=True),
        db_persist=True,
        verbose_name=_("umur saat mendaftar"),
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
        db_index=False,
        verbose_name=_("impor data"),
    )
    # Keyed digest of the line that said all this: the same line again need not be read. None: the
    # facts have come otherwise since.
    line_digest = models.BinaryField(null=True)
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
            models.Index(
                fields=["payout_account"],
                name="account_by_payout",
                condition=Q(payout_account__isnull=False),
            ),
            models.Index(fields=["birth_date"], name="account_by_birth_date"),
            # The list for staff, newest first, narrowed by one of these.
            models.Index(fields=["status", "id"], name="account_by_status"),
            models.Index(fields=["province_code", "id"], name="account_by_province"),
            models.Index(fields=["registered_on", "id"], name="account_by_day"),
            models.Index(fields=["batch", "id"], name="account_by_batch"),
            # What a rule about the row alone may break, and no other row: screening reads only
            # these. A policy with tighter limits than the index is right, too, but slower.
            models.Index(
                fields=["id"],
                name="account_odd_age",
                condition=Q(age_at_registration__lt=18) | Q(age_at_registration__gt=64),
            ),
            models.Index(
                fields=["id"],
                name="account_at_school",
                condition=Q(education__in=["school", "university"]),
            ),
            models.Index(fields=["id"], name="account_off_target", condition=Q(employment="other")),
            models.Index(fields=["id"], name="account_in_office", condition=~Q(declared_office="")),
            models.Index(fields=["id"], name="account_foreign", condition=Q(citizenship="wna")),
            models.Index(
                fields=["id"],
                name="account_odd_nik",
                condition=Q(is_nik_well_formed=False)
                | Q(nik_birth_date__lt=F("birth_date"))
                | Q(nik_birth_date__gt=F("birth_date"))
                | (~Q(nik_sex=F("sex")) & ~Q(nik_sex="") & ~Q(sex="")),
            ),
            models.Index(fields=["nik"], name="account_closed", condition=Q(status="closed")),
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
    # When the first training was bought, kept by whoever writes purchases; None: none known.
    first_bought_at = models.DateTimeField(null=True)
    # How many days outages and lifted blocks have added to the deadline.
    days_added = models.PositiveSmallIntegerField(db_default=0)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "gelombang"], name="one_grant_per_wave"),
            models.UniqueConstraint(fields=["kk", "slot"], name="one_recipient_per_kk_slot"),
        ]
        indexes = [
            models.Index(fields=["kk"], name="crowded_kk", condition=Q(slot__gt=2)),
            models.Index(
                fields=["account"],
                name="grant_without_purchase",
                condition=Q(first_bought_at=None)
                | Q(first_bought_at__gt=F("first_training_until")),
            ),
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
    # How many days outages have added to the platform's deadline; a repeated file keeps them.
    days_added = models.PositiveSmallIntegerField(db_default=0)
    # The device it was bought from; None: not known.
    device = DeterministicTextField(purpose="device", null=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["complete_until"],
                name="purchase_unfinished",
                condition=Q(completed_at=None) | Q(completed_at__gt=F("complete_until")),
            ),
            models.Index(
                fields=["device", "bought_at"],
                name="purchase_by_device",
                condition=Q(device__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"purchase {self.pk}"


class DeadlineExtension(models.Model):
    """Days that an outage or another public reason adds to deadlines; applied once to each grant."""

    # None: every wave.
    gelombang = models.ForeignKey(
        Gelombang, null=True, on_delete=models.PROTECT, related_name="extensions",
        verbose_name=_("gelombang"),
    )  # fmt: skip
    first_date = models.DateField(verbose_name=_("hari pertama"))
    last_date = models.DateField(verbose_name=_("hari terakhir"))
    reason = models.CharField(max_length=200, verbose_name=_("alasan"))
    added_at = models.DateTimeField(verbose_name=_("ditambahkan"))
    added_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("oleh")
    )
    grants_extended = models.PositiveIntegerField(default=0, verbose_name=_("penerima terbantu"))
    # None: not counted, before these were.
    purchases_extended = models.PositiveIntegerField(
        null=True, verbose_name=_("pelatihan terbantu")
    )

    class Meta:
        verbose_name = _("perpanjangan batas waktu")
        verbose_name_plural = pgettext_lazy("plural", "perpanjangan batas waktu")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_date__gte=F("first_date")), name="an_outage_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"extension {self.pk}"

    @property
    def days(self) -> int:
        """How many civil days it adds, the first and the last included."""
        return (self.last_date - self.first_date).days + 1
