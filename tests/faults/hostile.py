"""Hostile submissions from one seed, and what must never come of them.

Three hundred are in the suite; `trial_hostile` sends ten thousand over HTTP.
"""

import hashlib
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import quote, urlencode

from appeals.filing import Filing
from appeals.intake import answers as kept
from appeals.intake import step_forms, steps
from appeals.intake.forms import ComplaintForm
from appeals.models import Appeal, Evidence
from portal.storage import evidence_store
from tests import photos

SENT = "/pengaduan/terkirim/"
# What Django takes as a token: the cookie and the field need only agree.
CSRF = "h" * 32
_BOUNDARY = "batas-7f3a"
_VALID = {
    "purpose": "blocked",
    "for_whom": "self",
    "name": "Siti Contoh",
    "email": "siti@example.id",
    "phone": "081200000001",
    "nik": "",  # one of its own each time
    "kk": "",
    "birth_date": "12-05-1998",
    "membership": "participant",
    "helper_name": "",
    "helper_relation": "",
    "grounds": "G03",
    "reason_G03": "graduated",
    "statement_G03": "Lulus bulan Mei.",
    "subject": "Akun Terblokir",
    "chronology": "Saya sudah lulus, tetapi akun saya diblokir.",
    "happened_on": "",
    "late_reason": "",
    "consent": "on",
    "consent_version": "",  # the one that is shown
    "send": "1",
}
_OTHERS = (
    "csrfmiddlewaretoken", "token", "remove", "save", "back", "link", "forget", "field",
    "helper_phone", "helper_email", "reason_G09", "statement_G12", "reason_G99", "status",
    "consent_biometric", "consent_messaging", "altcha", "reference", "email ", "__proto__", "",
)  # fmt: skip
_NASTY = (
    "", " ", "\x00", "a\x00b", "\ud7ff\ufffd", "\u202e\u2066", "🪪" * 40, "٣١٧١", "９" * 16, "-1",
    "1e309", "NaN", "9" * 400, "0" * 16, "'; DROP TABLE appeals_appeal; --", "<script>alert(1)",
    "{{ 7|add:7 }}", "{% load x %}", "${7*7}", "../../etc/passwd", "31-02-0000", "99-99-9999",
    "0001-01-01", "31-12-9999", "G03,G03,G99", "G01," * 3_000, "a" * 20_000, "\r\nX-Evil: 1",
    "a@b", "@" * 300, "x@" + "y" * 300 + ".id", "None", "[]", "true", "00000000-0000-0000-0000",
)  # fmt: skip
_PAGES = ("/pengaduan/", "/pengaduan/kirim/", "/pengaduan/simpan/", "/pengaduan/foto/",
          "/pengaduan/tautan/", "/pengaduan/cek/", "/akun/", "/kasus/", "/data-saya/", "/cek/",
          "/lanjut/1/x/", "/lanjut/99999999999999999999999/x/")  # fmt: skip
_STEPS = ("cocok", "siapa", "penolong", "akun", "alasan/1", "cerita", "foto/ektp", "terlambat",
          "foto/bukti-1", "alasan/99", "alasan/٣", "foto/../x", "%00", "\x00", "a" * 3_000)  # fmt: skip
_PHOTO_FIELDS = ("photo", "photo_ektp", "photo_kk", "photo_selfie_ektp", "photo_supporting_1",
                 "photo_ground_G03", "photo_consent_letter", "photo_x", "nik")  # fmt: skip
_NAMES = ("KTP.jpg", "", "..", "/", "a\x00.jpg", "x" * 3_000, "\u202egpj.exe", 'a"; x="b.jpg')
# Cameras write there, too: second pictures, films, notes.
_BEHIND = b"<?php system($_GET[0]); ?>"
_KINDS = ("image/jpeg", "image/svg+xml", "text/html", "", "a/b; charset=zlib")


@dataclass(frozen=True, slots=True)
class Submission:
    """One request: where it goes, what it says, and the address it comes from."""

    path: str
    kind: str
    body: bytes
    address: str


@cache
def honest_photo() -> bytes:
    """Return the one photo that may be stored."""
    return photos.jpeg((400, 300))


def may_be_stored(sha256: str) -> bool:
    """Say whether a stored file is a photo; what lies behind its end is left there, never served."""
    allowed = (honest_photo(), honest_photo() + _BEHIND)
    return sha256 in {hashlib.sha256(content).hexdigest() for content in allowed}


def submissions(count: int, *, seed: int, version: str) -> Iterator[Submission]:
    """Return `count` requests; the same seed gives the same. `version` is the consents' one."""
    dice = random.Random(seed)
    return (_submission(dice, version) for _ in range(count))


def answers(count: int, *, seed: int, version: str) -> Iterator[dict[str, str]]:
    """Return `count` sets of fields, from nearly right to nonsense."""
    dice = random.Random(seed)
    return (_fields(dice, version) for _ in range(count))


