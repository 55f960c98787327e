"""Cases an officer holds and has asked something about, as several tests begin with."""

from datetime import datetime, timedelta

from appeals import lifecycle
from appeals.lifecycle import Ask
from appeals.models import Appeal
from eligibility.models import Block
from portal.models import User
from tests import builders
from tests.builders import NOON

DAY = timedelta(days=1)


def taken(block: Block | None = None, at: datetime = NOON) -> tuple[Appeal, User]:
    """Return a case, about `block` if any, and the officer who took it."""
    agent = builders.officer(email="petugas@example.id")
    appeal = builders.appeal_about(block, at=at) if block else builders.appeal(at=at)
    lifecycle.take(appeal, by=agent, at=at)
    return appeal, agent


def asked() -> tuple[Appeal, User]:
    """Return a case whose person was asked two questions, and the officer."""
    appeal, agent = taken()
    lifecycle.ask(appeal, by=agent, questions=[Ask("", "Kapan?"), Ask("", "Di mana?")], at=NOON)
    return appeal, agent
