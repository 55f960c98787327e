"""What is asked of other institutions while a case waits: begun, looked after and ended here.

That the case itself moves is lifecycle's. A wait keeps a digest of what judging the blocks again
said when it began, so that a changed register is noticed whatever file it came in.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from appeals import clocks, letters
from appeals.models import Appeal, ContestedBlock, SourceRequest
from eligibility.explain import title_of
from eligibility.models import Block, Finding
from eligibility.replay import Replay, replay_all
from portal import audit
from portal.models import User

_LOOK_EVERY = timedelta(hours=6)
_MOST_LOOKS = 200
# Stands before each digest, so that a change in how they are made is no change of the register.
_MADE = "codes:"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Whom to ask (SourceRequest.Institution), what for, and until when an answer is expected."""

    institution: str = SourceRequest.Institution.OWN_TEAM
    wanted: str = ""
    outside_reference: str = ""
    expected_date: date | None = None


def begin(appeal: Appeal, inquiry: Inquiry, *, by: User, at: datetime) -> SourceRequest:
    """Write down whom the case waits for from now on, and issue the letter to them."""
    seen = _judged_again(appeal, at=at)
    last = clocks.wait_until(appeal)
    request = SourceRequest.objects.create(
        appeal=appeal,
        institution=inquiry.institution,
        wanted=inquiry.wanted.strip(),
        outside_reference=inquiry.outside_reference.strip(),
        expected_date=inquiry.expected_date or last,
        pause_until=last,
        asked_by=by,
        asked_at=at,
        judged=_digests(seen),
        had_ceased=any(_has_ceased(block) for block, _replay in seen),
        checked_at=at,
    )
    request.letter = letters.issue_inquiry(request, at=at)
    request.save(update_fields=["letter"])
    audit.record(
        "source.asked", by=by, subject=request, at=at, appeal=appeal.pk,
        institution=inquiry.institution,
    )  # fmt: skip
    return request


def standing(appeal: Appeal) -> SourceRequest | None:
    """Return whom the case waits for now, if for anybody."""
    return SourceRequest.objects.filter(appeal=appeal, ended_at=None).first()


def end(
    appeal: Appeal, how: SourceRequest.End, *, by: User | None, at: datetime, answer: str = ""
) -> None:
    """End the case's wait; one that has none stays so."""
    request = standing(appeal)
    if request is None:
        return
    SourceRequest.objects.filter(pk=request.pk).update(
        ended_at=at, ended_by=by, end=how, answer=answer.strip()
    )
    audit.record(
        "source.ended", by=by, subject=request, at=at, appeal=appeal.pk, end=str(how)
    )  # fmt: skip


@transaction.atomic
def end_of_finished_cases(*, at: datetime) -> int:
    """End the waits of cases that ended meanwhile; return how many."""
    over = SourceRequest.objects.filter(ended_at=None).exclude(
        appeal__status=Appeal.Status.WAITING_SOURCE
    )
    ended = list(over.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk"))
    over_now, keys = SourceRequest.End.CASE_OVER, [request.pk for request in ended]
    SourceRequest.objects.filter(pk__in=keys).update(ended_at=at, end=over_now)
    for request in ended:
        audit.record(
            "source.ended", by=None, subject=request, at=at, appeal=request.appeal_id, end=over_now
        )
    return len(ended)


def to_look_at(*, at: datetime) -> QuerySet[SourceRequest]:
    """Return waits that may be over: their last day has passed, or something was found anew.

    Each is looked at every six hours, which is when a corrected register is noticed: findings
    about an account that a complaint holds never cease by screening. One that came anew, or that
    ceased before the hold, is seen at the next sweep.
    """
    about = ContestedBlock.objects.filter(appeal=OuterRef("appeal"))
    ceased = about.filter(block__finding__status=Finding.Status.CEASED)
    anew = Finding.objects.filter(
        account=OuterRef("appeal__account"), found_at__gt=OuterRef("checked_at")
    )
    lookable = (
        Q(pause_until__lt=clocks.day_of(at))
        | Q(checked_at__lte=at - _LOOK_EVERY)
        | (Q(had_ceased=False) & Exists(ceased))
        | Exists(anew)
    )
    standing_ones = SourceRequest.objects.filter(ended_at=None).filter(lookable)
    return standing_ones.select_related("appeal").order_by("checked_at", "pk")[:_MOST_LOOKS]


def whats_new(request: SourceRequest, *, at: datetime) -> list[str]:
    """Say what judging the case's blocks again says unlike when the wait began; empty: nothing."""
    seen = _judged_again(request.appeal, at=at)
    now = _digests(seen)
    if _is_comparable(request):
        news = [
            pair for pair in seen if now[str(pair[0].pk)] != request.judged.get(str(pair[0].pk))
        ]
    else:  # what speaks for the person is told; the rest is compared with from now on
        news = [pair for pair in seen if pair[1].todays_version_today.fires is False]
        SourceRequest.objects.filter(pk=request.pk).update(
            judged=now, had_ceased=any(_has_ceased(block) for block, _replay in seen)
        )
    with translation.override(settings.LANGUAGE_CODE):
        return [line for block, replay in news for line in _in_words(block, replay)]


def note_looked(request: SourceRequest, *, at: datetime) -> None:
    """Note that nothing was new."""
    SourceRequest.objects.filter(pk=request.pk).update(checked_at=at)


def _judged_again(appeal: Appeal, *, at: datetime) -> list[tuple[Block, Replay]]:
    blocks = list(
        Block.objects.open()
        .filter(contests__appeal=appeal)
        .select_related("account", "policy", "finding__policy")
        .order_by("pk")
    )
    return list(zip(blocks, replay_all(blocks, at=at), strict=True))


def _is_comparable(request: SourceRequest) -> bool:
    """Say whether the wait keeps digests as they are made now; older waits have others, or none."""
    return bool(request.judged) and all(
        digest.startswith(_MADE) for digest in request.judged.values()
    )


def _digests(seen: Iterable[tuple[Block, Replay]]) -> dict[str, str]:
    return {str(block.pk): _digest(block, replay) for block, replay in seen}


def _digest(block: Block, replay: Replay) -> str:
    now = replay.todays_version_today
    said = json.dumps([now.fires, now.found, _has_ceased(block)], sort_keys=True, default=str)
    return _MADE + hashlib.sha256(said.encode()).hexdigest()


def _has_ceased(block: Block) -> bool:
    return block.finding.status == Finding.Status.CEASED


def _in_words(block: Block, replay: Replay) -> list[str]:
    changes = [
        _("%(what)s: dulu %(then)s, sekarang %(now)s.")
        % {"what": change.label, "then": change.then or "–", "now": change.now or "–"}
        for change in replay.todays_version_today.differences
    ]
    return [f"{title_of(block)}. {replay.headline}", *changes]
