"""Writes what registers and lists know of the invented people as files, and takes them in.

The files are those that `manage.py import_*` reads; they live as long as the import.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from appeals.demonstration import traces
from appeals.demonstration.people import Fate, Person
from appeals.demonstration.traces import Trace
from eligibility.imports import Source, import_file
from eligibility.models import Account, Gelombang, ImportBatch, RegistrationEvent, RegistryVerdict
from portal.calendar import JAKARTA

Kind = ImportBatch.Kind
WAVES = (69, 70, 71)
# How long before today the recipients of each wave were named.
_GRANTED_DAYS_AGO = (150, 110, 75)
_ENROLLED = (Fate.ENROLLED, Fate.ENROLLED_NOT_BOUGHT)
_NEVER_BOUGHT = (Fate.NOT_BOUGHT, Fate.ENROLLED_NOT_BOUGHT)
_REGISTERS = ("Kemdikbud", "EMIS")
_OFFICES = {"BKN": "ASN", "TNI": "Prajurit TNI", "BUMN": "Komisaris BUMN"}
_WORK = ("jobseeker", "laid_off", "worker", "micro_owner")


class Refused(RuntimeError):
    """An import refused lines of the demonstration's own files."""


@dataclass(frozen=True, slots=True)
class _File:
    """One file of facts: its kind, who made it, its header and its lines."""

    kind: Kind
    source: str
    header: Sequence[str]
    lines: Iterable[Sequence[str]]


def wave_days(today: date) -> tuple[date, ...]:
    """Return the days on which the recipients of WAVES were named."""
    return tuple(today - timedelta(days=days) for days in _GRANTED_DAYS_AGO)


def take_in(people: Sequence[Person], *, known_on: date, today: date) -> None:
    """Take in everything about `people` as it was known on `known_on`.

    Raises Refused when a line was refused.
    """
    days = wave_days(today)
    for number, day in zip(WAVES, days, strict=True):
        Gelombang.objects.get_or_create(
            number=number,
            defaults={
                "opens_at": _at(day - timedelta(days=14)),
                "closes_at": _at(day - timedelta(days=7)),
            },
        )
    with TemporaryDirectory() as folder:
        for file in _files(people, days, known_on):
            _import(Path(folder), file, known_on)


def _import(folder: Path, file: _File, known_on: date) -> None:
    path = folder / f"{file.kind}-{file.source}.csv"
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(file.header)
        writer.writerows(file.lines)
    source = Source(file.source, known_on)
    batch = import_file(path, file.kind.value, source=source, at=_at(known_on))
    batch.refresh_from_db()
    if batch.rows_refused:
        raise Refused(f"{batch.rows_refused} lines of {file.kind} from {file.source} were refused")


def _files(people: Sequence[Person], days: Sequence[date], known_on: date) -> Iterable[_File]:
    left = traces.leave(people)
    own = [left.by_number[person.number] for person in people]
    yield _File(Kind.ACCOUNTS, "Situs program", _ACCOUNT, map(_account, people, own))
    yield _File(Kind.EVENTS, "Situs program", _EVENT, map(_event, people, own))
    yield _File(Kind.GRANTS, "Situs program", _GRANT, _grants(people, days))
    yield _File(Kind.TRAINING, "Lembaga pelatihan", _TRAINING, _training(people, days, known_on))
    not_found = RegistryVerdict.Verdict.NOT_FOUND.value
    lines = [(person.nik, not_found) for person in left.not_found]
    yield _File(Kind.VERDICTS, "Dukcapil", ("nik", "verdict"), lines)
    enrolled = [person for person in people if person.fate in _ENROLLED]
    for place, register in enumerate(_REGISTERS):
        verdict = RegistryVerdict.Verdict.ENROLLED.value
        lines = [(person.nik, verdict) for person in enrolled if person.number % 2 == place]
        yield _File(Kind.VERDICTS, register, ("nik", "verdict"), lines)
    listed = [person for person in people if person.fate is Fate.LISTED]
    for place, (source, office) in enumerate(_OFFICES.items()):
        lines = [(person.nik, office) for person in listed if person.number % 3 == place]
        yield _File(Kind.REFERENCE, source, ("nik", "office"), lines)


_ACCOUNT = (
    "external_id", "nik", "kk", "name", "phone", "email", "birth_date", "sex", "education",
    "employment", "citizenship", "payout_account", "declared_office", "registered_at", "is_test",
)  # fmt: skip


def _account(person: Person, trace: Trace) -> tuple[str, ...]:
    is_student = person.fate is Fate.STUDENT
    has_other_work = person.fate is Fate.OTHER_WORK
    return (
        person.external_id,
        person.nik,
        person.kk,
        person.name,
        trace.phone,
        person.email,
        (person.birth_date - timedelta(days=trace.has_typing_error)).isoformat(),
        person.sex,
        Account.Education.UNIVERSITY if is_student else Account.Education.NONE,
        Account.Employment.OTHER if has_other_work else _WORK[person.number % len(_WORK)],
        Account.Citizenship.INDONESIAN,
        trace.payout_account,
        "Perangkat desa" if person.fate is Fate.OFFICIAL else "",
        trace.registered_at.isoformat(),
        "1",
    )


_EVENT = ("event_id", "external_id", "kind", "at", "device", "address", "form_seconds")


def _event(person: Person, trace: Trace) -> tuple[str, ...]:
    return (
        f"DAFTAR-{person.number:06d}",
        person.external_id,
        RegistrationEvent.Kind.REGISTERED,
        trace.registered_at.isoformat(),
        trace.device,
        trace.address,
        str(trace.form_seconds),
    )


_GRANT = ("external_id", "gelombang", "granted_at")


def _grants(people: Sequence[Person], days: Sequence[date]) -> Iterable[tuple[str, ...]]:
    """Yield the grants by wave, as the waves were drawn."""
    for wave, day in enumerate(days):
        for person in people:
            is_again = person.fate is Fate.TWICE and wave == len(days) - 1
            if person.wave == wave or is_again:
                yield person.external_id, str(WAVES[wave]), _at(day).isoformat()


_TRAINING = (
    "purchase_id", "external_id", "gelombang", "bought_at", "complete_until", "completed_at",
)  # fmt: skip


def _training(
    people: Sequence[Person], days: Sequence[date], known_on: date
) -> Iterable[tuple[str, ...]]:
    """Yield one purchase for each grant that bought; who bought learns for three weeks."""
    for person in people:
        if person.wave is None or person.fate in _NEVER_BOUGHT:
            continue
        bought = days[person.wave] + timedelta(days=2 + person.number % 10)
        completed = bought + timedelta(days=14 + person.number % 14)
        is_done = person.fate is not Fate.NOT_FINISHED and completed <= known_on
        yield (
            f"BELI-{person.number:06d}",
            person.external_id,
            str(WAVES[person.wave]),
            _at(bought).isoformat(),
            _at(bought + timedelta(days=30), time(23, 59, 59)).isoformat(),
            _at(completed).isoformat() if is_done else "",
        )
        if person.fate is Fate.TWICE:
            again = days[-1] + timedelta(days=4)
            yield (
                f"BELI-{person.number:06d}-2",
                person.external_id,
                str(WAVES[-1]),
                _at(again).isoformat(),
                _at(again + timedelta(days=30), time(23, 59, 59)).isoformat(),
                _at(again + timedelta(days=15)).isoformat(),
            )


def _at(day: date, hour: time = time(9, 30)) -> datetime:
    return datetime.combine(day, hour, tzinfo=JAKARTA)
