"""The oracle's rules about one person's own rows; limits are those of the first policies."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from benchmarks.oracle_nation import Found, Nation, Row, birthday, completed_years, day_of

YOUNGEST, OLDEST = 18, 64
LEAST_SECONDS = 20


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
        if entry := first.get(person["nik"]):
            yield key, "office", {
                "basis": "list", "source": entry["source"], "office": entry["office"],
                "since": entry["since"].isoformat(),
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
