"""The one value every channel hands to `lifecycle.submit`."""

import uuid
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A consent as it was given: kind (Consent.Kind), wording and its version and language."""

    kind: str
    version: str
    language: str
    wording: str


@dataclass(frozen=True, slots=True)
class Filing:
    """What a person says, however it reached us.

    `nik`, `kk` and `phone` are normalised as `portal.identifiers` does, but need not be well
    formed: a wrong number is a hint for the officer, never a refusal. `evidence_ids` are rows of
    the draft whose token is `token`.
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
