"""Loads the whole demonstration: staff, facts, screening, complaints; and says how to sign in.

Goes through import, screening and lifecycle, as the real data would. Run again it changes
nothing; killed in the middle, it goes on.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from appeals import figures
from appeals.demonstration import (
    complaints,
    facts,
    opening,
    people,
    planted,
    ready_texts,
    remedied,
    requests,
    staff,
)
from appeals.demonstration.people import Fate, Person
from appeals.demonstration.staff import SignIn
from appeals.evidence.examine import examine_owed
from appeals.models import Appeal, Evidence
from eligibility import screening
from eligibility.models import Account, Block, ScreeningRun
from portal.calendar import civil_date
from portal.models import User

# Screening came before the first complaint, and after the last deadline it judges.
_SCREENED_DAYS_AGO = 45
# Blocked people without a complaint, for a newcomer to try; two signatures lift an earlier grant.
_SILENT = (Fate.ENROLLED, Fate.NOT_BOUGHT, Fate.TWICE, Fate.TWICE)
# The photos officers open first are examined at once, the others by the workers soon after.
_OPENED_FIRST = (Appeal.Status.IN_REVIEW, Appeal.Status.FOR_APPROVAL)


class NotScreened(RuntimeError):
    """Screening stopped before it was done."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many people and complaints, and how many photos to examine at once."""

    accounts: int = 2000
    appeals: int = 110
    photos: int = 60


def load(size: Size, *, now: datetime, show: Callable[[str], object]) -> Path:
    """Load what is not loaded yet; return the file that holds the sign-ins.

    Accounts and their facts are taken in before the complaints, so once the first complaint
    stands they are not taken in again.
    """
    path: Path = settings.VAR_DIR / "demonstration.json"
    has_begun = complaints.has_begun()
    if complaints.are_filed(size.appeals) and path.exists():
        show("The demonstration is loaded already.")
        return path
    today = civil_date(now)
    invented = people.invent(size.accounts, today=today, wave_days=facts.wave_days(today))
    if not has_begun:
        show(f"Taking in {size.accounts} invented people.")
        _take_in_and_screen(invented, now=now)
    sign_ins = staff.hire()
    players = complaints.cast(
        invented,
        agents=list(User.objects.filter(username__in=("petugas", "petugas2")).order_by("pk")),
        supervisor=User.objects.get(username="penyelia"),
    )
    # Drawn before the complaints, so that these have none.
    silent = [players.next_of((fate,)) for fate in _SILENT]
    ready_texts.write_all(by=players.supervisor, at=now)
    show(f"Filing {size.appeals} complaints.")
    complaints.file_all(players, count=size.appeals, now=now)
    requests.ask_all(now=now)
    show("Examining the photos officers see first.")
    owed = Evidence.objects.filter(appeal__status__in=_OPENED_FIRST)
    examine_owed(owed, most=size.photos, at=now)
    planted.plant(invented, now=now)
    opening.furnish(now=now)
    remedied.remedy_all(now=now)
    figures.tally_lately(on=today)
    figures.count_campaigns(at=now)
    for _month, _days in figures.rebuild_slices(first=None, last=today, at=now):
        pass
    _write_down(path, sign_ins, silent)
    return path


def _take_in_and_screen(invented: Sequence[Person], *, now: datetime) -> None:
    screened_at = now - timedelta(days=_SCREENED_DAYS_AGO)
    known_on = civil_date(screened_at) - timedelta(days=1)
    facts.take_in(invented, known_on=known_on, today=civil_date(now))
    run = screening.screen(Account.objects.filter(is_test=True), at=screened_at)
    while screening.work_off(run):
        pass
    run.refresh_from_db()
    if run.status != ScreeningRun.Status.FINISHED:
        raise NotScreened(f"screening run {run.pk} is {run.status}")


def _write_down(path: Path, sign_ins: Sequence[SignIn], silent: Sequence[Person]) -> None:
    """Write the sign-ins where only the owner of the process may read them."""
    path.unlink(missing_ok=True)
    known = {
        "staff": [asdict(sign_in) for sign_in in sign_ins],
        "participants": [
            {
                "nik": person.nik,
                "email": person.email,
                "name": person.name,
                "ground": Block.objects.filter(account__nik=person.nik).earliest("pk").ground,
            }
            for person in silent
        ],
    }
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as text:
        json.dump(known, text, indent=2)
