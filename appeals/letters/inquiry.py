"""What a letter to another institution says: of the person only what it needs to find them."""

from collections.abc import Callable, Iterator, Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from appeals.letters.content import Content, Section
from appeals.models import Appeal, SourceRequest
from portal.identifiers import mask_name, mask_nik
from portal.templatetags.dates import weekday_date

_To = SourceRequest.Institution
_Fact = tuple[str, str]


def inquiry(request: SourceRequest, *, number: str) -> Content:
    """Word the letter, in Indonesian whatever the person reads."""
    appeal = request.appeal
    sections = (
        Section(_("Orang yang kami tanyakan"), points=tuple(_identity(request))),
        Section(_("Yang kami tanyakan"), tuple(_wanted(request))),
        Section(
            _("Cara menjawab"),
            (
                _("Sebut nomor surat ini. Kirim ke %(email)s, atau betulkan data di sistem Anda "
                  "dan kirim lewat impor berikutnya.") % {"email": settings.CONTACT_EMAIL},
                _("Pakai data di surat ini hanya untuk menjawab, lalu hapus."),
            ),
        ),
    )  # fmt: skip
    return Content(
        title=_("Pertanyaan tentang data peserta"),
        facts=(
            (_("Nomor surat"), number),
            (_("Nomor pengaduan"), appeal.reference),
            (_("Kepada"), str(request.get_institution_display())),
            (_("Tanggal"), weekday_date(request.asked_at)),
            (_("Jawaban diharapkan"), weekday_date(request.expected_date)),
            *_their_number(request),
        ),
        sections=tuple(one for one in sections if one.paragraphs or one.points),
    )


def _their_number(request: SourceRequest) -> Iterator[_Fact]:
    if request.outside_reference:
        yield (_("Nomor Anda"), request.outside_reference)


def _wanted(request: SourceRequest) -> list[str]:
    asked = [line.strip() for line in request.wanted.splitlines() if line.strip()]
    return asked or [_("Apakah catatan Anda tentang orang ini masih benar? Sejak kapan?")]


def _identity(request: SourceRequest) -> list[str]:
    facts = _FACTS[_To(request.institution)](request.appeal)
    return [f"{name}: {value}" for name, value in facts if value]


def _of_family(appeal: Appeal) -> list[_Fact]:
    """The civil registry finds a person by NIK and family card."""
    return [*_of_person(appeal), (_("Nomor KK"), appeal.kk)]


def _of_person(appeal: Appeal) -> list[_Fact]:
    """A register finds a person by NIK, and tells namesakes apart by name and birth date."""
    born = weekday_date(appeal.birth_date) if appeal.birth_date else ""
    return [(_("NIK"), appeal.nik), (_("Nama"), appeal.name), (_("Tanggal lahir"), born)]


def _of_learner(appeal: Appeal) -> list[_Fact]:
    """A platform knows its learners by the main site's number; it needs no NIK."""
    account = appeal.account
    number = account.external_id if account else ""
    return [
        (_("Nomor akun"), number),
        (_("Nama"), appeal.name),
        (_("NIK"), mask_nik(appeal.nik)),
    ]


def _of_case(appeal: Appeal) -> list[_Fact]:
    """Our own people open the case itself."""
    return [(_("Nama"), mask_name(appeal.name)), (_("NIK"), mask_nik(appeal.nik))]


_FACTS: Mapping[_To, Callable[[Appeal], list[_Fact]]] = {
    _To.DUKCAPIL: _of_family,
    _To.KEMDIKBUD: _of_person,
    _To.EMIS: _of_person,
    _To.BKN: _of_person,
    _To.TNI: _of_person,
    _To.POLRI: _of_person,
    _To.BUMN: _of_person,
    _To.PLATFORM: _of_learner,
    _To.OWN_TEAM: _of_case,
}
