"""The oracle's rules about groups; limits are those of the first policies."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from benchmarks.oracle_nation import Found, Nation

RECIPIENTS_PER_CARD = 2
SHARERS = 3  # family cards on one telephone, e-mail address or device
NIKS_PER_PAYOUT = 2
CROWD, CROWD_MINUTES = 10, 10


def household(nation: Nation) -> Iterator[Found]:
    """G06: the third and later person of a card, by their first grant on it."""
    cards: dict[bytes, list[int]] = defaultdict(list)
    for grant in nation.grants:
        people = cards[grant["kk"]]
        if grant["account_id"] in people:
            continue
        people.append(grant["account_id"])
        if len(people) > RECIPIENTS_PER_CARD:
            yield grant["account_id"], "household", {
                "basis": "household", "place": len(people), "most": RECIPIENTS_PER_CARD,
                "wave": nation.waves[grant["gelombang_id"]],
            }  # fmt: skip


def shared_payout(nation: Nation) -> Iterator[Found]:
    """G09: one payout account for too many NIK."""
    people = [
        (person["payout_account"], person["nik"], key)
        for key, person in nation.accounts.items()
        if person["payout_account"]
    ]
    yield from _crowds("shared_payout", "payout_account", people, most=NIKS_PER_PAYOUT)


def shared_contact(nation: Nation) -> Iterator[Found]:
    """G12: one telephone, e-mail address or device for too many family cards."""
    for column in ("phone", "email"):
        people = [(row[column], row["kk"], key) for key, row in nation.accounts.items()]
        yield from _crowds("shared_contact", column, people, most=SHARERS)
    devices = [
        (event["device"], nation.accounts[event["account_id"]]["kk"], event["account_id"])
        for event in nation.events
        if event["kind"] == "registered" and event["device"]
    ]
    yield from _crowds("shared_contact", "device", devices, most=SHARERS)


def _crowds(
    rule: str, basis: str, rows: Sequence[tuple[bytes, bytes, int]], *, most: int
) -> Iterator[Found]:
    """Yield everybody of a key that more than `most` parties have."""
    crowds: dict[bytes, list[tuple[bytes, int]]] = defaultdict(list)
    for key, party, account in rows:
        crowds[key].append((party, account))
    for crowd in crowds.values():
        size = len({party for party, _ in crowd})
        members = {account for _, account in crowd}
        for account, crowd_facts in _crowd(members, size, most=most):
            yield account, rule, {"basis": basis, **crowd_facts}


def _crowd(members: set[int], size: int, *, most: int) -> Iterator[tuple[int, dict[str, Any]]]:
    least = most + 1
    if size < least:
        return
    at_least = least
    while at_least * 2 <= size:
        at_least *= 2
    for account in members:
        yield account, {"cluster": min(members), "at_least": at_least, "most": most}


def velocity(nation: Nation) -> Iterator[Found]:
    """G09: registrations from one device or address within minutes."""
    for basis in ("device", "address"):
        deeds = [
            (event[basis], event["at"], event["id"], event["account_id"])
            for event in nation.events
            if event["kind"] == "registered" and event[basis]
        ]
        yield from _bursts("velocity", basis, deeds)


def purchase_burst(nation: Nation) -> Iterator[Found]:
    """G09: purchases for many accounts from one device within minutes."""
    owner = {grant["id"]: grant["account_id"] for grant in nation.grants}
    deeds = [
        (row["device"], row["bought_at"], row["id"], owner[row["grant_id"]])
        for row in nation.purchases
        if row["device"]
    ]
    yield from _bursts("purchase_burst", "device", deeds)


def _bursts(
    rule: str, basis: str, deeds: Sequence[tuple[bytes, datetime, int, int]]
) -> Iterator[Found]:
    """Yield everybody in windows of minutes that too many accounts crowd."""
    by_key: dict[bytes, list[tuple[datetime, int, int]]] = defaultdict(list)
    for key, moment, row, account in deeds:
        by_key[key].append((moment, row, account))
    for rows in by_key.values():
        for burst in _crowded_spans(_without_repeats(sorted(rows))):
            for account, facts in _crowd(burst, len(burst), most=CROWD):
                yield account, rule, {"basis": basis, "minutes": CROWD_MINUTES, **facts}


def _without_repeats(deeds: list[tuple[datetime, int, int]]) -> list[tuple[datetime, int]]:
    """Leave out what an account does again within the window's length."""
    last: dict[int, datetime] = {}
    kept = []
    for moment, _, account in deeds:
        if account not in last or moment - last[account] > timedelta(minutes=CROWD_MINUTES):
            kept.append((moment, account))
        last[account] = moment
    return kept


def _crowded_spans(deeds: list[tuple[datetime, int]]) -> Iterator[set[int]]:
    """Yield the accounts of each run of deeds that lie in windows too full."""
    span = timedelta(minutes=CROWD_MINUTES)
    crowded: set[int] = set()
    for end, (moment, _) in enumerate(deeds):
        window = [i for i in range(end + 1) if moment - deeds[i][0] <= span]
        if len(window) > CROWD:
            crowded.update(window)
    burst: set[int] = set()
    previous: datetime | None = None
    for place in sorted(crowded):
        moment, account = deeds[place]
        if previous is not None and moment - previous > span:
            yield burst
            burst = set()
        burst.add(account)
        previous = moment
    yield burst
