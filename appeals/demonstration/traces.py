"""What registering left behind: devices, addresses, payout accounts; and the groups that share them.

Plain values only. Nearly everybody has their own; a few ordinary people are made to share, to
differ from their NIK or to be too fast, so that every rule that only flags has something to show.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from appeals.demonstration.people import Fate, Person
from portal.calendar import JAKARTA

# How many people each oddity takes: one more than its rule lets pass, or a few.
_ONE_PHONE, _ONE_PAYOUT, _ONE_DEVICE = 5, 4, 12
_WRONG_DATE, _NOT_FOUND, _TOO_FAST = 3, 3, 2


@dataclass(frozen=True, slots=True)
class Trace:
    """What one person's registration left behind."""

    registered_at: datetime
    device: str
    address: str
    form_seconds: int
    phone: str
    payout_account: str
    # The birth date they typed differs from their NIK's by a day.
    has_typing_error: bool = False


@dataclass(frozen=True, slots=True)
class Traces:
    """Everybody's trace by number, and whom Dukcapil does not find."""

    by_number: dict[int, Trace]
    not_found: list[Person] = field(default_factory=list)


def leave(people: Sequence[Person]) -> Traces:
    """Return what each of `people` left behind; the same people leave the same."""
    traces = Traces({person.number: _own(person) for person in people})
    ordinary = [person for person in people if person.fate is Fate.ORDINARY and person.place == 1]
    of_no_wave = [person for person in ordinary if person.wave is None]
    _queue_at_one_device(traces, of_no_wave[:_ONE_DEVICE])
    queued = {person.number for person in of_no_wave[:_ONE_DEVICE]}
    others = iter([person for person in ordinary if person.number not in queued])

    def some(count: int) -> list[Person]:
        return [person for person, _ in zip(others, range(count), strict=False)]

    with_one_phone, with_one_payout = some(_ONE_PHONE), some(_ONE_PAYOUT)
    for person in with_one_phone:
        _change(traces, person, phone=with_one_phone[0].phone)
    for person in with_one_payout:
        _change(traces, person, payout_account=_payout_account(with_one_payout[0]))
    for person in some(_WRONG_DATE):
        _change(traces, person, has_typing_error=True)
    for person in some(_TOO_FAST):
        _change(traces, person, form_seconds=6)
    traces.not_found.extend(some(_NOT_FOUND))
    return traces


def _own(person: Person) -> Trace:
    morning = time(7 + person.number % 12, person.number % 60)
    return Trace(
        registered_at=datetime.combine(person.registered_on, morning, tzinfo=JAKARTA),
        device=f"CONTOH-PERANGKAT-{person.number:06d}",
        # Of a range that is set aside for measuring and leads nowhere.
        address=f"198.18.{person.number // 256 % 256}.{person.number % 256}",
        form_seconds=150 + person.number * 37 % 900,
        phone=person.phone,
        payout_account=_payout_account(person),
    )


def _payout_account(person: Person) -> str:
    return f"CONTOH{person.number:08d}"


def _queue_at_one_device(traces: Traces, people: Sequence[Person]) -> None:
    """Let somebody register all of them within minutes, on the day of the first."""
    if not people:
        return
    first = traces.by_number[people[0].number]
    for place, person in enumerate(people):
        _change(
            traces,
            person,
            registered_at=first.registered_at + timedelta(seconds=35 * place),
            device=first.device,
            form_seconds=30,
        )


def _change(traces: Traces, person: Person, **over: object) -> None:
    own = traces.by_number[person.number]
    traces.by_number[person.number] = replace(own, **over)  # type: ignore[arg-type]
