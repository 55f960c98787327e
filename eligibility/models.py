"""Accounts, what is known about them, and what the rules made of it.

Status columns are written by `blocking` and `holds` only (tests/architecture.py proves it).
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from eligibility.grounds import Ground
from eligibility.querysets import (
    AccountQuerySet,
    BlockQuerySet,
    FindingQuerySet,
    HoldQuerySet,
    PolicyQuerySet,
)
from portal.fields import DeterministicTextField, EncryptedTextField
from portal.leases import Owed, OwedQuerySet
from portal.models import User


class ImportBatch(models.Model):
    """One file of facts taken in: where it came from and as of which day."""

    class Kind(models.TextChoices):
        ACCOUNTS = "accounts", "Akun"
        GRANTS = "grants", "Penerima"
        TRAINING = "training", "Pelatihan"
        VERDICTS = "verdicts", "Hasil register"
        REFERENCE = "reference", "Daftar rujukan"

    kind = models.CharField(max_length=20, choices=Kind, verbose_name=_("jenis"))
    source = models.CharField(max_length=80, verbose_name=_("sumber"))
    source_date = models.DateField(verbose_name=_("tanggal sumber"))
    file_sha256 = models.CharField(max_length=64, verbose_name=_("SHA-256 berkas"))
    rows_read = models.PositiveIntegerField(default=0, verbose_name=_("baris dibaca"))
    rows_written = models.PositiveIntegerField(default=0, verbose_name=_("baris disimpan"))
    rows_refused = models.PositiveIntegerField(default=0, verbose_name=_("baris ditolak"))
    started_at = models.DateTimeField(verbose_name=_("mulai"))
    finished_at = models.DateTimeField(null=True, verbose_name=_("selesai"))

    class Meta:
        verbose_name = _("impor data")
        verbose_name_plural = _("impor data")

    def __str__(self) -> str:
        return f"{self.source} {self.source_date:%Y-%m-%d}"


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
        CANDIDATE = "candidate", "Calon peserta"
        ACTIVE = "active", "Aktif"
        FLAGGED = "flagged", "Sedang dicek"
        BLOCKED = "blocked", "Diblokir sementara"
        REVOKED = "revoked", "Kepesertaan dicabut"
        CLOSED = "closed", "Ditutup"

    class Sex(models.TextChoices):
        FEMALE = "f", "Perempuan"
        MALE = "m", "Laki-laki"

    class Education(models.TextChoices):
        NONE = "none", "Tidak sedang bersekolah"
        SCHOOL = "school", "Bersekolah"
        UNIVERSITY = "university", "Kuliah"

    class Employment(models.TextChoices):
        JOBSEEKER = "jobseeker", "Pencari kerja"
        LAID_OFF = "laid_off", "Terkena PHK"
        WORKER = "worker", "Pekerja yang butuh keterampilan"
        MICRO_OWNER = "micro_owner", "Pemilik usaha mikro atau kecil"
        OTHER = "other", "Lainnya"

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
        verbose_name_plural = _("akun")
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


class RegistrationEvent(models.Model):
    """Something that happened while an account was registered or used."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", "Mendaftar"
        JOINED = "joined", "Gabung gelombang"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    device = DeterministicTextField(purpose="device", null=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class RegistryVerdict(models.Model):
    """What a register said about a person on a day."""

    class Verdict(models.TextChoices):
        MATCHES = "matches", "Cocok"
        NOT_FOUND = "not_found", "Tidak ditemukan"
        DECEASED = "deceased", "Tercatat meninggal"
        OTHER_PERSON = "other_person", "Nama atau KK berbeda"
        ENROLLED = "enrolled", "Tercatat bersekolah"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="verdicts")
    register = models.CharField(max_length=40)
    verdict = models.CharField(max_length=20, choices=Verdict)
    # The first and the latest day on which the register said so without a break: being told
    # the same again is no new fact.
    since = models.DateField()
    as_of = models.DateField()
    # Another verdict of the same register replaces this one.
    superseded_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "register"],
                name="one_current_verdict_per_register",
                condition=Q(superseded_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.verdict}"


