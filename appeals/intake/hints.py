"""What the form says when a number looks odd. A hint asks to look again; it never refuses."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.identifiers import NIK, Malformed, clean_digits, hints

_WORDS: Mapping[str, Promise] = {
    "nik_region": gettext_lazy(
        "Enam angka pertama NIK ini tidak ada di daftar wilayah kami. Cek lagi di e-KTP. "
        "Kalau memang begitu, lanjut saja."
    ),
    "nik_date": gettext_lazy(
        "Angka ke-7 sampai ke-12 NIK ini bukan tanggal. Cek lagi di e-KTP. Kalau memang begitu, "
        "lanjut saja."
    ),
    "nik_sex_differs": gettext_lazy(
        "Jenis kelamin di NIK ini berbeda dengan yang Anda tulis. Kalau NIK Anda memang begitu, "
        "lanjut saja."
    ),
    "nik_serial": gettext_lazy(
        "NIK biasanya tidak berakhir dengan 0000. Cek lagi di e-KTP. Kalau memang begitu, lanjut "
        "saja."
    ),
    "kk_region": gettext_lazy(
        "Enam angka pertama nomor KK ini tidak ada di daftar wilayah kami. Cek lagi di Kartu "
        "Keluarga. Kalau memang begitu, lanjut saja."
    ),
    "nik_is_kk": gettext_lazy(
        "Nomor KK ini sama dengan NIK Anda. Nomor KK ada di bagian atas Kartu Keluarga. Kalau "
        "tidak ada, kosongkan saja."
    ),
}
_OTHERWISE = gettext_lazy("Nomor ini tampak tidak biasa. Cek lagi. Kalau benar, lanjut saja.")


def words_for(nik: str, *, kk: str, birth_date: date | None, day: date) -> dict[str, str]:
    """Return one sentence per field that looks odd; `day` settles the century in the NIK."""
    words: dict[str, str] = {}
    for hint in hints(nik, kk_text=kk, birth_date=birth_date):
        if hint.code == "nik_birth_date_differs" and birth_date is not None:
            sentence = _differs(nik, birth_date, day=day)
        else:
            sentence = _sentence(hint.code, nik if hint.field == "nik" else kk)
        words.setdefault(hint.field, sentence)
    return words


def _sentence(code: str, number: str) -> str:
    if code in {"nik_length", "kk_length"}:
        if not clean_digits(number).isdigit():
            return _(
                "Di sini ada huruf atau tanda lain; nomor ini biasanya 16 angka. Cek lagi. Kalau "
                "memang begitu, lanjut saja."
            )
        return _(
            "Nomor ini berisi %(count)s angka; biasanya 16. Cek lagi. Kalau memang begitu, "
            "lanjut saja."
        ) % {"count": len(clean_digits(number))}
    return str(_WORDS.get(code, _OTHERWISE))


def _differs(nik: str, birth_date: date, *, day: date) -> str:
    return _(
        "Tanggal lahir di NIK (%(in_nik)s) berbeda dengan yang Anda tulis (%(stated)s). Ini "
        "tidak masalah kalau NIK Anda memang begitu. Lanjut saja."
    ) % {"in_nik": _day_in(nik, day), "stated": f"{birth_date:%d-%m-%Y}"}


def _day_in(nik: str, day: date) -> str:
    try:
        found = NIK.parse(nik).birth_date(day)
    except Malformed:
        found = None
    return f"{found:%d-%m-%Y}" if found else "?"
