"""How an account stands, in words for its owner: one status, its grounds, what still works.

Reads only; the words for a single ground are `explain`'s.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from eligibility.explain import Explanation, explain
from eligibility.models import Account, Block
from portal import calendar
from portal.identifiers import mask_name, mask_nik

# The objection to a block: 21 working days from its notice (UU 30/2014, article 77).
OBJECTION_WORKING_DAYS = 21


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground against the account; `until` is the last ordinary day to object, if ahead."""

    explanation: Explanation
    is_proposed: bool
    until: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the status page says; the name and the NIK are masked."""

    name: str
    nik: str
    label: str
    tone: str
    icon: str
    sentence: str
    usable: str
    reasons: tuple[Reason, ...]

    @property
    def can_complain(self) -> bool:
        """Whether there is something to complain about."""
        return bool(self.reasons) or self.tone == "red"


def standing_of(account: Account, *, at: datetime) -> Standing:
    """Return how `account` stands at `at`."""
    blocks = account.blocks.open().select_related("finding__policy").order_by("proposed_at", "pk")
    reasons = tuple(_reason(block, day=calendar.civil_date(at)) for block in blocks)
    label, tone, icon, sentence, usable = _words(account.status)
    return Standing(
        name=mask_name(account.name),
        nik=mask_nik(account.nik),
        label=label,
        tone=tone,
        icon=icon,
        sentence=sentence,
        usable=usable,
        reasons=reasons,
    )


def _reason(block: Block, *, day: date) -> Reason:
    until = None
    if block.confirmed_at is not None:
        noticed = calendar.civil_date(block.confirmed_at)
        until = calendar.add_working_days(noticed, OBJECTION_WORKING_DAYS)
    return Reason(
        explanation=explain(block),
        is_proposed=block.status == Block.Status.PROPOSED,
        until=until if until and until >= day else None,
    )


def _words(status: str) -> tuple[str, str, str, str, str]:
    """Return label, tone, shape, sentence and what still works."""
    everything = _("Semua layanan bisa Anda pakai.")
    words = {
        Account.Status.CANDIDATE: (
            _("Akun aktif, belum menjadi penerima"), "green", "done",
            _("Tidak ada yang menahan akun Anda."), everything,
        ),
        Account.Status.ACTIVE: (
            _("Akun aktif"), "green", "done",
            _("Tidak ada yang menahan akun Anda."), everything,
        ),
        Account.Status.FLAGGED: (
            _("Akun sedang dicek (masih bisa dipakai)"), "amber", "warn",
            _("Ada data yang perlu kami pastikan. Anda tidak kehilangan apa pun selama dicek."),
            everything,
        ),
        Account.Status.BLOCKED: (
            _("Akun diblokir sementara"), "amber", "warn",
            _("Alasannya ada di bawah. Kalau menurut Anda keliru, kirim pengaduan."),
            _("Anda masih bisa masuk, melihat data, dan mengirim pengaduan. Anda belum bisa "
              "gabung gelombang, membeli pelatihan, atau mencairkan insentif."),
        ),
        Account.Status.REVOKED: (
            _("Kepesertaan dicabut"), "red", "stop",
            _("Kepesertaan Anda dicabut. Kalau menurut Anda keliru, kirim pengaduan."),
            _("Anda masih bisa masuk, melihat data, dan mengirim pengaduan."),
        ),
        Account.Status.CLOSED: (
            _("Akun ditutup"), "red", "stop",
            _("Akun ini sudah ditutup."),
            _("Tanya kami kalau Anda tidak merasa menutupnya."),
        ),
    }  # fmt: skip
    return words[Account.Status(status)]
