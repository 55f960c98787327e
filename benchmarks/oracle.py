"""The rules once more, in plain Python over rows in memory, to hold screening's answers against.

Written from the programme's rules and not from `eligibility.rules`: it shares no code with them.
Yields an account's key, the rule's code and the facts; limits are those of the first policies.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

JAKARTA = ZoneInfo("Asia/Jakarta")
YOUNGEST, OLDEST = 18, 64
RECIPIENTS_PER_CARD = 2
SHARERS = 3  # family cards on one telephone, e-mail address or device
NIKS_PER_PAYOUT = 2
CROWD, CROWD_MINUTES = 10, 10
LEAST_SECONDS = 20

Row = Mapping[str, Any]  # Any: a column's value
Found = tuple[int, str, dict[str, Any]]


@dataclass(slots=True)
class Nation:
    """Everything the rules look at, by table; and by account where that is asked."""

    at: datetime
    accounts: dict[int, Row]
    grants: list[Row]
    purchases: list[Row]
    events: list[Row]
    verdicts: list[Row]
    entries: list[Row]
    matches: list[Row]
    waves: dict[int, int]
    known_until: date | None
    judged: set[int] = field(default_factory=set)


def load(at: datetime) -> Nation:
    """Read the whole database; meant for some ten thousand accounts."""
    accounts = {row["id"]: row for row in _rows("SELECT * FROM eligibility_account")}
    known = _rows("SELECT max(source_date) AS day FROM eligibility_importbatch "
                  "WHERE kind = 'training' AND finished_at IS NOT NULL")  # fmt: skip
    return Nation(
        at=at,
        accounts=accounts,
        grants=_rows("SELECT * FROM eligibility_grant ORDER BY granted_at, id"),
        purchases=_rows("SELECT * FROM eligibility_trainingpurchase"),
        events=_rows("SELECT * FROM eligibility_registrationevent ORDER BY at, id"),
        verdicts=_rows(
            "SELECT * FROM eligibility_registryverdict WHERE superseded_at IS NULL ORDER BY id"
        ),
        entries=_rows(
            "SELECT * FROM eligibility_referencelistentry WHERE removed_at IS NULL "
            "ORDER BY since, id"
        ),
        matches=_rows("SELECT * FROM eligibility_photomatch"),
        waves={row["id"]: row["number"] for row in _rows("SELECT * FROM eligibility_gelombang")},
        known_until=known[0]["day"],
        judged={key for key, row in accounts.items() if row["status"] not in ("revoked", "closed")},
    )


def judge(nation: Nation) -> Iterator[Found]:
    """Yield every breach of every rule by an account that is neither revoked nor closed."""
    for rule in RULES:
        for key, code, facts in rule(nation):
            if key in nation.judged:
                yield key, code, facts


def _rows(sql: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, _plain(row), strict=True)) for row in cursor.fetchall()]


def _plain(row: Sequence[Any]) -> list[Any]:
    return [bytes(value) if isinstance(value, memoryview) else value for value in row]


def day_of(moment: datetime) -> date:
    """Return the civil day in Jakarta."""
    return moment.astimezone(JAKARTA).date()


def completed_years(born: date, on: date) -> int:
    """Return the age; born on 29 February: a year is complete on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """Return the day `years` are complete; born on 29 February: 28 February."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 2, 28)


def is_odd_age(born: date, on: date) -> bool:
    """Say whether the age is outside what is admitted; a disputed day is in favour."""
    return on < birthday(born, YOUNGEST) or completed_years(born, on) > OLDEST


def age(nation: Nation) -> Iterator[Found]:
    """G02 on registering, and on joinings between registering and now."""
    for key, person in nation.accounts.items():
        if person["birth_date"]:
            yield from _age(key, person["birth_date"], {"registration": person["registered_on"]})
    for event in nation.events:
        person = nation.accounts[event["account_id"]]
        has_happened = person["registered_at"] <= event["at"] <= nation.at
        if event["kind"] == "joined" and person["birth_date"] and has_happened:
            yield from _age(person["id"], person["birth_date"], {"joining": day_of(event["at"])})


def _age(key: int, born: date, days: Mapping[str, date]) -> Iterator[Found]:
    limits = {"youngest": YOUNGEST, "oldest": OLDEST}
    for basis, on in days.items():
        if is_odd_age(born, on):
            yield key, "age", {"basis": basis, "age": completed_years(born, on), **limits}


def verdicts(rule: str, wanted: str) -> Callable[[Nation], Iterator[Found]]:
    """Return a rule about what a register says now; of citizens and names only Dukcapil knows."""

    def said(nation: Nation) -> Iterator[Found]:
        for row in nation.verdicts:
            is_asked = rule == "education" or row["register"] == "dukcapil"
            if row["verdict"] == wanted and is_asked:
                yield row["account_id"], rule, _verdict_facts(row, rule)

    return said


def _verdict_facts(row: Row, rule: str) -> dict[str, Any]:
    basis = "register" if rule == "education" else row["verdict"]
    facts = {"basis": basis, "register": row["register"], "since": row["since"].isoformat()}
    return {**facts, "verdict": row["verdict"]} if rule == "citizenship" else facts


def declared(
    rule: str, column: str, wanted: set[str] | None
) -> Callable[[Nation], Iterator[Found]]:
    """Return a rule about the person's own word; None: anything but nothing."""

    def said(nation: Nation) -> Iterator[Found]:
        for key, person in nation.accounts.items():
            word = person[column]
            if word in wanted if wanted is not None else word:
                yield key, rule, {"basis": "declared", "declared": word}

    return said


