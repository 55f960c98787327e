"""Lines and files of facts for the tests of imports, and the ways to take them in."""

from collections.abc import Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from eligibility import imports
from eligibility.models import Account, ChangedAccount, Gelombang, ImportBatch
from tests.builders import NOON

HEADER = (
    "external_id,nik,kk,name,phone,email,birth_date,sex,education,employment,declared_office,"
    "registered_at"
)


def line(number: int = 1, **over: str) -> str:
    """Return a line of an accounts file."""
    values = {
        "external_id": f"A{number}",
        "nik": f"317101120598{number:04d}",
        "kk": "3171010101150001",
        "name": "Siti Contoh",
        "phone": "+62 812-0000-0001",
        "email": "Siti@Example.id",
        "birth_date": "1998-05-12",
        "sex": "L",
        "education": "none",
        "employment": "jobseeker",
        "declared_office": "",
        "registered_at": "2026-03-01T23:59:59",
        **over,
    }
    return ",".join(values.values())


def written(folder: Path, *lines: str, header: str = HEADER) -> Path:
    """Write a file and return its path."""
    path = folder / "akun.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def command(path: Path, kind: str = "accounts", **options: Any) -> str:
    """Run the command and return what it printed."""
    out = StringIO()
    call_command(f"import_{kind}", path, stdout=out, **options)
    return out.getvalue()


def refused(path: Path) -> list[str]:
    """Return the refused lines with their reasons."""
    return imports.reject_path(path).read_text(encoding="utf-8").splitlines()[1:]


def begun(kind: str, source: str = "Kemdikbud", day: date = date(2026, 3, 3)) -> ImportBatch:
    """Begin a batch."""
    return imports.begin(kind, source=source, source_date=day, at=NOON)


def taken(kind: str, *rows: Mapping[str, str], **batch: Any) -> list[str]:
    """Take rows in and return the reasons of those refused."""
    refusals = imports.take_in(kind, rows, begun(kind, **batch), at=NOON)
    return [refusal.reason for refusal in refusals]


def state() -> list[tuple[Any, ...]]:
    """Return all accounts as people would see them."""
    hidden = {"batch_id", "created_at"}
    names = [f.attname for f in Account._meta.concrete_fields if f.attname not in hidden]
    return list(Account.objects.order_by("pk").values_list(*names))


def batch_of(kind: str, *rows: Mapping[str, str], **batch: Any) -> ImportBatch:
    """Take rows in, all of them, and return their batch."""
    made = begun(kind, **batch)
    assert imports.take_in(kind, rows, made, at=made.started_at) == []
    return made


def wave(number: int = 47) -> Gelombang:
    """Return a wave that was joined and drawn from."""
    return Gelombang.objects.get_or_create(
        number=number, defaults={"opens_at": NOON, "closes_at": NOON}
    )[0]


def award(on: Account, day: int = 1, **over: str) -> dict[str, str]:
    """Return a line of a grants file."""
    at = f"2026-10-{day:02d}T10:00:00+07:00"
    return {"external_id": on.external_id, "gelombang": "47", "granted_at": at, **over}


def purchase(on: Account, **over: str) -> dict[str, str]:
    """Return a line of a training file."""
    return {
        "purchase_id": "P1",
        "external_id": on.external_id,
        "gelombang": "47",
        "bought_at": "2026-10-05T10:00:00",
        "complete_until": "2026-11-05T23:59:59",
        **over,
    }


def event(on: Account, **over: str) -> dict[str, str]:
    """Return a line of an events file."""
    return {
        "event_id": "E1",
        "external_id": on.external_id,
        "kind": "registered",
        "at": "2026-03-01T10:00:00+07:00",
        "device": "PERANGKAT-1",
        "address": "203.0.113.7",
        "form_seconds": "40",
        **over,
    }


def noted() -> set[int]:
    """Return the accounts that wait to be screened, and forget them."""
    keys = set(ChangedAccount.objects.values_list("account_id", flat=True))
    ChangedAccount.objects.all().delete()
    return keys
