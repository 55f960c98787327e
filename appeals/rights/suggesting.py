"""What the officer's answer begins with, in the person's language: their words, to be edited."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from appeals import correcting
from appeals.data_requests import Held, Reason
from appeals.models import DataRequest, ErasurePart
from appeals.rights.words import Datum
from portal.templatetags.dates import weekday_date

_Result = DataRequest.Result
_IDENTITY = frozenset({Datum.NAME, Datum.NIK, Datum.KK, Datum.BIRTH_DATE})
_CONTACT = frozenset({Datum.PHONE, Datum.EMAIL})


def suggested(
    request: DataRequest, kept: Sequence[Held], parts: Sequence[ErasurePart]
) -> dict[str, object]:
    """Return what the answer form begins with."""
    with translation.override(request.language):
        if request.kind == DataRequest.Kind.RECTIFY:
            return _correction(request)
        if request.kind in (DataRequest.Kind.ERASE, DataRequest.Kind.WITHDRAW):
            return _erasure(kept, parts)
    return {"result": _Result.DONE}


def _erasure(kept: Sequence[Held], parts: Sequence[ErasurePart]) -> dict[str, object]:
    kinds = sorted({part.kind for part in parts})
    if not kept and not any(part.keeping for part in parts):
        return {"result": _Result.DONE, "kinds": kinds}
    begin = _("Data Anda belum boleh kami hapus semuanya, karena undang-undang mewajibkannya "
              "disimpan:")  # fmt: skip
    end = _("Sisanya kami hapus sendiri begitu boleh, dan Anda kami kabari.")
    return {
        "result": _Result.PARTLY if parts else _Result.REFUSED,
        "reason": Reason.LEGAL_HOLD,
        "kinds": kinds,
        "text": "\n".join([begin, *(_line(held) for held in kept), end]),
    }


def _line(held: Held) -> str:
    if held.until is None:
        return f"- {held.text}"
    until = _("Sampai %(until)s.") % {"until": weekday_date(held.until)}
    return f"- {held.text} {until}"


def _correction(request: DataRequest) -> dict[str, object]:
    datum = request.said.get("datum", "")
    if correcting.owns(request):
        words = _("Data di pengaduan Anda sudah kami perbaiki: %(datum)s.")
        label = str(dict(Datum.choices)[datum])
        value = _readable(datum, request.said.get("value", ""))
        return {"result": _Result.DONE, "value": value, "text": words % {"datum": label}}
    return {"result": _Result.REFUSED, "reason": Reason.AT_THE_SOURCE, "text": _where(request)}


def _readable(datum: str, typed: str) -> str:
    try:
        return correcting.read(datum, typed)
    except ValidationError:
        return ""


def _where(request: DataRequest) -> str:
    """Say which office owns what is wrong, and what happens once it is right there."""
    datum = request.said.get("datum", "")
    if datum in _CONTACT and request.appeal_id is not None:
        return _("Kontak pengaduan Anda ganti sendiri di halaman pengaduan, dengan kode. Kontak "
                 "akun diganti di situs utama Prakerja.")  # fmt: skip
    if datum in _IDENTITY:
        office = _("Data ini milik Dukcapil. Perbaiki di kantor Dukcapil kabupaten atau kota.")
    elif datum == Datum.EDUCATION:
        office = _("Data ini milik Kemdikbud atau EMIS. Perbaiki lewat sekolah atau kampus Anda.")
    else:
        office = _("Data ini dicatat di situs utama Prakerja. Perbaiki di sana.")
    end = _("Begitu datanya benar di sana, akun Anda kami periksa lagi.")
    return f"{office} {end}"