def listed(nation: Nation) -> Iterator[Found]:
    """G04, by list: the oldest entry."""
    first: dict[bytes, Row] = {}
    for row in nation.entries:
        first.setdefault(row["nik"], row)
    for key, person in nation.accounts.items():
        if row := first.get(person["nik"]):
            yield key, "office", {
                "basis": "list", "source": row["source"], "office": row["office"],
                "since": row["since"].isoformat(),
            }  # fmt: skip


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


def second_grant(nation: Nation) -> Iterator[Found]:
    """G07 on the same account."""
    mine: dict[int, list[int]] = defaultdict(list)
    for grant in nation.grants:
        mine[grant["account_id"]].append(nation.waves[grant["gelombang_id"]])
    for key, waves in mine.items():
        for wave in waves:
            if wave > min(waves):
                yield key, "earlier_recipient", {
                    "basis": "second_grant", "earlier_wave": min(waves), "wave": wave,
                }  # fmt: skip


def namesake(nation: Nation) -> Iterator[Found]:
    """G07 on another account of the same NIK, granted before this one registered."""
    same: dict[bytes, list[Row]] = defaultdict(list)
    for grant in nation.grants:
        same[nation.accounts[grant["account_id"]]["nik"]].append(grant)
    for key, person in nation.accounts.items():
        waves = [
            nation.waves[grant["gelombang_id"]]
            for grant in same.get(person["nik"], ())
            if grant["account_id"] != key and grant["granted_at"] < person["registered_at"]
        ]
        if waves:
            facts = {"basis": "other_account", "earlier_wave": min(waves)}
            yield key, "earlier_recipient", facts


def not_bought(nation: Nation) -> Iterator[Found]:
    """G10; in an invented nation nobody is blocked before the first pass."""
    first: dict[int, datetime] = {}
    for row in nation.purchases:
        known = first.get(row["grant_id"], row["bought_at"])
        first[row["grant_id"]] = min(known, row["bought_at"])
    for grant in nation.grants:
        until = grant["first_training_until"]
        bought = first.get(grant["id"])
        if _is_over(nation, until) and not (bought and bought <= until):
            yield grant["account_id"], "first_training", {
                "basis": "not_bought", "wave": nation.waves[grant["gelombang_id"]],
                "until": day_of(until).isoformat(),
            }  # fmt: skip


def not_completed(nation: Nation) -> Iterator[Found]:
    """G11."""
    grants = {grant["id"]: grant for grant in nation.grants}
    for row in nation.purchases:
        until, done = row["complete_until"], row["completed_at"]
        never = done is None and _is_over(nation, until)
        if never or (done and done > until and until < nation.at):
            grant = grants[row["grant_id"]]
            yield grant["account_id"], "completion", {
                "basis": "not_completed", "wave": nation.waves[grant["gelombang_id"]],
                "until": day_of(until).isoformat(), "purchase": row["id"],
            }  # fmt: skip


def _is_over(nation: Nation, until: datetime) -> bool:
    """Say whether a deadline passed and the platforms have spoken of a later day."""
    known = nation.known_until
    return until < nation.at and known is not None and day_of(until) < known


def odd_number(nation: Nation) -> Iterator[Found]:
    """G08 by what stands in the NIK itself; its two-digit year knows no century."""
    for key, person in nation.accounts.items():
        if not person["is_nik_well_formed"]:
            yield key, "false_data", {"basis": "nik_form"}
        inside, born = person["nik_birth_date"], person["birth_date"]
        if inside and born and born not in (inside, birthday(inside, -100)):
            apart = abs((inside - born).days)
            yield key, "false_data", {"basis": "nik_birth_date", "days_apart": apart}
        sexes = {person["nik_sex"], person["sex"]}
        if len(sexes) == 2 and "" not in sexes:
            yield key, "false_data", {"basis": "nik_sex"}


def photo(rule: str, kind: str) -> Callable[[Nation], Iterator[Found]]:
    """Return a rule about a photo given for two people."""

    def given(nation: Nation) -> Iterator[Found]:
        for row in nation.matches:
            one, other = nation.accounts[row["account_id"]], nation.accounts[row["other_id"]]
            # A selfie may be shared within a family card; a card belongs to one person.
            apart = one["nik"] != other["nik"] and (kind == "card" or one["kk"] != other["kk"])
            if row["kind"] == kind and apart:
                facts = {"basis": kind, "reference": row["reference"], "other": other["id"]}
                yield one["id"], rule, facts

    return given


def fast_form(nation: Nation) -> Iterator[Found]:
    """G09 by the seconds a registration took."""
    for event in nation.events:
        seconds = event["form_seconds"]
        if event["kind"] == "registered" and seconds is not None and seconds < LEAST_SECONDS:
            facts = {"basis": "form", "seconds": seconds, "least_seconds": LEAST_SECONDS}
            yield event["account_id"], "form_speed", facts


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


RULES: list[Callable[[Nation], Iterator[Found]]] = [
    age,
    verdicts("citizenship", "not_found"),
    verdicts("citizenship", "deceased"),
    declared("citizenship", "citizenship", {"wna"}),
    verdicts("education", "enrolled"),
    declared("education", "education", {"school", "university"}),
    listed,
    declared("office", "declared_office", None),
    declared("employment", "employment", {"other"}),
    household,
    second_grant,
    namesake,
    verdicts("false_data", "other_person"),
    odd_number,
    photo("reused_card", "card"),
    velocity,
    fast_form,
    purchase_burst,
    shared_payout,
    not_bought,
    not_completed,
    shared_contact,
    photo("shared_selfie", "selfie"),
]
