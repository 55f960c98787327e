"""What a filing should have, and what of it is amiss; changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from appeals import letters, reach, reference
from appeals.clocks import day_of
from appeals.models import Appeal, Decision, Evidence, FilingFault, Letter, LostFile
from appeals.notices import Notice
from portal.models import AuditEntry, OutgoingMessage
from portal.storage import evidence_store

Kind = FilingFault.Kind
_State = Evidence.State
_FILED = ("appeal.submit", "appeal.appeal_again", "appeal.reopen")


@dataclass(frozen=True, slots=True)
class Amiss:
    """One thing that is not as it should be; of a file, which one.

    `is_on_its_way`: it is owed and nobody gave up, so that it is a fault only once it is late.
    """

    kind: Kind
    evidence: Evidence | None = None
    is_on_its_way: bool = False

    @property
    def place(self) -> tuple[str, int | None]:
        """What tells it from the others of its filing."""
        return self.kind.value, self.evidence.pk if self.evidence else None


def check(appeal: Appeal) -> list[Amiss]:
    """Return what is amiss with the filing."""
    checks = (_number, _step, _audit, _due_date, _files, _message, _receipt, _ruling)
    return [amiss for one in checks for amiss in one(appeal)]


def acknowledgement(appeal: Appeal) -> Notice:
    """Return the message that told the person of the case's number."""
    if appeal.previous_id is None:
        return Notice.RECEIVED
    return Notice.BANDING if appeal.level > 1 else Notice.REOPENED


def acknowledgements(appeal: Appeal) -> list[OutgoingMessage]:
    """Return the messages of the acknowledgement, over whichever channels; not their words."""
    beginning = f"appeal:{appeal.pk}:{acknowledgement(appeal)}:"
    found = OutgoingMessage.objects.filter(key__startswith=beginning)
    return list(found.defer("subject", "body").order_by("pk"))


def is_due_date_sound(due_date: date | None, *, filed: datetime) -> bool:
    """Say whether the day is one that a clock may have set: after the day of the filing."""
    return due_date is not None and due_date > day_of(filed)


def unruled(appeal: Appeal) -> Decision | None:
    """Return the decision in effect whose letter was never issued, if there is one."""
    in_effect = appeal.decisions.filter(voided_at=None, effective_at__isnull=False)
    return in_effect.filter(letter=None).first()


def _number(appeal: Appeal) -> Iterator[Amiss]:
    try:
        is_sound = reference.parse(appeal.reference) == appeal.reference
    except reference.Malformed:
        is_sound = False
    if not is_sound:
        yield Amiss(Kind.NUMBER)


def _step(appeal: Appeal) -> Iterator[Amiss]:
    if not appeal.steps.exists():
        yield Amiss(Kind.STEP)


def _audit(appeal: Appeal) -> Iterator[Amiss]:
    entries = AuditEntry.objects.filter(
        subject_type=appeal._meta.label_lower, subject_id=str(appeal.pk)
    )
    if not entries.filter(action__in=_FILED).exists():
        yield Amiss(Kind.AUDIT)


def _due_date(appeal: Appeal) -> Iterator[Amiss]:
    is_sound = is_due_date_sound(appeal.due_date, filed=appeal.submitted_at)
    if appeal.is_open and not is_sound:
        yield Amiss(Kind.DUE_DATE)


def _files(appeal: Appeal) -> Iterator[Amiss]:
    for row in appeal.evidence.order_by("pk"):
        if not _is_stored(row):
            row.refresh_from_db()  # a worker may have put pictures in the upload's place
            if not _is_stored(row):
                if not _is_known_lost(row):
                    yield Amiss(Kind.FILE, row)
                continue
        if row.state == _State.WAITING:
            yield Amiss(Kind.EXAMINATION, row, is_on_its_way=row.dead_at is None)


def missing(row: Evidence) -> list[tuple[LostFile.Part, str]]:
    """Return the parts of a file that the store has not, with the names its row gives them."""
    store = evidence_store()
    named = [(part, getattr(row, f"{part}_name")) for part in LostFile.Part]
    return [(part, name) for part, name in named if name and not store.exists(name)]


def _is_known_lost(row: Evidence) -> bool:
    """Say whether all that is missing is written down as lost, where its own rules go on."""
    lost = set(row.lost_files.filter(mended_at=None).values_list("part", flat=True))
    found = missing(row)
    return bool(found) and all(part in lost for part, _name in found)


def _is_stored(row: Evidence) -> bool:
    """Say whether the store has what the row's state promises, and whatever else it names."""
    needed = {_State.READY: row.image_name, _State.WAITING: row.upload_name}
    if needed.get(_State(row.state)) == "":
        return False
    return not missing(row)


def _message(appeal: Appeal) -> Iterator[Amiss]:
    """Sent over one channel is told. Blanked is over: the case or its contact was erased."""
    messages = acknowledgements(appeal)
    if any(message.done_at is not None or message.recipient == "" for message in messages):
        return
    if messages:
        is_on_its_way = any(message.dead_at is None for message in messages)
        yield Amiss(Kind.MESSAGE, is_on_its_way=is_on_its_way)
    elif reach.ways_to(appeal):
        yield Amiss(Kind.MESSAGE)


def _receipt(appeal: Appeal) -> Iterator[Amiss]:
    receipt = Letter.objects.filter(appeal=appeal, kind=Letter.Kind.RECEIPT).first()
    if receipt is not None:
        letters.content_of(receipt)  # what cannot be read cannot be given out
    elif appeal.erased_at is None:
        yield Amiss(Kind.RECEIPT)


def _ruling(appeal: Appeal) -> Iterator[Amiss]:
    if appeal.erased_at is None and unruled(appeal) is not None:
        yield Amiss(Kind.RULING)
