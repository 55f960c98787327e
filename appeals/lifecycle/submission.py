"""How a filing becomes an appeal."""

from datetime import datetime

from django.db import IntegrityError, transaction

from appeals import clocks, notices, reference
from appeals.filing import Filing
from appeals.lifecycle import steps
from appeals.models import Appeal, Consent, ContestedBlock, Draft, Evidence
from eligibility import holds
from eligibility.models import Account
from portal import jobs


class EvidenceMissing(Exception):
    """The filing names evidence that its draft does not hold; nothing was filed."""


def submit(filing: Filing, *, at: datetime) -> Appeal:
    """File the appeal and return it; the same token filed twice returns the first one.

    The appeal, its evidence rows, consents, hold and acknowledgement are one transaction: a
    number that was shown is a number that is kept. Raises EvidenceMissing.
    """
    try:
        with transaction.atomic():
            # The draft's lock makes the second of two simultaneous submissions wait for the first.
            draft = Draft.objects.select_for_update().filter(token=filing.token).first()
            filed = Appeal.objects.filter(form_token=filing.token).first()
            return filed or _file(filing, draft, at=at)
    except IntegrityError:
        # Two submissions without a draft met at the unique token: the first one won.
        filed = Appeal.objects.filter(form_token=filing.token).first()
        if filed is None:
            raise
        return filed


def _file(filing: Filing, draft: Draft | None, *, at: datetime) -> Appeal:
    account = Account.objects.with_nik(filing.nik).first()
    number = reference.new()
    if account is not None:  # first, so that no block is made while we read which there are
        holds.place(account, reference=number, at=at)
    appeal = Appeal.objects.create(
        reference=number,
        form_token=filing.token,
        account=account,
        channel=filing.channel,
        language=filing.language,
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
        submitted_at=at,
        due_date=clocks.decision_due(at),
    )
    steps.begin(appeal, at=at)
    Consent.objects.bulk_create(
        Consent(
            appeal=appeal,
            kind=given.kind,
            version=given.version,
            language=given.language,
            wording=given.wording,
            given_at=at,
        )
        for given in filing.consents
    )
    _move_evidence(filing, draft, appeal)
    if account is not None:
        ContestedBlock.objects.bulk_create(
            ContestedBlock(appeal=appeal, block=block) for block in account.blocks.open()
        )
    notices.queue(appeal, notices.Notice.RECEIVED, at=at)
    jobs.nudge("appeals.examine_photos", appeal_id=appeal.pk)
    return appeal


def _move_evidence(filing: Filing, draft: Draft | None, appeal: Appeal) -> None:
    held = set(draft.evidence.values_list("pk", flat=True)) if draft else set()
    if missing := set(filing.evidence_ids) - held:
        raise EvidenceMissing(f"the draft does not hold evidence {sorted(missing)}")
    if draft is not None:
        Evidence.objects.filter(draft=draft).update(draft=None, appeal=appeal)
        draft.delete()