class ReferenceListEntry(models.Model):
    """A person on an imported list: officials, ASN, TNI, Polri, BUMN (G04)."""

    source = models.CharField(max_length=40)
    nik = DeterministicTextField(purpose="nik")
    office = models.CharField(max_length=40)
    # The first and the latest day on which the list held the person without a break.
    since = models.DateField()
    as_of = models.DateField()
    removed_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "nik"],
                name="one_entry_per_source_and_nik",
                condition=Q(removed_at=None),
            )
        ]
        indexes = [models.Index(fields=["nik"], name="reference_by_nik")]

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"


class RulePolicy(models.Model):
    """How a rule is applied between two days: its mode and its limits; dated and versioned."""

    class Mode(models.TextChoices):
        OFF = "off", "Mati"
        OBSERVE = "observe", "Amati"
        FLAG = "flag", "Tandai"
        BLOCK = "block", "Blokir"

    rule = models.CharField(max_length=40, verbose_name=_("aturan"))
    version = models.PositiveIntegerField(verbose_name=_("versi"))
    mode = models.CharField(max_length=10, choices=Mode, verbose_name=_("cara"))
    limits = models.JSONField(default=dict, verbose_name=_("batas"))
    legal_source = models.CharField(max_length=200, verbose_name=_("dasar hukum"))
    valid_from = models.DateField(verbose_name=_("berlaku sejak"))
    valid_until = models.DateField(null=True, verbose_name=_("berlaku sampai"))
    drafted_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("disusun oleh")
    )
    enabled_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("diaktifkan oleh"),
    )
    enabled_at = models.DateTimeField(null=True, verbose_name=_("diaktifkan"))

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("kebijakan aturan")
        verbose_name_plural = _("kebijakan aturan")
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="one_policy_per_version"),
            models.CheckConstraint(
                condition=Q(drafted_by=None) | ~Q(drafted_by=F("enabled_by")),
                name="nobody_enables_their_own_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} v{self.version}"


class ScreeningRun(models.Model):
    """One pass of the rules over accounts."""

    class Status(models.TextChoices):
        RUNNING = "running", "Berjalan"
        FINISHED = "finished", "Selesai"
        STOPPED = "stopped", "Dihentikan"

    at = models.DateTimeField(verbose_name=_("per"))
    status = models.CharField(
        max_length=10, choices=Status, default=Status.RUNNING, verbose_name=_("status")
    )
    requested_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("diminta oleh")
    )
    chunks = models.PositiveIntegerField(default=0, verbose_name=_("bagian"))
    accounts = models.PositiveIntegerField(default=0, verbose_name=_("akun"))
    findings = models.PositiveIntegerField(default=0, verbose_name=_("temuan"))
    # Accounts that were not blocked before the run and are after it.
    newly_blocked = models.PositiveIntegerField(default=0)
    stop_reason = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(db_default=Now(), verbose_name=_("mulai"))
    finished_at = models.DateTimeField(null=True, verbose_name=_("selesai"))

    class Meta:
        verbose_name = _("pemeriksaan massal")
        verbose_name_plural = _("pemeriksaan massal")

    def __str__(self) -> str:
        return f"screening run {self.pk}"


