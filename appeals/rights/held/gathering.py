"""Gathers what is held about a person, within what they proved to be theirs."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from appeals.data_requests import Subject
from appeals.data_requests.subjects import requests_of
from appeals.models import Appeal, DataRequest
from appeals.rights.held import account, case
from appeals.rights.held.lines import Held, Line, Part, Record, Section, choice
from appeals.rights.held.looked import looks_at
from appeals.rights.words import said_in_words


def held(subject: Subject, *, at: datetime) -> Held:
    """Return the copy for a case or an account, as of `at`, in the active language."""
    if isinstance(subject, Appeal):
        parts = [case.part_of(subject)]
    else:
        cases = account.cases_of(subject)
        parts = [account.part_of(subject), *(case.part_of(one) for one in cases)]
    return Held(at, [*parts, *_requests(subject)])


def _requests(subject: Subject) -> Iterator[Part]:
    rows = list(requests_of(subject).order_by("pk"))
    if rows:
        title = _("Permintaan data Anda")
        looks = looks_at({"appeals.datarequest": [row.pk for row in rows]})
        sections = (
            Section("requests", title, [_record(row) for row in rows]),
            Section("looks", _("Siapa yang melihat"), looks),
        )
        yield Part("data_requests", title, [one for one in sections if one.records])


def _record(row: DataRequest) -> Record:
    return (
        Line("number", _("Nomor"), row.reference),
        choice(row, "kind", _("Yang diminta")),
        *(Line(f"said_{one.key}", one.label, one.text) for one in said_in_words(row)),
        Line("received_at", _("Diterima"), row.received_at),
        Line("answered_at", _("Dijawab"), row.answered_at),
        choice(row, "result", _("Hasil")),
        Line("answer", _("Jawaban kami"), row.answer),
    )
