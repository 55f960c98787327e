"""Plain builders of rows for tests; appeals come about through lifecycle, as in life."""

import io
import itertools
import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from appeals import lifecycle
from appeals.filing import ConsentGiven, Filing
from appeals.models import Appeal
from eligibility import blocking
from eligibility.models import Account, Block, Finding, RulePolicy
from portal.models import Role, User

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Friday

_numbers = itertools.count(1)


def nik(*, province: str = "31", born: date = date(1998, 5, 12), serial: int | None = None) -> str:
    """Return an invented man's NIK in Jakarta Pusat's or another province's first regency."""
    return f"{province}7101{born:%d%m%y}{(serial or next(_numbers)) % 9999 + 1:04d}"


def account(**over: Any) -> Account:
    """Create an active account."""
    number = next(_numbers)
    born = over.setdefault("birth_date", date(1998, 5, 12))
    values: dict[str, Any] = {
        "external_id": f"T{number}",
        "nik": nik(born=born),
        "kk": f"317101010115{number % 9999 + 1:04d}",
        "name": "Siti Contoh",
        "phone": f"081200{number:06d}",
        "email": f"orang{number}@example.id",
        "sex": "m",
        "education": "none",
        "employment": "jobseeker",
        "registered_at": NOON - timedelta(days=90),
        "province_code": "31",
        "status": "active",
        "is_test": True,
    }
    return Account.objects.create(**{**values, **over})


def policy(rule: str = "education") -> RulePolicy:
    """Return the rule's first policy, or make one."""
    found = RulePolicy.objects.filter(rule=rule).order_by("version").first()
    return found or RulePolicy.objects.create(
        rule=rule,
        version=1,
        mode="block",
        legal_source="uji",
        valid_from=date(2020, 1, 1),
        enabled_at=NOON - timedelta(days=400),
    )


_RULES = {"G01": "citizenship", "G02": "age", "G03": "education", "G04": "office",
          "G06": "household", "G07": "earlier_recipient", "G08": "false_data",
          "G10": "first_training"}  # fmt: skip
_ONLY_FLAGGED = {"citizenship", "false_data"}


def block(ground: str = "G03", on: Account | None = None, **facts: Any) -> Block:
    """Block an account on `ground`, as screening and blocking do; confirm what only flags."""
    on = on or account()
    rule = _RULES[ground]
    finding = Finding.objects.create(
        account=on,
        rule=rule,
        ground=ground,
        policy=policy(rule),
        facts=facts or {"register": "kemdikbud", "as_of": "2026-03-03"},
        facts_digest=uuid.uuid4().hex,
        found_at=NOON - timedelta(days=30),
    )
    blocking.apply(Finding.objects.filter(pk=finding.pk), at=NOON - timedelta(days=30))
    made = Block.objects.get(finding=finding)
    if rule in _ONLY_FLAGGED:
        blocking.confirm([made], by=None, at=NOON - timedelta(days=30))
        made.refresh_from_db()
    return made


def officer(role: str = "agent", **over: Any) -> User:
    """Create a member of staff with one role."""
    number = next(_numbers)
    values = {"username": f"{role}{number}", "is_staff": True, "first_name": "Petugas"}
    user = User.objects.create_user(**{**values, **over})
    user.groups.set(user.groups.model.objects.filter(name=Role(role)))
    return user


def filing(**over: Any) -> Filing:
    """Return a complete filing of an invented person; without an address it agrees to SMS."""
    values: dict[str, Any] = {
        "token": uuid.uuid4(),
        "channel": "web",
        "language": "id",
        "name": "Siti Contoh",
        "email": "siti@example.id",
        "phone": "081200000001",
        "nik": nik(),
        "kk": "3171010101150001",
        "birth_date": date(1998, 5, 12),
        "membership": "participant",
        "subject": "Akun Terblokir",
        "chronology": "Saya sudah lulus tahun lalu, tetapi akun saya diblokir.",
        "happened_on": None,
        "consents": agreed("processing") if over.get("email", "x") else agreed("processing", "sms"),
        "evidence_ids": (),
    }
    return Filing(**{**values, **over})


def agreed(*kinds: str) -> tuple[ConsentGiven, ...]:
    """Return consents of these kinds."""
    return tuple(ConsentGiven(kind, "2026-11", "id", "Saya setuju.") for kind in kinds)


def appeal(at: datetime = NOON, **over: Any) -> Appeal:
    """File an appeal through lifecycle."""
    return lifecycle.submit(filing(**over), at=at)


def appeal_about(contested: Block, at: datetime = NOON, **over: Any) -> Appeal:
    """File an appeal of the blocked person through lifecycle."""
    person = contested.account
    return appeal(at=at, nik=person.nik, kk=person.kk, email=person.email, **over)


def rival_about(contested: Block, at: datetime = NOON, **over: Any) -> Appeal:
    """File an appeal about the same block from contacts that nobody on file has."""
    number = next(_numbers)
    contacts = {"email": f"lain{number}@example.id", "phone": f"081300{number:06d}"}
    return appeal(at=at, **{"nik": contested.account.nik, **contacts, **over})


def photo_bytes(size: tuple[int, int] = (1600, 1000), fmt: str = "JPEG") -> bytes:
    """Return a real, colourful picture file."""
    gradient = Image.linear_gradient("L").resize(size)
    picture = Image.merge("RGB", (gradient, gradient.rotate(180), gradient.rotate(90).resize(size)))
    out = io.BytesIO()
    picture.save(out, fmt)
    return out.getvalue()


def photo_file(
    size: tuple[int, int] = (1600, 1000), fmt: str = "JPEG", name: str = "IMG-20261120-WA0001.jpg"
) -> SimpleUploadedFile:
    """Return a photo as a browser uploads it."""
    return SimpleUploadedFile(name, photo_bytes(size, fmt), content_type=f"image/{fmt.lower()}")


def now() -> datetime:
    """Return the present moment, for tests that meet the real clock."""
    return timezone.now()