def _submission(dice: random.Random, version: str) -> Submission:
    fields = _fields(dice, version)
    path = dice.choice(_PAGES) if dice.random() < 0.8 else _step(dice)
    if dice.random() < 0.4:
        path = "/pengaduan/"  # where most comes of it
    kind, body = _coded(dice, fields)
    if dice.random() < 0.05:
        body = body[: dice.randrange(len(body) + 1)]
    address = ".".join(str(dice.randrange(1, 255)) for _ in range(4))
    return Submission(path, kind, body, address)


def _step(dice: random.Random) -> str:
    return f"/pengaduan/langkah/{quote(dice.choice(_STEPS), safe='/%')}/"


def _fields(dice: random.Random, version: str) -> dict[str, str]:
    fields = {
        **_VALID,
        "token": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        "nik": f"317101120598{dice.randrange(1, 9_999):04d}",
        "consent_version": version,
        "csrfmiddlewaretoken": CSRF,
    }
    for _ in range(dice.choice((0, 0, 1, 1, 2, 4, 12))):
        name = dice.choice((*_VALID, *_OTHERS, *_PHOTO_FIELDS))
        if dice.random() < 0.15:
            fields.pop(name, None)
        else:
            fields[name] = _text(dice)
    return fields


def _text(dice: random.Random) -> str:
    if dice.random() < 0.6:
        return dice.choice(_NASTY)
    ranges = ((32, 127), (160, 0xD7FF), (0x1F600, 0x1F640), (0, 32))
    return "".join(chr(dice.randrange(*dice.choice(ranges))) for _ in range(dice.randrange(60)))


def _coded(dice: random.Random, fields: Mapping[str, str]) -> tuple[str, bytes]:
    way = dice.random()
    if way < 0.35:
        return "application/x-www-form-urlencoded", urlencode(fields).encode()
    if way < 0.85:
        return f"multipart/form-data; boundary={_BOUNDARY}", _multipart(dice, fields)
    kind = dice.choice((
        "multipart/form-data", "multipart/form-data; boundary=", "text/plain", "",
        "application/json", f"multipart/form-data; boundary={'b' * 5_000}",
        "application/x-www-form-urlencoded; charset=zlib", "multipart/form-data; boundary=\xff",
    ))  # fmt: skip
    return kind, dice.choice((_multipart(dice, fields), dice.randbytes(2_000), b"", b"{" * 5_000))


def _multipart(dice: random.Random, fields: Mapping[str, str]) -> bytes:
    parts = [
        _part(f'name="{name}"', text.encode(errors="replace")) for name, text in fields.items()
    ]
    for _ in range(dice.choice((0, 1, 1, 2, 14))):
        name, file_name = dice.choice(_PHOTO_FIELDS), dice.choice(_NAMES)
        head = f'name="{name}"; filename="{file_name}"\r\nContent-Type: {dice.choice(_KINDS)}'
        parts.append(_part(head, _file(dice)))
    dice.shuffle(parts)
    return b"".join([*parts, f"--{_BOUNDARY}--\r\n".encode()])


def _part(head: str, content: bytes) -> bytes:
    opening = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n"
    return b"".join((opening.encode(errors="replace"), content, b"\r\n"))


def _file(dice: random.Random) -> bytes:
    good = honest_photo()
    return dice.choice((
        good,
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7 " + b"x" * 500,
        b"GIF89a<script>alert(1)</script>",
        good[: dice.randrange(len(good) - 2)],
        good + _BEHIND,
        b"\xff\xd8\xff\xe0" + dice.randbytes(300),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x02\x00\x00\x00",
        dice.randbytes(200),
    ))  # fmt: skip


def through_the_forms(
    forms: Iterable[Mapping[str, str]], *, day: date, file_it: Callable[[Filing], object]
) -> Counter[str]:
    """Put answers through the form of every step and the whole form; `file_it` takes valid ones.

    Returns how many were valid and how many refused; whatever a form raises is a fault.
    """
    came: Counter[str] = Counter()
    for fields in forms:
        now = steps.Situation(kept.typed(fields))
        for step in steps.way(now):
            step_forms.step_form(step, now, day=day, is_judged=True)
        form = ComplaintForm(fields, day=day)
        is_valid = form.is_valid()
        came["valid" if is_valid else "refused"] += 1
        if is_valid:
            form.look_again()
            file_it(form.filing(uuid.uuid4(), evidence_ids=()))
    return came


def stored_wrongly(*, announced: int) -> list[str]:
    """Say what lies in the database or the store that should not; `announced` are the cases."""
    rows = list(Evidence.objects.values_list("original_sha256", "upload_name"))
    wrong = [f"{Appeal.objects.count()} cases, {announced} announced"]
    wrong = wrong if Appeal.objects.count() != announced else []
    wrong += [f"a file nobody's phone made: {sha}" for sha, _ in rows if not may_be_stored(sha)]
    nobodys = set(evidence_store().names()) - {name for _, name in rows}
    return wrong + [f"a file without a row: {name}" for name in sorted(nobodys)]
