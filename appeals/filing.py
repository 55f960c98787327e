"""The one value every channel hands to `lifecycle.submit`."""

import uuid
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A consent as it was given: kind (Consent.Kind), wording and its version and language.

    `read_aloud_by` is the officer who read it to a caller, by key.
    """

    kind: str
    version: str
    language: str
    wording: str
    read_aloud_by: int | None = None


@dataclass(frozen=True, slots=True)
class GroundClaim:
    """What the person says about one ground: its code (empty: they don't know it), the reason's
    code (appeals.grounds) and their own words."""

    ground: str
    reason: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class HelperSaid:
    """Who files for the person: name, relation (Helper.Relation), and how to reach them."""

    name: str
    relation: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """What a person says, however it reached us.

    `nik`, `kk` and `phone` are normalised as `portal.identifiers` does, but need not be well
    formed: a wrong number is a hint for the officer, never a refusal. `evidence_ids` are rows of
    the draft whose token is `token`. No `claims`: about every block that stands. `lane` is
    Appeal.Lane. `proved_account_id` is the account that the person proved to be theirs.
    """

    token: uuid.UUID
    channel: str
    language: str
    name: str
    email: str
    phone: str
    nik: str
    kk: str
    birth_date: date | None
    membership: str
    subject: str
    chronology: str
    happened_on: date | None
    consents: tuple[ConsentGiven, ...]
    evidence_ids: tuple[int, ...]
    claims: tuple[GroundClaim, ...] = ()
    helper: HelperSaid | None = None
    lane: str = "usual"
    late_reason: str = ""
    proved_account_id: int | None = None
