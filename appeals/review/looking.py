"""The doorkeeper of evidence: who may see which photo, for what, and the entry that says so.

Every page that shows a sharp photo asks `pass_for`, and writes each opening down with `write_down`.
A purpose stands for one case, one officer and one day in Jakarta: it is read back from the audit
trail, so that there is no second truth about it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal, Evidence
from appeals.review.offered import REVIEWERS
from portal import audit, calendar
from portal.models import AuditEntry, User

_CHOSEN = "evidence.purpose"
_CASE = Appeal._meta.label_lower


class Purpose(models.TextChoices):
    """What a photo is opened for; a code, as the audit trail keeps it."""

    IDENTITY = "identity", _("Memeriksa identitas")
    COMPARE = "compare_photos", _("Membandingkan foto")
    PROOF = "proof", _("Memeriksa bukti alasan")
    REQUEST = "own_request", _("Permintaan orangnya sendiri")
    OTHER = "other", _("Lainnya")


class Why(models.TextChoices):
    """Why a photo stays shut, by what would open it."""

    ROLE = "role", _("Foto hanya dibuka oleh petugas dan penyelia yang memeriksa pengaduan.")
    PURPOSE = "purpose", _("Pilih dulu untuk apa Anda membuka foto kasus ini.")
    REASON = "reason", _("Kasus ini tidak Anda pegang. Tulis dulu mengapa Anda perlu melihatnya.")


@dataclass(frozen=True, slots=True)
class Pass:
    """What lets an officer see the photos of `case` until the day ends."""

    case: Appeal
    purpose: Purpose
    note: str
    is_holder: bool


class Shut(Exception):
    """The photo stays shut: `why` says what is missing, `case` for which case it must be given."""

    def __init__(self, why: Why, case: Appeal) -> None:
        self.why = why
        self.case = case
        super().__init__(f"photos of appeal {case.pk} stay shut: {why.value}")


class WordsMissing(ValueError):
    """Whoever does not hold the case, or has another purpose, must say why in words."""


def holds(user: User, appeal: Appeal) -> bool:
    """Say whether `user` works on `appeal` now; who has decided it does not any more."""
    return appeal.is_open and appeal.officer_id == user.pk


def choose(appeal: Appeal, purpose: Purpose, *, note: str = "", by: User, at: datetime) -> Pass:
    """Write down what `by` opens the photos of `appeal` for today, and return the pass.

    Raises Shut if the role opens none, WordsMissing, or audit.Personal if `note` looks like
    personal data.
    """
    if not by.has_role(*REVIEWERS):
        raise Shut(Why.ROLE, appeal)
    is_holder = holds(by, appeal)
    if not note and (not is_holder or purpose == Purpose.OTHER):
        raise WordsMissing(f"user {by.pk} gave no words for the photos of appeal {appeal.pk}")
    audit.record(
        _CHOSEN, by=by, subject=appeal, at=at,
        purpose=purpose.value, note=note, is_holder=is_holder,
    )  # fmt: skip
    return Pass(appeal, purpose, note, is_holder)


def pass_on(appeal: Appeal, *, user: User, at: datetime) -> Pass | None:
    """Return the pass that `user` has for the photos of `appeal` at `at`; one query."""
    return _newest([appeal], user=user, at=at)


def pass_for(evidence: Evidence, *, user: User, at: datetime) -> Pass:
    """Return what lets `user` see the filed photo at `at`; two queries. Raises Shut.

    A pass for any case on whose desk the photo lies will do.
    """
    cases = list(Appeal.objects.with_file(evidence).select_related("officer").order_by("-pk"))
    found = _newest(cases, user=user, at=at) if user.has_role(*REVIEWERS) else None
    if found is None:
        raise shut_on(cases, user=user)
    return found


def shut_on(cases: Iterable[Appeal], *, user: User) -> Shut:
    """Return what `user` must give to see the photos that lie on the desks of `cases`."""
    # The case that the officer holds asks for least; then the newest one that is open.
    case = max(cases, key=lambda case: (holds(user, case), case.is_open, case.pk))
    if not user.has_role(*REVIEWERS):
        return Shut(Why.ROLE, case)
    return Shut(Why.PURPOSE if holds(user, case) else Why.REASON, case)


def write_down(evidence: Evidence, given: Pass, *, by: User, at: datetime) -> None:
    """Write that `by` opened the photo; the person is told how often (`appeals.looks`)."""
    audit.record(
        "evidence.viewed", by=by, subject=evidence, at=at,
        appeal=evidence.appeal_id, kind=evidence.kind, seen_from=given.case.pk,
        purpose=given.purpose.value, note=given.note, is_holder=given.is_holder,
    )  # fmt: skip


def _newest(cases: list[Appeal], *, user: User, at: datetime) -> Pass | None:
    """Return the newest pass of the day that still stands.

    A holder's ends with the case in their hands; one that was given for a reason does not.
    """
    by_key = {str(case.pk): case for case in cases}
    entries = AuditEntry.objects.filter(
        subject_type=_CASE,
        subject_id__in=by_key,
        action=_CHOSEN,
        actor=user,
        at__gte=calendar.start_of_day(calendar.civil_date(at)),
    ).order_by("-pk")
    for entry in entries:
        case, said = by_key[entry.subject_id], entry.details
        if said["is_holder"] and not holds(user, case):
            continue
        return Pass(case, Purpose(said["purpose"]), said["note"], holds(user, case))
    return None
