"""On whose behalf a browser may ask: cases it has opened, and the account it has proved.

Only keys and times lie in the session.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _

from appeals import opened
from appeals.data_requests import Subject
from appeals.models import Appeal, DataRequest
from eligibility import checked
from portal.identifiers import mask_name, mask_nik

ACCOUNT = "akun"
FIELD = "tentang"
LIFETIME = timedelta(hours=2)
_KEY = "opened_data_requests"
_MOST = 20


@dataclass(frozen=True, slots=True)
class Scope:
    """One case or one account; `key` names it in addresses and forms and tells nothing of anybody."""

    key: str
    subject: Subject

    @property
    def label(self) -> str:
        """How the page calls it."""
        if isinstance(self.subject, Appeal):
            return _("Pengaduan %(number)s") % {"number": self.key}
        return _("Akun Prakerja Anda")

    @property
    def whose(self) -> str:
        """The person, masked."""
        return f"{mask_name(self.subject.name)} {mask_nik(self.subject.nik)}"

    @property
    def throttle_key(self) -> str:
        """What uses are counted by."""
        return f"{self.key}-{self.subject.pk}"


def scopes_of(request: HttpRequest, *, at: datetime) -> list[Scope]:
    """Return everything this browser may ask about, the account first."""
    account = checked.account_of(request, at=at)
    own = [Scope(ACCOUNT, account)] if account else []
    return own + [Scope(case.reference, case) for case in opened.cases_of(request, at=at)]


def chosen(request: HttpRequest, *, at: datetime) -> Scope | None:
    """Return what the form or the address names, or the first there is; None: nothing is open.

    What is named without being open is nothing, and never something else.
    """
    named = (request.POST if request.method == "POST" else request.GET).get(FIELD, "")
    found = [scope for scope in scopes_of(request, at=at) if named in ("", scope.key)]
    if not found:
        return None
    if isinstance(found[0].subject, Appeal):
        opened.case_of(request, found[0].key, at=at)  # a look prolongs it
    return found[0]


def remember(request: HttpRequest, row: DataRequest, *, at: datetime) -> None:
    """Let this browser follow one data request."""
    kept = request.session.get(_KEY, {})
    if str(row.pk) not in kept:
        request.session.cycle_key()
    kept = dict(sorted(kept.items(), key=lambda item: item[1])[-_MOST + 1 :])
    request.session[_KEY] = {**kept, str(row.pk): (at + LIFETIME).timestamp()}


def may_follow(request: HttpRequest, row: DataRequest, *, at: datetime) -> bool:
    """Say whether this browser opened the request by its link, or what it is about."""
    if request.session.get(_KEY, {}).get(str(row.pk), 0) >= at.timestamp():
        return True
    own = (row.appeal, row.account)
    return any(scope.subject in own for scope in scopes_of(request, at=at))
