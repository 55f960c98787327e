"""Answers a data request, once, by a privacy officer; the person is told at once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from appeals.data_requests import letters
from appeals.models import DataRequest, Erasure
from portal import audit
from portal.models import Role, User

ANSWERERS = (Role.PRIVACY_OFFICER,)


class Reason(models.TextChoices):
    """Why a request was not fulfilled, or not wholly."""

    LEGAL_HOLD = "legal_hold", _("Undang-undang mewajibkan data disimpan")
    NOT_PROVED = "not_proved", _("Bukti belum menunjukkan data yang benar")
    DATA_IS_RIGHT = "data_is_right", _("Data yang tersimpan sudah benar")
    AT_THE_SOURCE = "at_the_source", _("Data harus dibetulkan di lembaga asalnya")
    NOT_HELD = "not_held", _("Data itu tidak kami simpan")
    OTHER_PEOPLE = "other_people", _("Data itu juga tentang orang lain")


class NotAllowed(Exception):
    """The officer may not answer, or somebody has answered already."""


class ProposalWaits(NotAllowed):
    """An erasure was proposed as the answer: it is signed or sent back first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said: the result, why it is not all that was asked, and words for the person."""

    result: DataRequest.Result
    text: str
    reason: str = ""


@transaction.atomic
def answer(request: DataRequest, said: Answer, *, by: User, at: datetime) -> DataRequest:
    """Keep the answer and tell the person; return the answered row.

    Raises NotAllowed for whoever is no privacy officer, and where an answer stands already;
    ProposalWaits while an erasure waits for its second signature.
    """
    if not by.has_role(*ANSWERERS):
        raise NotAllowed(f"user {by.pk} is no privacy officer")
    answered = worded(request, said)
    answered.answered_at, answered.answered_by = at, by
    unanswered = DataRequest.objects.select_for_update().filter(pk=request.pk, answered_at=None)
    if not unanswered.exists():
        raise NotAllowed(f"data request {request.pk} was answered already")
    if Erasure.objects.filter(request=request, signed_at=None).exists():
        raise ProposalWaits(f"data request {request.pk} has a proposal that waits")
    answered.save(update_fields=["answered_at", "answered_by", "result", "reason", "answer"])
    audit.record(
        "data_request.answered",
        by=by,
        subject=answered,
        at=at,
        result=said.result,
        reason=said.reason,
    )
    letters.queue(answered, letters.Notice.ANSWERED, at=at)
    return answered


def worded(request: DataRequest, said: Answer) -> DataRequest:
    """Return the request as it would stand with this answer; nothing is kept."""
    found = DataRequest.objects.select_related("appeal", "account").get(pk=request.pk)
    found.result, found.answer = said.result, said.text
    found.reason = "" if said.result == DataRequest.Result.DONE else said.reason
    return found
