"""Cases that stop waiting by themselves: they come back to their officer's desk, with a note."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from appeals import clocks, inquiries
from appeals.lifecycle.review import run_again
from appeals.lifecycle.steps import NotAllowed
from appeals.models import Appeal, DeskNews, Message, SourceRequest

log = logging.getLogger(__name__)

End = SourceRequest.End


@transaction.atomic
def come_back_unanswered(appeal: Appeal, *, at: datetime) -> None:
    """Go on with the file as it is, since the person's time has passed; nobody is refused for it.

    Raises NotAllowed while the time runs.
    """
    if appeal.answer_due_date is None or clocks.day_of(at) <= appeal.answer_due_date:
        raise NotAllowed(f"the person has until {appeal.answer_due_date} to answer")
    run_again(appeal, "unanswered", by=None, at=at)
    with translation.override(settings.LANGUAGE_CODE):
        note = _("Waktu jawab peserta habis. Putuskan dengan berkas yang ada. Tidak menjawab "
                 "bukan alasan menolak.")  # fmt: skip
    _tell_officer(appeal, note, at=at)


def return_unanswered(*, at: datetime) -> int:
    """Bring back every case whose person's time has passed; return how many."""
    passed = Appeal.objects.waiting_for_person().filter(answer_due_date__lt=clocks.day_of(at))
    returned = 0
    for appeal in passed.order_by("answer_due_date", "pk").iterator():
        try:
            come_back_unanswered(appeal, at=at)
        except NotAllowed:  # the person or the officer was faster
            continue
        except Exception:  # the others must not wait for this one
            log.exception("appeal %s could not come back unanswered", appeal.pk)
            continue
        returned += 1
    return returned


@transaction.atomic
def come_back_changed(request: SourceRequest, *, changes: list[str], at: datetime) -> None:
    """Go on because the register says something else than when the wait began."""
    appeal, words = request.appeal, "\n".join(changes)
    run_again(appeal, "source_changed", by=None, at=at)
    inquiries.end(appeal, End.CHANGED, by=None, at=at, answer=words)
    with translation.override(settings.LANGUAGE_CODE):
        note = _("Data berubah selagi kasus menunggu:")
    _tell_officer(appeal, f"{note}\n{words}", at=at)


@transaction.atomic
def end_wait(request: SourceRequest, *, at: datetime) -> None:
    """Go on without the institution's answer, so that the outer limit can be kept.

    Raises NotAllowed while the wait may go on.
    """
    if clocks.day_of(at) <= request.pause_until:
        raise NotAllowed(f"appeal {request.appeal_id} may wait until {request.pause_until}")
    appeal = request.appeal
    run_again(appeal, "end_wait", by=None, at=at)
    inquiries.end(appeal, End.LIMIT, by=None, at=at)
    with translation.override(settings.LANGUAGE_CODE):
        note = _("Batas waktu tunggu habis. Putuskan dengan berkas yang ada; batas 60 hari dekat.")
    _tell_officer(appeal, note, at=at)


def return_from_sources(*, at: datetime) -> int:
    """Bring back the cases whose wait is over or whose register has changed; return how many."""
    inquiries.end_of_finished_cases(at=at)
    return sum(_look(request, at=at) for request in inquiries.to_look_at(at=at))


def _look(request: SourceRequest, *, at: datetime) -> bool:
    try:
        with transaction.atomic():  # its own: what fails here leaves the sweep's going
            return _go_on_if_over(request, at=at)
    except NotAllowed:  # its officer was faster
        return False
    except Exception:  # it goes behind the others, so that no sweep is full of such
        log.exception("the wait of appeal %s could not be looked at", request.appeal_id)
        inquiries.note_looked(request, at=at)
        return False


def _go_on_if_over(request: SourceRequest, *, at: datetime) -> bool:
    if changes := inquiries.whats_new(request, at=at):
        come_back_changed(request, changes=changes, at=at)
    elif clocks.day_of(at) > request.pause_until:
        end_wait(request, at=at)
    else:
        inquiries.note_looked(request, at=at)
        return False
    return True


def _tell_officer(appeal: Appeal, note: str, *, at: datetime) -> None:
    """Leave a note of the portal's own on the file, and news for whoever holds the case."""
    Message.objects.create(
        appeal=appeal, author=Message.Author.OFFICER, text=note, is_internal=True, at=at
    )
    if appeal.officer is not None:
        DeskNews.objects.create(
            officer=appeal.officer, appeal=appeal, kind=DeskNews.Kind.CAME_BACK, at=at
        )
