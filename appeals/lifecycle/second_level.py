"""How a decided appeal goes on: to the second level, or opened again with new files.

Either way a new appeal with its own number follows; the decided one stays as it was decided.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from appeals import clocks, letters, notices, reference
from appeals.duplicates import marking
from appeals.lifecycle import contests, steps
from appeals.lifecycle.steps import NotAllowed
from appeals.lifecycle.submission import move_evidence
from appeals.models import Appeal, Claim, Consent, Decision, Draft, Evidence, Helper, Outcome
from eligibility import holds
from eligibility.models import Block
from portal import jobs

_DECIDED = frozenset({Appeal.Status.DECIDED, Appeal.Status.CLOSED})
_COPIED = (
    "account", "channel", "language", "lane", "name", "email", "phone", "nik", "kk",
    "birth_date", "membership", "subject", "happened_on", "province_code",
)  # fmt: skip


class NothingNew(NotAllowed):
    """No file came along that was not seen before."""


@dataclass(frozen=True, slots=True)
class Again:
    """What the person says: about which blocks, why, and why only now.

    `evidence_ids` are rows of the draft whose token is `token`.
    """

    token: uuid.UUID
    text: str
    block_ids: tuple[int, ...] = ()
    late_reason: str = ""
    evidence_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WaysOn:
    """What a decided appeal may go on to, and what it went on to."""

    # Upheld, still open, and not decided on since.
    blocks: tuple[Block, ...]
    may_appeal_again: bool
    appeal_until: date | None
    is_late: bool
    may_reopen: bool
    reopen_until: date | None
    went_on: tuple[Appeal, ...]


def ways_on(appeal: Appeal, *, at: datetime) -> WaysOn:
    """Return how `appeal` may go on as of `at`; the verbs below ask the same questions."""
    decision = _decision(appeal)
    went_on = tuple(appeal.next.order_by("pk"))
    if decision is None or decision.effective_at is None:
        return WaysOn((), False, None, False, False, None, went_on)
    blocks = tuple(_still_upheld(appeal, decision))
    is_free = appeal.level == 1 and not any(one.is_open for one in went_on)
    until = clocks.second_level_until(decision.effective_at)
    reopen_until = clocks.reopen_until(decision.effective_at)
    has_reason = bool(blocks) or (
        decision.conclusion == Decision.Conclusion.ANSWERED and not went_on
    )
    return WaysOn(
        blocks=blocks,
        may_appeal_again=is_free and bool(blocks),
        appeal_until=until,
        is_late=clocks.day_of(at) > until,
        may_reopen=is_free and has_reason and clocks.day_of(at) <= reopen_until,
        reopen_until=reopen_until,
        went_on=went_on,
    )


@transaction.atomic
def appeal_again(decided: Appeal, *, again: Again, at: datetime) -> Appeal:
    """Take blocks that `decided` upheld to the second level; the same token returns the first.

    Late is a reason for the officer to weigh, never one to refuse. Raises NotAllowed at the second
    level, while another case goes on from `decided`, for a block that it did not uphold, that is
    over or was decided on since, and without a block; EvidenceMissing.
    """
    draft, filed = _begun(decided, again)
    if filed is not None:
        return filed
    ways = _locked_ways(decided, at=at)
    chosen = [block for block in ways.blocks if block.pk in set(again.block_ids)]
    if not ways.may_appeal_again or not chosen or len(chosen) != len(set(again.block_ids)):
        raise NotAllowed(f"appeal {decided.pk} cannot go to the second level so")
    new = go_on(decided, again, chosen, level=2, at=at)
    return _filed(new, draft, again, notice=notices.Notice.BANDING, at=at)


@transaction.atomic
def reopen(decided: Appeal, *, again: Again, at: datetime) -> Appeal:
    """Have everything that `decided` upheld examined anew for the sake of a file that is new.

    The same token returns the first. Raises NothingNew without such a file; NotAllowed when the
    time is over, at the second level, when nothing was refused, and while another case goes on
    from `decided`; EvidenceMissing.
    """
    draft, filed = _begun(decided, again)
    if filed is not None:
        return filed
    ways = _locked_ways(decided, at=at)
    if not ways.may_reopen:
        raise NotAllowed(f"appeal {decided.pk} cannot be opened again")
    if not _new_files(decided, draft):
        raise NothingNew(f"nothing new came for appeal {decided.pk}")
    new = go_on(decided, again, list(ways.blocks), level=1, at=at)
    return _filed(new, draft, again, notice=notices.Notice.REOPENED, at=at)


def _begun(decided: Appeal, again: Again) -> tuple[Draft | None, Appeal | None]:
    """Return the draft, locked so that a second sending waits, and what it became before."""
    draft = Draft.objects.select_for_update(of=("self",)).filter(token=again.token).first()
    filed = Appeal.objects.filter(form_token=again.token).first()
    if draft is not None and draft.about_id != decided.pk:
        raise NotAllowed(f"draft {draft.pk} is not about appeal {decided.pk}")
    if filed is not None and filed.previous_id != decided.pk:
        raise NotAllowed(f"appeal {filed.pk} does not go on from {decided.pk}")
    return draft, filed


def _locked_ways(decided: Appeal, *, at: datetime) -> WaysOn:
    """Lock the account, then the case, and read how it may go on."""
    if decided.account_id is not None:
        holds.lock(decided.account_id)
    locked = Appeal.objects.select_for_update(no_key=True, of=("self",)).get(pk=decided.pk)
    return ways_on(locked, at=at)


def _decision(appeal: Appeal) -> Decision | None:
    if appeal.status not in _DECIDED:
        return None
    return appeal.decisions.filter(voided_at=None).exclude(effective_at=None).first()


def _still_upheld(appeal: Appeal, decision: Decision) -> list[Block]:
    """Return the open blocks on which `decision` is the last word of the chain."""
    later = Outcome.objects.filter(
        decision__appeal__in=Appeal.objects.of_matter(appeal),
        decision__voided_at=None,
        decision__effective_at__gt=decision.effective_at,
    )
    upheld = Outcome.objects.filter(decision=decision, result=Outcome.Result.UPHELD)
    blocks = Block.objects.open().filter(pk__in=upheld.values("block"))
    return list(blocks.exclude(pk__in=later.values("block")).order_by("ground", "pk"))


def _new_files(decided: Appeal, draft: Draft | None) -> bool:
    if draft is None:
        return False
    root = decided.root_id or decided.pk
    chain = Appeal.objects.filter(Q(pk=root) | Q(root=root) | Q(merged_into=decided))
    seen = Evidence.objects.filter(appeal__in=chain).values("original_sha256")
    return draft.evidence.exclude(original_sha256__in=seen).exists()


def go_on(
    decided: Appeal, again: Again, blocks: list[Block], *, level: int, at: datetime
) -> Appeal:
    """Make the case that goes on from `decided`, about `blocks`; both rows' locks are held."""
    number = reference.new()
    if decided.account is not None:  # first: nothing irreversible happens from here on
        holds.place(decided.account, reference=number, at=at, blocks=blocks)
    new = Appeal.objects.create(
        **{name: getattr(decided, name) for name in _COPIED},
        reference=number,
        form_token=again.token,
        level=level,
        previous=decided,
        root=decided.root or decided,
        chronology=again.text.strip(),
        late_reason=again.late_reason.strip(),
        submitted_at=at,
        due_date=clocks.decision_due(at),
    )
    _copy_what_was_said(decided, new, grounds={block.ground for block in blocks})
    contests.contest(new, blocks)
    marking.note(new)  # the files of the cases before lie on its desk, too
    return new


