"""What people are told about their data, and what they may agree to, by version and language.

UU PDP 27/2022. A wording is never edited: a change is a new version of all that are shown
together, and what was given keeps its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from appeals.filing import ConsentGiven
from appeals.models import Consent


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of one wording in every language."""

    kind: str
    version: str
    id: str
    en: str

    def text(self, language: str) -> str:
        """Return the wording in `language`, in Indonesian when there is no other."""
        return self.en if language == "en" else self.id


# The version of what is shown now; one for the notice and the two questions below it.
SHOWN = "2026-11-22.2"

# A page from before the notice asked for this tick; whoever still sends it agreed to these words.
TICKED = Wording(
    kind=Consent.Kind.PROCESSING,
    version="2026-11",
    id=(
        "Saya setuju data dan foto di formulir ini dipakai untuk memeriksa dan memutus pengaduan "
        "saya. Hanya petugas yang memeriksa yang boleh membukanya, dan setiap kali dibuka "
        "tercatat. Foto diri saya hanya dilihat oleh petugas, tidak dicocokkan oleh mesin. Data "
        "tidak dipakai untuk hal lain. Saya boleh meminta melihat, memperbaiki, atau menghapus "
        "data saya, dan menarik persetujuan ini; selama pengaduan berjalan, data disimpan "
        "karena diwajibkan undang-undang. Dasar: UU Nomor 27 Tahun 2022 tentang Pelindungan "
        "Data Pribadi."
    ),
    en=(
        "I agree that the data and photos in this form are used to examine and decide my "
        "complaint. Only the officers who examine it may open them, and every opening is "
        "recorded. My selfies are seen by officers only and are not compared by a machine. The "
        "data is used for nothing else. I may ask to see, correct or erase my data, and withdraw "
        "this consent; while the complaint is open, the data is kept because the law requires "
        "it. Basis: Law 27 of 2022 on Personal Data Protection."
    ),
)
NOTICE = Wording(
    kind=Consent.Kind.PROCESSING,
    version=SHOWN,
    id=(
        "Data dan foto di formulir ini kami pakai untuk memeriksa dan memutus pengaduan ini. "
        "Hanya petugas yang memeriksa yang boleh membukanya, dan setiap kali dibuka tercatat. "
        "Data tidak dipakai untuk hal lain. Anda boleh meminta melihat, memperbaiki, atau "
        "menghapus data Anda; selama pengaduan berjalan, data disimpan karena diwajibkan "
        "undang-undang. Dasar: UU Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi."
    ),
    en=(
        "We use the data and photos in this form to examine and decide this complaint. Only the "
        "officers who examine it may open them, and every opening is recorded. The data is used "
        "for nothing else. You may ask to see, correct or erase your data; while the complaint "
        "is open, the data is kept because the law requires it. Basis: Law 27 of 2022 on "
        "Personal Data Protection."
    ),
)
BIOMETRIC = Wording(
    kind=Consent.Kind.BIOMETRIC,
    version=SHOWN,
    id=(
        "Komputer boleh membandingkan wajah di foto diri saya dengan wajah di foto e-KTP saya. "
        "Hasilnya hanya petunjuk untuk petugas; yang memutus tetap petugas. Tanpa ini, petugas "
        "membandingkan sendiri. Saya boleh menariknya kapan saja."
    ),
    en=(
        "A computer may compare the face in my selfies with the face on the photo of my e-KTP. "
        "The result is only a hint for the officer, who decides. Without this, the officer "
        "compares by eye. I may withdraw it at any time."
    ),
)
MESSAGING = Wording(
    kind=Consent.Kind.MESSAGING,
    version=SHOWN,
    id=(
        "Kabar tentang pengaduan ini boleh dikirim lewat WhatsApp atau SMS ke nomor HP di "
        "formulir ini. Kalau saya menulis e-mail, kabar tetap dikirim ke sana juga. Saya boleh "
        "menariknya kapan saja."
    ),
    en=(
        "News about this complaint may be sent by WhatsApp or SMS to the mobile number in this "
        "form. If I give an e-mail address, news still goes there, too. I may withdraw it at "
        "any time."
    ),
)
# Nobody ticks it: it stands under the number of who leaves the address empty.
SMS = Wording(
    kind=Consent.Kind.SMS,
    version=SHOWN,
    id=(
        "Tidak punya e-mail? Kosongkan e-mail, lalu isi nomor HP: kabar kami kirim ke nomor itu "
        "lewat SMS. Anda boleh menghentikannya kapan saja."
    ),
    en=(
        "No e-mail? Leave the e-mail empty and give a mobile number: we send the news to that "
        "number by SMS. You may stop it at any time."
    ),
)
OPTIONAL = {BIOMETRIC.kind: BIOMETRIC, MESSAGING.kind: MESSAGING}


def is_known(version: str, *, is_ticked: bool) -> bool:
    """Say whether this version may still be sent: the one shown now, or the tick before it."""
    return version == SHOWN or (version == TICKED.version and is_ticked)


def read(version: str, *, also: Iterable[str]) -> tuple[Wording, ...]:
    """Return what was read in `version`, and the optional kinds that were agreed to."""
    processing = TICKED if version == TICKED.version else NOTICE
    return (processing, *(OPTIONAL[kind] for kind in also))


def given(language: str, *, wording: Wording = NOTICE) -> ConsentGiven:
    """Return `wording` as it was shown in `language`."""
    return ConsentGiven(
        kind=wording.kind,
        version=wording.version,
        language=language,
        wording=wording.text(language),
    )
