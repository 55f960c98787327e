"""The steps of a complaint: which there are for this person, and in which order.

Plain values over the answers so far; pages and redirects are `step_views`'.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.grounds import UNKNOWN, asks_of
from appeals.intake import answers, photos, questions
from eligibility.standing import Reason

if TYPE_CHECKING:
    from appeals.intake.photos import Place

FIRST = "cocok"
CHECK = "cek"
SEND = "kirim"
_REASON = "alasan"
_PHOTO = "foto"
_PROOF = "bukti"
_PARTS = (FIRST, "siapa", "penolong", "akun", "cerita", _PHOTO, "terlambat", CHECK, SEND)
_MISUSE_PHOTOS = ("photo_ektp", "photo_selfie_ektp")
_USUAL_PHOTOS = ("photo_ektp", "photo_kk", "photo_selfie_ektp", "photo_selfie_kk",
                 "photo_screenshot")  # fmt: skip
_SUPPORTING = ("photo_supporting_1", "photo_supporting_2", "photo_supporting_3")


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides which steps there are: the answers, the supporting files, what stands.

    `reasons` are those of the account that this browser proved to be the person's; none: unproved.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    reasons: Sequence[Reason] = ()
    is_proved: bool = False
    supporting: int = 0

    @property
    def is_misuse(self) -> bool:
        """Whether somebody else used the person's NIK."""
        return self.answers.get("purpose") == questions.MISUSED

    @property
    def is_for_somebody(self) -> bool:
        """Whether a helper files."""
        return self.answers.get("for_whom") == questions.SOMEBODY

    @property
    def grounds(self) -> list[str]:
        """The grounds the person chose and knows."""
        chosen = () if self.is_misuse else answers.chosen_grounds(self.answers)
        return [ground for ground in chosen if ground != UNKNOWN]

    @property
    def is_late(self) -> bool:
        """Whether the ordinary days to object to one of the grounds are over."""
        grounds = set(self.grounds)
        return any(
            reason.is_late and (not grounds or reason.explanation.ground in grounds)
            for reason in self.reasons
        )

    def reason_about(self, ground: str) -> Reason | None:
        """Return what the proved account's record says about `ground`."""
        return next((one for one in self.reasons if one.explanation.ground == ground), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its place in the address, the part it belongs to, its heading, its questions."""

    slug: str
    part: str
    title: str
    names: tuple[str, ...] = ()
    place: "Place | None" = None
    ground: str = ""

    @property
    def url(self) -> str:
        """Where the step is."""
        if self.slug in (CHECK, SEND):
            return reverse("complaint_check" if self.slug == CHECK else "complaint_send")
        return reverse("complaint_step", args=[self.slug])

    @property
    def is_opened_by_answer(self) -> bool:
        """Whether the answer just before made this step: it is asked even on the way back."""
        return self.part == "penolong" or bool(self.ground and self.place is None)


def way(now: Situation) -> list[Step]:
    """Return the steps of this complaint, in order."""
    steps = [
        Step(FIRST, FIRST, _("Apa yang Anda alami?"), ("purpose",)),
        Step("siapa", "siapa", _("Data diri"), _about_you(now)),
    ]
    if now.is_for_somebody:
        about = answers.ABOUT_THE_HELPER
        steps.append(Step("penolong", "penolong", _("Tentang Anda yang menolong"), about))
    if not now.is_misuse:
        steps += [
            Step("akun", "akun", _("Apa alasan akun diblokir?"), ("grounds",)),
            *_reasons(now),
        ]
    steps += [Step("cerita", "cerita", _("Apa yang terjadi?"), _story(now)), *_photos(now)]
    if now.is_late:
        steps.append(Step("terlambat", "terlambat", _("Mengapa baru sekarang?"), ("late_reason",)))
    return [
        *steps,
        Step(CHECK, CHECK, _("Periksa jawaban Anda")),
        Step(SEND, SEND, _("Persetujuan dan kirim"), answers.CONSENTS),
    ]


def find(steps: Sequence[Step], slug: str) -> Step | None:
    """Return the step at `slug`, the nearest before where this way has none; None: no such."""
    for step in steps:
        if step.slug == slug:
            return step
    part, _slash, rest = slug.partition("/")
    part = "akun" if part == _REASON and rest.isdecimal() else part
    if part not in _PARTS or (rest and part not in ("akun", _PHOTO)) or "/" in rest:
        return None
    before = _PARTS[: _PARTS.index(part) + 1]
    return [step for step in steps if step.part in before][-1]


def after(steps: Sequence[Step], step: Step) -> Step:
    """Return the step that follows; the last one follows itself."""
    place = _place_of(steps, step)
    return steps[min(place + 1, len(steps) - 1)]


def before(steps: Sequence[Step], step: Step) -> Step | None:
    """Return the step that comes before, or None at the first."""
    place = _place_of(steps, step)
    return steps[place - 1] if place else None


def position(steps: Sequence[Step], step: Step) -> tuple[int, int]:
    """Return which of how many parts the step belongs to."""
    parts = list(dict.fromkeys(one.part for one in steps))
    return parts.index(step.part) + 1, len(parts)


def position_among_photos(steps: Sequence[Step], step: Step) -> tuple[int, int]:
    """Return which of how many photos the step asks for."""
    asked = [one.slug for one in steps if one.place is not None]
    return asked.index(step.slug) + 1, len(asked)


def asking(steps: Sequence[Step], name: str) -> Step:
    """Return the step that asks for the answer or photo `name`; the first, if none does."""
    for step in steps:
        if name in step.names or (step.place is not None and step.place.field == name):
            return step
    return steps[0]


def _place_of(steps: Sequence[Step], step: Step) -> int:
    slugs = [one.slug for one in steps]
    found = step if step.slug in slugs else find(steps, step.slug) or steps[0]
    return slugs.index(found.slug)


def _about_you(now: Situation) -> tuple[str, ...]:
    names = [name for name in answers.ABOUT_YOU if not (now.is_misuse and name == "membership")]
    return ("for_whom", *names)


def _story(now: Situation) -> tuple[str, ...]:
    return tuple(name for name in answers.STORY if not (now.is_misuse and name == "subject"))


def _reasons(now: Situation) -> Iterator[Step]:
    for number, ground in enumerate(now.grounds, start=1):
        names = (answers.reason_of(ground), answers.statement_of(ground))
        # The address names the place, not the ground: it says nothing about the person.
        yield Step(f"{_REASON}/{number}", "akun", str(asks_of(ground).plain), names, ground=ground)


def _photos(now: Situation) -> Iterator[Step]:
    fields = list(_MISUSE_PHOTOS if now.is_misuse else _USUAL_PHOTOS)
    grounds = now.grounds
    shown = [_SUPPORTING[number] for number in range(min(now.supporting + 1, len(_SUPPORTING)))]
    letter = ["photo_consent_letter"] if now.is_for_somebody else []
    proofs = [f"photo_ground_{ground}" for ground in grounds]
    for name in (*letter, *fields, *proofs, *shown):
        place = photos.BY_FIELD[name]
        slug = name.removeprefix("photo_")
        if place.ground:
            slug = f"{_PROOF}-{grounds.index(place.ground) + 1}"
        title = str(place.label)
        yield Step(f"{_PHOTO}/{slug}", _PHOTO, title, place=place, ground=place.ground)
