"""What a document says, in the active language: headings and paragraphs in their order."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from appeals import clocks, grounds
from appeals.models import Appeal, Decision, Evidence, Letter, Outcome
from eligibility import restoration
from eligibility.explain import title_of
from eligibility.models import Account
from portal.identifiers import mask_name, mask_nik
from portal.templatetags.dates import weekday_date, weekday_moment


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, paragraphs, and points below them."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A title, facts by name, and sections."""

    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]

    @property
    def lines(self) -> list[str]:
        """The words alone, a paragraph a line."""
        facts = [f"{name}: {value}" for name, value in self.facts]
        told = [
            line
            for section in self.sections
            for line in (section.heading, *section.paragraphs, *section.points)
        ]
        return [self.title, *facts, *told]

    def frozen(self) -> dict[str, Any]:
        """Return the content as it is stored."""
        return asdict(self)


def content_of(letter: Letter) -> Content:
    """Return what `letter` said on its day."""
    kept = letter.content
    return Content(
        title=kept["title"],
        facts=tuple((name, value) for name, value in kept["facts"]),
        sections=tuple(
            Section(one["heading"], tuple(one["paragraphs"]), tuple(one["points"]))
            for one in kept["sections"]
        ),
    )


def receipt(appeal: Appeal, *, number: str) -> Content:
    """Word the receipt: what was said, never what stands against the person.

    Whoever filed has not proved who they are; the name stays masked.
    """
    return Content(
        title=_receipt_title(appeal),
        facts=(
            (_("Nomor bukti"), number),
            (_("Nomor pengaduan"), appeal.reference),
            (_("Diterima"), weekday_moment(appeal.submitted_at)),
            (_("Nama"), mask_name(appeal.name)),
            (_("Putusan paling lambat"), weekday_date(appeal.due_date)),
        ),
        sections=(
            Section(_("Yang Anda adukan"), points=tuple(_claimed(appeal))),
            Section(_("Berkas yang ikut terkirim"), points=tuple(_kinds(appeal))),
            Section(
                _("Apa yang terjadi selanjutnya"),
                (
                    _("Petugas memeriksa. Kalau ada yang kurang, kami menulis kepada Anda."),
                    _("Selama diperiksa, tidak ada yang dicabut atau dihapus dari akun Anda."),
                    _contact(),
                ),
            ),
        ),
    )


def ruling(decision: Decision, *, number: str, at: datetime) -> Content:
    """Word the letter of a decision in effect, as things stand at `at`."""
    appeal = decision.appeal
    outcomes = list(
        decision.outcomes.select_related("block").prefetch_related("evidence").order_by("block_id")
    )
    sections = [
        Section(_("Penjelasan"), tuple(_lines(decision.said_to(appeal.name)))),
        *(_ground(outcome) for outcome in outcomes),
        Section(_("Yang berubah mulai hari ini"), tuple(_changes(appeal, outcomes))),
        Section(_("Yang dipulihkan"), points=tuple(_given_back(outcomes))),
        Section(_("Kalau Anda tidak setuju"), points=tuple(_ladder(decision))),
        Section(_("Bertanya"), (_contact(),)),
    ]
    return Content(
        title=_("Surat putusan banding") if appeal.level == 2 else _("Surat putusan"),
        facts=(
            (_("Nomor surat"), number),
            (_("Nomor pengaduan"), appeal.reference),
            (_("Tanggal putusan"), weekday_date(decision.effective_at or at)),
            (_("Nama"), appeal.name),
            (_("NIK"), mask_nik(appeal.nik)),
            (_("Putusan"), decision.get_conclusion_display()),
        ),
        sections=tuple(one for one in sections if one.paragraphs or one.points),
    )


def _receipt_title(appeal: Appeal) -> str:
    if appeal.level == 2:
        return _("Bukti penerimaan banding")
    return _("Bukti penerimaan pengaduan")


def _claimed(appeal: Appeal) -> list[str]:
    named = [str(grounds.asks_of(claim.ground).plain) for claim in appeal.claims.order_by("ground")]
    return named or [appeal.subject]


def _kinds(appeal: Appeal) -> list[str]:
    rows = Evidence.objects.filter(appeal=appeal).sent().order_by("pk")
    return [row.get_kind_display() for row in rows] or [_("Belum ada; boleh menyusul.")]


def _ground(outcome: Outcome) -> Section:
    files = [
        _("%(kind)s (dikirim %(day)s)") % {"kind": row.title, "day": weekday_date(row.uploaded_at)}
        for row in sorted(outcome.evidence.all(), key=lambda row: row.pk)
    ]
    basis = [_("Putusan ini bersandar pada: %(files)s.") % {"files": ", ".join(files)}]
    return Section(
        f"{title_of(outcome.block)}: {outcome.get_result_display()}",
        (f"{outcome.get_reason_display()}.", *_lines(outcome.text), *(basis if files else ())),
    )


def _changes(appeal: Appeal, outcomes: Sequence[Outcome]) -> list[str]:
    lifted = [one for one in outcomes if one.result == Outcome.Result.LIFTED]
    upheld = [one for one in outcomes if one.result == Outcome.Result.UPHELD]
    said = [_("Blokir ini dicabut: %(title)s.") % {"title": title_of(one.block)} for one in lifted]
    said += [
        _("Blokir ini tetap berlaku: %(title)s.") % {"title": title_of(one.block)} for one in upheld
    ]
    if appeal.account_id is not None:
        status = Account.objects.get(pk=appeal.account_id).get_status_display()
        said.append(_("Keadaan akun Anda sekarang: %(status)s.") % {"status": status})
    return said


def _given_back(outcomes: Sequence[Outcome]) -> list[str]:
    given = restoration.given_with([outcome.block for outcome in outcomes])
    return [restoration.describe(one) for one in given]


def _ladder(decision: Decision) -> list[str]:
    return [
        _("%(name)s, paling lambat %(until)s. %(how)s")
        % {"name": step.name, "until": weekday_date(step.until), "how": step.how}
        if step.until
        else f"{step.name}: {step.how}"
        for step in clocks.ladder(decision)
    ]


def _contact() -> str:
    return _("Layanan ini gratis. Tanya kami: %(phone)s, %(email)s.") % {
        "phone": settings.CONTACT_PHONE,
        "email": settings.CONTACT_EMAIL,
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
