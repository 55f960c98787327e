"""Takes a partner's batch in exactly once, however often the call is repeated."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected

from eligibility import imports
from eligibility.api.answers import Fault, Refused
from eligibility.models import ImportBatch, Partner, PartnerCall
from portal import audit, tokens
from portal.calendar import civil_date

_PURPOSE = "partner call"
_TRIES = 3
# What a call of a kind takes in besides: registrations bring events.
_KINDS = {ImportBatch.Kind.ACCOUNTS: (ImportBatch.Kind.ACCOUNTS, ImportBatch.Kind.EVENTS)}
_EVENT = ("device", "address", "form_seconds")
# An account registers once: without a number of its own the event goes by the account's.
_NUMBER, _NUMBER_MOST = "r-", 40

ONCE = "Idempotency-Key"
OTHER_CALL = Fault(
    f"header.{ONCE}",
    "used before, for another body or address; repeat that call byte by byte, or choose a new key",
)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """One call: by whom, under which Idempotency-Key, and what it says, word for word."""

    partner: Partner
    idempotency_key: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What the batch led to; `is_repeated`: the call was answered before, nothing was done now."""

    said: Mapping[str, object]
    is_repeated: bool


def take_in_once(
    call: Call, kind: ImportBatch.Kind, rows: Sequence[Mapping[str, object]], *, at: datetime
) -> Answer:
    """Take the rows in, or return what the same call was answered before.

    The batch and the answer are committed together: a call that broke off may be repeated.
    Raises Refused(409) when the key was used for another call.
    """
    for _ in range(_TRIES - 1):
        try:
            return _take_in_once(call, kind, rows, at=at)
        except OperationalError as error:
            # Screening and imports lock the same accounts; PostgreSQL lets one of two begin anew.
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
    return _take_in_once(call, kind, rows, at=at)


def is_used_elsewhere(call: Call) -> bool:
    """Say whether the call's key was answered for another call: other rows or another address."""
    used = PartnerCall.objects.filter(
        partner=call.partner, idempotency_key=call.idempotency_key
    ).first()
    return used is not None and not _is_same(call, used)


@transaction.atomic
def _take_in_once(
    call: Call, kind: ImportBatch.Kind, rows: Sequence[Mapping[str, object]], *, at: datetime
) -> Answer:
    made, is_new = PartnerCall.objects.get_or_create(
        partner=call.partner,
        idempotency_key=call.idempotency_key,
        defaults={"body_digest": _digests(call)[0], "called_at": at},
    )
    if not is_new:
        if not _is_same(call, made):
            raise Refused(409, details=[OTHER_CALL])
        return Answer(made.answer, is_repeated=True)
    batch, refused = _take_in(call.partner, kind, [_written(row) for row in rows], at=at)
    not_taken = {each["index"] for each in refused if each["part"] == "row"}
    made.batch = batch
    made.answer = {"batch": batch.pk, "taken": len(rows) - len(not_taken), "refused": refused}
    made.save(update_fields=["batch", "answer"])
    audit.record("partner.batch", by=None, subject=batch, at=at, partner=call.partner.pk)
    return Answer(made.answer, is_repeated=False)


def _is_same(call: Call, answered: PartnerCall) -> bool:
    return any(hmac.compare_digest(each, answered.body_digest) for each in _digests(call))


def _digests(call: Call) -> tuple[str, ...]:
    """Return what names the call without telling it, under every master key."""
    return tokens.digests(_PURPOSE, f"{call.path}\n{call.body.decode(errors='surrogateescape')}")


def _take_in(
    partner: Partner, kind: ImportBatch.Kind, rows: Sequence[Row], *, at: datetime
) -> tuple[ImportBatch, list[dict[str, object]]]:
    for each in _KINDS.get(kind, (kind,)):  # all of them before the first row, in one order
        imports.wait_for_others(each)
    batch = _begin(partner, kind, at=at)
    refused = _refused(imports.take_in(kind, rows, batch, at=at), "row", range(len(rows)))
    if kind == ImportBatch.Kind.ACCOUNTS:
        left = {each["index"] for each in refused}
        happened = [n for n, row in enumerate(rows) if n not in left and _tells_of_event(row)]
        refused += _take_in_events(partner, {n: rows[n] for n in happened}, at=at)
    return batch, refused


def _take_in_events(
    partner: Partner, rows: Mapping[int, Row], *, at: datetime
) -> list[dict[str, object]]:
    """Take in how forms were filled in; a registration happens once, so its number is enough."""
    if not rows:
        return []
    batch = _begin(partner, ImportBatch.Kind.EVENTS, at=at)
    events = [_event(row) for row in rows.values()]
    return _refused(imports.take_in(batch.kind, events, batch, at=at), "event", list(rows))


def _begin(partner: Partner, kind: ImportBatch.Kind, *, at: datetime) -> ImportBatch:
    source = partner.source
    return imports.begin(kind, source=source, source_date=civil_date(at), at=at)


def _event(row: Row) -> Row:
    account = row["external_id"].strip()
    return {
        "event_id": row.get("event_id") or _number_of(account),
        "external_id": account,
        "kind": "registered",
        "at": row["registered_at"],
        **{name: row.get(name, "") for name in _EVENT},
    }


def _number_of(account: str) -> str:
    """Return the number of an account's registration; a long one is told by its digest."""
    fits = len(account) + len(_NUMBER) <= _NUMBER_MOST
    return _NUMBER + (account if fits else hashlib.sha256(account.encode()).hexdigest()[:38])


def _tells_of_event(row: Row) -> bool:
    return any(row.get(name) for name in _EVENT)


def _written(row: Mapping[str, object]) -> Row:
    """Return the row as a line of a file would have it."""
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _refused(
    refusals: Iterable[imports.Refusal], part: str, places: Sequence[int]
) -> list[dict[str, object]]:
    """Name the refused rows by their place in the call; refusals count lines from 1."""
    return [
        {"index": places[refusal.line - 1], "part": part, "reason": refusal.reason}
        for refusal in refusals
    ]
