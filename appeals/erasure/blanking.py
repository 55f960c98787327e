"""Erases rows of a kind: files by ordering that their bytes go, words by writing nothing there.

Rows stay where others hang on them: figures, steps and the audit trail go on being true. Each
function is safe to repeat and runs in the caller's transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db.models.functions import Coalesce, Now
from django.utils import translation
from django.utils.translation import gettext as _

from appeals.duplicates import remembering
from appeals.erasure import forgetting, removing
from appeals.evidence import intake
from appeals.letters.content import Content, Section
from appeals.models import (
    Appeal,
    Consent,
    ContactChange,
    Decision,
    Draft,
    ErasurePart,
    Evidence,
    Feedback,
    FileWaiver,
    Helper,
    Letter,
    LostFile,
    Message,
    OfficerDraft,
    Outcome,
    QualityReview,
    Question,
    Reading,
    SourceRequest,
)
from portal import outbox

_Kind = ErasurePart.Kind


def erase(kind: str, keys: Sequence[int], *, at: datetime) -> None:
    """Erase the rows of `kind` with these keys."""
    _ERASING[_Kind(kind)](keys, at)


def is_by_request(case: int) -> bool:
    """Say whether the case's papers go because the person asked, and not because time is over."""
    parts = ErasurePart.objects.filter(appeal=case, kind=_Kind.PAPERS)
    return parts.filter(erasure__signed_at__isnull=False).exists()


def _drafts(keys: Sequence[int], _at: datetime) -> None:
    for draft in Draft.objects.select_for_update(of=("self",)).filter(pk__in=keys):
        outbox.forget(f"draft:{draft.pk}:")
        intake.remove_all(draft)
        draft.delete()


def _feedback(keys: Sequence[int], _at: datetime) -> None:
    Feedback.objects.filter(pk__in=keys).update(text="")


def _files(keys: Sequence[int], at: datetime) -> None:
    """The bytes are ordered to go, and go once this is committed (`removing`).

    A worker that examines such a file loses it, and removes what it made of it.
    """
    rows = Evidence.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    for row in rows.order_by("pk"):
        removing.order(row, at=at)
    Reading.objects.filter(evidence__in=keys).delete()
    LostFile.objects.filter(evidence__in=keys, mended_at=None).update(mended_at=at)
    remembering.forget(keys)
    rows.update(
        state=Evidence.State.ERASED,
        upload_name="",
        image_name="",
        thumbnail_name="",
        original_name="",
        original_sha256="",
        original_bytes=0,
        image_sha256="",
        thumbnail_sha256="",
        lost_at=None,
        width=None,
        height=None,
        measures=None,
        flaws=[],
        faces=None,
        claimed_by=None,
        lease_until=None,
        unscanned_since=None,
        done_at=Coalesce("done_at", Now()),
    )


def _consents(keys: Sequence[int], at: datetime) -> None:
    """What was agreed to, in which words and when, stays as the proof: it names nobody."""
    Consent.objects.filter(pk__in=keys, withdrawn_at=None).update(withdrawn_at=at)


def _contact(keys: Sequence[int], _at: datetime) -> None:
    ContactChange.objects.filter(appeal__in=keys).update(value="", was="")
    Helper.objects.filter(appeal__in=keys).update(name="", phone="", email="")
    for case in keys:
        forgetting.forget_contacts(case)
    Appeal.objects.filter(pk__in=keys).update(email="", phone="")


def _papers(keys: Sequence[int], at: datetime) -> None:
    for appeal in Appeal.objects.filter(pk__in=keys):
        appeal.claims.update(statement="")
        appeal.corrections.update(was="", became="")
        Message.objects.filter(appeal=appeal).update(text="")
        Question.objects.filter(appeal=appeal).update(text="", answer="")
        FileWaiver.objects.filter(appeal=appeal).update(why="")
        SourceRequest.objects.filter(appeal=appeal).update(
            wanted="", outside_reference="", answer=""
        )
        QualityReview.objects.filter(appeal=appeal).update(words="")
        Decision.objects.filter(appeal=appeal).update(explanation="")
        Outcome.objects.filter(decision__appeal=appeal).update(text="")
        OfficerDraft.objects.filter(appeal=appeal).delete()
        forgetting.forget_contacts(appeal.pk)
        forgetting.forget_words(appeal.pk)
        for letter in Letter.objects.filter(appeal=appeal):
            Letter.objects.filter(pk=letter.pk).update(content=_nothing_in(letter))
    Appeal.objects.filter(pk__in=keys).update(
        name="", nik="", kk="", birth_date=None, subject="", chronology="", late_reason="",
        happened_on=None, erased_at=at,
    )  # fmt: skip


def _nothing_in(letter: Letter) -> dict[str, object]:
    """Return what such a letter says from now on: that it was real, and nothing of anybody."""
    with translation.override(letter.language):
        if is_by_request(letter.appeal_id):
            words = _("Isi surat ini sudah dihapus atas permintaan pemiliknya.")
        else:
            words = _("Isi surat ini sudah dihapus karena masa simpannya habis.")
        title, number = str(letter.get_kind_display()), (_("Nomor surat"), letter.number)
        return Content(title, (number,), (Section(title, (words,)),)).frozen()


_ERASING: Mapping[ErasurePart.Kind, Callable[[Sequence[int], datetime], None]] = {
    _Kind.DRAFTS: _drafts,
    _Kind.FEEDBACK: _feedback,
    _Kind.FILES: _files,
    _Kind.RELIED: _files,
    _Kind.CONSENTS: _consents,
    _Kind.CONTACT: _contact,
    _Kind.PAPERS: _papers,
}
