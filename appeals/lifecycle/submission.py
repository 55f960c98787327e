"""How a filing becomes an appeal."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from appeals import clocks, letters, notices, reference
from appeals.filing import Filing
from appeals.lifecycle import joining, steps
from appeals.models import Appeal, Claim, Consent, Draft, Evidence, Helper
from eligibility import holds
from eligibility.models import Account
from portal import jobs, regions

_TRIES = 3


class EvidenceMissing(Exception):
    """The filing names evidence that its draft does not hold; nothing was filed."""


def submit(filing: Filing, *, at: datetime) -> Appeal:
    """File the appeal and return it; the same token filed twice returns the first one.

    The appeal, its evidence rows, claims, consents, hold and acknowledgement are one transaction:
    a number that was shown is a number that is kept. A second filing of the same person about a
    block that an open appeal is about joins that one, under its own number. Raises
    EvidenceMissing.
    """
    for _ in range(_TRIES - 1):
        try:
            return _submit(filing, at=at)
        except IntegrityError:
            # Two submissions without a draft met at the unique token, and the first one won; or,
            # once in a lifetime, a number was drawn twice. What is read now is what won.
            continue
    return _submit(filing, at=at)


@transaction.atomic
def _submit(filing: Filing, *, at: datetime) -> Appeal:
    # The draft's lock makes the second of two simultaneous submissions wait for the first.
    draft = Draft.objects.select_for_update().filter(token=filing.token).first()
    filed = Appeal.objects.filter(form_token=filing.token).first()
    return filed or _file(filing, draft, at=at)


def _file(filing: Filing, draft: Draft | None, *, at: datetime) -> Appeal:
    account = Account.objects.with_nik(filing.nik).first()
    if account is not None:  # first, so that no block is made while we read which there are
        holds.lock(account.pk)
    appeal = _create(filing, account, at=at)
    steps.begin(appeal, at=at)
    _write_what_was_said(filing, appeal, at=at)
    move_evidence(filing.evidence_ids, draft, appeal)
    letters.issue_receipt(appeal, at=at)
    notices.queue(appeal, notices.Notice.RECEIVED, at=at)
    if account is not None:
        joining.settle(appeal, account, filing=filing, at=at)
    jobs.nudge("appeals.examine_photos", appeal_id=appeal.pk)
    return appeal


def _create(filing: Filing, account: Account | None, *, at: datetime) -> Appeal:
    province = filing.nik[:2]
    return Appeal.objects.create(
        reference=reference.new(),
        form_token=filing.token,
        account=account,
        channel=filing.channel,
        language=filing.language,
        lane=filing.lane,
        name=filing.name,
        email=filing.email,
        phone=filing.phone,
        nik=filing.nik,
        kk=filing.kk,
        birth_date=filing.birth_date,
        membership=filing.membership,
        subject=filing.subject,
        chronology=filing.chronology,
        happened_on=filing.happened_on,
        late_reason=filing.late_reason,
        province_code=province if regions.is_known_province(province) else "",
        submitted_at=at,
        due_date=clocks.decision_due(at),
    )


def _write_what_was_said(filing: Filing, appeal: Appeal, *, at: datetime) -> None:
    claims = {claim.ground: claim for claim in filing.claims}
    Claim.objects.bulk_create(
        Claim(
            appeal=appeal, ground=claim.ground, reason=claim.reason, statement=claim.statement
        )
        for claim in claims.values()
    )  # fmt: skip
    if (said := filing.helper) is not None:
        Helper.objects.create(
            appeal=appeal,
            name=said.name,
            relation=said.relation,
            phone=said.phone,
            email=said.email,
        )
    Consent.objects.bulk_create(
        Consent(
            appeal=appeal,
            kind=given.kind,
            version=given.version,
            language=given.language,
            wording=given.wording,
            read_aloud_by_id=given.read_aloud_by,
            given_at=at,
        )
        for given in filing.consents
    )


def move_evidence(named: Iterable[int], draft: Draft | None, appeal: Appeal) -> None:
    """Give the draft's photos to `appeal` and drop the draft.

    Raises EvidenceMissing when the draft does not hold one of those that were `named`.
    """
    held = set(draft.evidence.values_list("pk", flat=True)) if draft else set()
    if missing := set(named) - held:
        raise EvidenceMissing(f"the draft does not hold evidence {sorted(missing)}")
    if draft is not None:
        Evidence.objects.filter(draft=draft).update(draft=None, appeal=appeal)
        draft.delete()
