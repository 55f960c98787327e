"""What partners send and hear. Structure is checked here, each row's content by the imports."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field

from eligibility.grounds import Ground
from eligibility.models import Account

MOST_ROWS = 1_000
_MOMENT = "2026-03-31T14:05:00+07:00; without a zone it is Jakarta's time"
_NUMBER = (
    "16 digits, as the person gave it; signs between them do not count. "
    "Another form is taken in, marked, and looked at by people (G08)"
)


def _whole(said: object) -> object:
    """Take 70.0 for 70, as the schema's language does."""
    return int(said) if isinstance(said, float) and said.is_integer() else said


_WHOLE = BeforeValidator(_whole)
Moment = Annotated[str, Field(description=_MOMENT)]
Wave = Annotated[int, Field(ge=1, le=32_767, description="the gelombang's number"), _WHOLE]
Seconds = Annotated[int, Field(ge=0, le=2_592_000), _WHOLE]
Optional = str | None


class _Strict(Schema):
    """Nothing unknown, and no text where a number belongs."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Registration(_Strict):
    """An account as the sender knows it now, and how its form was filled in."""

    external_id: Annotated[
        str, Field(description="the sender's number of the account, its identity")
    ]
    nik: Annotated[str, Field(description=_NUMBER)]
    kk: Annotated[str, Field(description=_NUMBER)]
    name: str
    registered_at: Moment
    phone: Optional = None
    email: Optional = None
    birth_date: Annotated[Optional, Field(description="2001-12-31")] = None
    sex: Annotated[Optional, Field(description="f or m")] = None
    education: Annotated[Optional, Field(description=", ".join(Account.Education.values))] = None
    employment: Annotated[Optional, Field(description=", ".join(Account.Employment.values))] = None
    citizenship: Annotated[Optional, Field(description=", ".join(Account.Citizenship.values))] = (
        None
    )
    declared_office: Optional = None
    payout_account: Optional = None
    event_id: Annotated[Optional, Field(description="the sender's number of this event")] = None
    device: Annotated[Optional, Field(description="the device the form was filled in on")] = None
    address: Annotated[Optional, Field(description="the network address it came from")] = None
    form_seconds: Seconds | None = None


class GrantRow(_Strict):
    """The award of a gelombang to an account."""

    external_id: str
    gelombang: Wave
    granted_at: Moment
    kk: Annotated[Optional, Field(description="the family card as of the wave")] = None


class TrainingRow(_Strict):
    """A training bought, or its later state."""

    purchase_id: str
    external_id: str
    gelombang: Wave
    bought_at: Moment
    complete_until: Moment
    completed_at: Annotated[Optional, Field(description=_MOMENT)] = None
    device: Optional = None


class Registrations(_Strict):
    """A batch of registrations."""

    rows: list[Registration] = Field(min_length=1, max_length=MOST_ROWS)


class Grants(_Strict):
    """A batch of grants."""

    rows: list[GrantRow] = Field(min_length=1, max_length=MOST_ROWS)


class Training(_Strict):
    """A batch of training."""

    rows: list[TrainingRow] = Field(min_length=1, max_length=MOST_ROWS)


class RefusedRow(Schema):
    """A row that was not taken in; `event` means its account was, its event was not."""

    index: int = Field(description="the row's place in the batch, from 0")
    part: Literal["row", "event"]
    reason: str


class TakenIn(Schema):
    """What became of a batch."""

    batch: int
    taken: int
    refused: list[RefusedRow]


class StandingGround(Schema):
    """One ground against an account; a proposed one stops nothing yet."""

    code: Ground
    title: str
    is_proposed: bool
    object_until: date | None = Field(
        description="the last ordinary day to object, or to object again; null: none ahead, also"
        " while an objection is being examined"
    )


class AccountStatus(Schema):
    """How an account stands. Whose it is, this never says."""

    account: str
    status: Account.Status
    blocked_since: datetime | None
    grounds: list[StandingGround]
