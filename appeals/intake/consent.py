"""The wording people agree to, by version and language (UU PDP 27/2022).

A wording is never edited: a change is a new version, and what was given keeps its own.
"""

from dataclasses import dataclass

from appeals.filing import ConsentGiven
from appeals.models import Consent


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of one consent in every language."""

    kind: str
    version: str
    id: str
    en: str

    def text(self, language: str) -> str:
        """Return the wording in `language`, in Indonesian when there is no other."""
        return self.en if language == "en" else self.id


PROCESSING = Wording(
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


def given(language: str) -> ConsentGiven:
    """Return the consent to the current wording as it was shown in `language`."""
    language = "en" if language == "en" else "id"
    return ConsentGiven(
        kind=PROCESSING.kind,
        version=PROCESSING.version,
        language=language,
        wording=PROCESSING.text(language),
    )