def _copy_what_was_said(decided: Appeal, new: Appeal, *, grounds: set[str]) -> None:
    said = {claim.ground: claim for claim in decided.claims.filter(ground__in=grounds)}
    Claim.objects.bulk_create(
        Claim(
            appeal=new,
            ground=ground,
            reason=said[ground].reason if ground in said else "",
            statement=said[ground].statement if ground in said else "",
        )
        for ground in sorted(grounds)
    )
    # Given for the whole matter, at their time; what was withdrawn stays withdrawn.
    Consent.objects.bulk_create(
        Consent(
            appeal=new,
            kind=given.kind,
            version=given.version,
            language=given.language,
            wording=given.wording,
            given_at=given.given_at,
            withdrawn_at=given.withdrawn_at,
        )
        for given in decided.consents.order_by("pk")
    )
    helper = Helper.objects.filter(appeal=decided).first()
    if helper is not None:
        Helper.objects.create(
            appeal=new,
            name=helper.name,
            relation=helper.relation,
            phone=helper.phone,
            email=helper.email,
        )


def _filed(
    new: Appeal, draft: Draft | None, again: Again, *, notice: notices.Notice, at: datetime
) -> Appeal:
    verb = "appeal_again" if notice == notices.Notice.BANDING else "reopen"
    steps.begin(new, verb=verb, at=at)
    move_evidence(again.evidence_ids, draft, new)
    letters.issue_receipt(new, at=at)
    notices.queue(new, notice, at=at)
    jobs.nudge("appeals.examine_photos", appeal_id=new.pk)
    return new
