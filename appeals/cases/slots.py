"""The places for photos on a case's page.

One for each open question, one for each file that must or may be sent again, one for what the
person adds.
"""

from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from appeals.evidence import staged
from appeals.models import Appeal, Evidence, Question

_ADD = "add"


@dataclass(frozen=True, slots=True)
class Slot:
    """One place: its name, the kind and the ground of what comes in."""

    name: str
    kind: str
    ground: str = ""

    @property
    def field(self) -> str:
        """The name of its file input."""
        return f"photo_{self.name}"


def for_question(question: Question) -> Slot:
    """Return the place of what answers `question`."""
    return Slot(f"q{question.pk}", question.kind or Evidence.Kind.SUPPORTING)


def for_again(row: Evidence) -> Slot:
    """Return the place of what comes instead of a file that cannot be opened or read well."""
    return Slot(f"again{row.pk}", row.kind, row.ground)


def for_more() -> Slot:
    """Return the place of what nobody asked for."""
    return Slot(_ADD, Evidence.Kind.SUPPORTING)


def named(appeal: Appeal, field: str) -> Slot | None:
    """Return the place of the case that a file input belongs to, if it may be filled now."""
    return next((slot for slot in all_of(appeal) if slot.field == field), None)


def all_of(appeal: Appeal) -> list[Slot]:
    """Return every place that the case's page may have now."""
    open_questions = appeal.questions.filter(answered_at=None)
    replaceable = Evidence.objects.replaceable().filter(appeal=appeal)
    return [for_more(), *map(for_question, open_questions), *map(for_again, replaceable)]


def upload_in(request: HttpRequest, slot: Slot) -> "UploadedFile[bytes] | None":
    """Return the file that the form itself carries for `slot`: picked, or taken just now."""
    names = (slot.field, f"{slot.field}_camera")
    return next((found for name in names if (found := request.FILES.get(name))), None)


def drop(appeal: Appeal, slot: Slot) -> None:
    """Forget what lies ready in `slot`, since another file came with the form."""
    for row in staged.held(appeal, [slot.name]).values():
        staged.remove(appeal, [slot.name], row.pk)