class ScreeningChunk(Owed):
    """A range of account keys that a run still has to screen."""

    run = models.ForeignKey(ScreeningRun, on_delete=models.CASCADE, related_name="chunk_rows")
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    # The accounts to screen in the range; None: all of them.
    account_ids = ArrayField(models.BigIntegerField(), null=True)
    accounts = models.PositiveIntegerField(default=0)
    findings = models.PositiveIntegerField(default=0)
    newly_blocked = models.PositiveIntegerField(default=0)

    objects: ClassVar[OwedQuerySet["ScreeningChunk"]] = OwedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "first_id"], name="one_chunk_per_range")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="chunk_owed", condition=Q(done_at=None, dead_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"accounts {self.first_id} to {self.last_id}"


class Finding(models.Model):
    """What a rule says about an account, with the facts it rests on."""

    class Status(models.TextChoices):
        OPEN = "open", "Terbuka"
        ACTED = "acted", "Ditindaklanjuti"
        DISMISSED = "dismissed", "Dikesampingkan"
        SETTLED = "settled", "Selesai"

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="findings", verbose_name=_("akun")
    )
    rule = models.CharField(max_length=40, verbose_name=_("aturan"))
    ground = models.CharField(max_length=3, choices=Ground, verbose_name=_("alasan"))
    policy = models.ForeignKey(
        RulePolicy, on_delete=models.PROTECT, related_name="findings", verbose_name=_("kebijakan")
    )
    run = models.ForeignKey(
        ScreeningRun,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("pemeriksaan"),
    )
    # Codes, dates and counts that the rule saw, and their SHA-256: equal facts, equal digest.
    facts = models.JSONField(verbose_name=_("fakta"))
    facts_digest = models.CharField(max_length=64, verbose_name=_("sidik fakta"))
    # Who said so, as of which day, in which file; not among the facts, so that the same source
    # repeating itself is nothing new.
    source = models.CharField(max_length=80, verbose_name=_("sumber"))
    source_date = models.DateField(null=True, verbose_name=_("tanggal sumber"))
    batch = models.ForeignKey(
        ImportBatch,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("impor data"),
    )
    found_at = models.DateTimeField(verbose_name=_("ditemukan"))
    status = models.CharField(
        max_length=10, choices=Status, default=Status.OPEN, verbose_name=_("status")
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("temuan")
        verbose_name_plural = _("temuan")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "rule", "facts_digest"], name="one_finding_per_facts"
            )
        ]
        indexes = [
            models.Index(fields=["account"], name="finding_open", condition=Q(status="open"))
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.rule} on account {self.account_id}"


class Block(models.Model):
    """One ground that stops an account, or asks somebody to confirm that it should."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Diusulkan"
        CONFIRMED = "confirmed", "Berlaku"
        UPHELD = "upheld", "Tetap berlaku"
        LIFTED = "lifted", "Dicabut"
        SUPERSEDED = "superseded", "Sumber diganti"
        EXPIRED = "expired", "Berakhir"
        DISMISSED = "dismissed", "Tidak diteruskan"

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="blocks", verbose_name=_("akun")
    )
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="blocks", verbose_name=_("temuan")
    )
    rule = models.CharField(max_length=40, verbose_name=_("aturan"))
    ground = models.CharField(max_length=3, choices=Ground, verbose_name=_("alasan"))
    status = models.CharField(max_length=10, choices=Status, verbose_name=_("status"))
    proposed_at = models.DateTimeField(verbose_name=_("diusulkan"))
    confirmed_at = models.DateTimeField(null=True, verbose_name=_("ditetapkan"))
    # None: confirmed by the rule itself.
    confirmed_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ditetapkan oleh"),
    )
    ended_at = models.DateTimeField(null=True, verbose_name=_("berakhir"))
    ended_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("diakhiri oleh")
    )
    reason = models.CharField(max_length=40, blank=True, verbose_name=_("sebab"))

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("blokir")
        verbose_name_plural = _("blokir")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "rule"],
                name="one_open_block_per_rule",
                condition=Q(status__in=["proposed", "confirmed", "upheld"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ground} block {self.pk}"


class Hold(models.Model):
    """Asks eligibility to do nothing irreversible to an account for the time being."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="holds", verbose_name=_("akun")
    )
    # Who asked and why, as an opaque reference of the asker's.
    reference = models.CharField(max_length=60, verbose_name=_("diminta dengan nomor"))
    placed_at = models.DateTimeField(verbose_name=_("dipasang"))
    released_at = models.DateTimeField(null=True, verbose_name=_("dilepas"))

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("penangguhan")
        verbose_name_plural = _("penangguhan")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "reference"],
                name="one_hold_per_reference",
                condition=Q(released_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"hold {self.reference}"
