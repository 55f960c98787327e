"""The photo places of the complaint form: what each asks, what it holds, what was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from appeals.evidence import intake, replacing
from appeals.grounds import asks_of
from appeals.models import Draft, Evidence
from eligibility.grounds import Ground

_SUPPORTING = Evidence.Kind.SUPPORTING


@dataclass(frozen=True, slots=True)
class Place:
    """Where one photo goes: its field in the form, its kind, its words, the ground it proves."""

    field: str
    kind: Evidence.Kind
    label: str | Promise
    help: str | Promise
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place as it stands in one draft."""

    place: Place
    held: Evidence | None
    refusal: str


PLACES = (
    Place(
        "photo_ektp", Evidence.Kind.EKTP, Evidence.Kind.EKTP.label,
        _("Kartu asli, terlihat utuh, tulisannya terbaca."),
    ),
    Place(
        "photo_kk", Evidence.Kind.KK, Evidence.Kind.KK.label,
        _("Seluruh lembar. KK di kertas biasa dengan kode QR juga boleh."),
    ),
    Place(
        "photo_selfie_ektp", Evidence.Kind.SELFIE_EKTP, Evidence.Kind.SELFIE_EKTP.label,
        _("Wajah dan e-KTP terlihat jelas dalam satu foto."),
    ),
    Place(
        "photo_selfie_kk", Evidence.Kind.SELFIE_KK, Evidence.Kind.SELFIE_KK.label,
        _("Wajah dan Kartu Keluarga terlihat jelas dalam satu foto."),
    ),
    Place(
        "photo_screenshot", Evidence.Kind.SCREENSHOT, Evidence.Kind.SCREENSHOT.label,
        _("Gambar layar dengan pesan bahwa akun Anda diblokir."),
    ),
    *(
        Place(
            f"photo_supporting_{number}", _SUPPORTING, label,
            _("Misalnya ijazah, surat keterangan, atau slip gaji. Satu foto atau PDF per berkas."),
        )
        for number, label in enumerate(
            (_("Berkas pendukung 1"), _("Berkas pendukung 2"), _("Berkas pendukung 3")), start=1
        )
    ),
    Place(
        "photo_consent_letter", Evidence.Kind.CONSENT_LETTER, Evidence.Kind.CONSENT_LETTER.label,
        _("Hanya kalau Anda menolong orang lain: surat yang ia tanda tangani. Boleh menyusul."),
    ),
)  # fmt: skip
# One proof for each ground; a form asks only for those the person chose.
FOR_GROUNDS = tuple(
    Place(
        f"photo_ground_{ground}",
        _SUPPORTING,
        format_lazy(_("Bukti: {ground}"), ground=asks_of(ground).plain),
        asks_of(ground).proof,
        ground,
    )
    for ground in Ground.values
)
BY_FIELD = {place.field: place for place in (*PLACES, *FOR_GROUNDS)}


def asked(draft: Draft | None) -> Sequence[Place]:
    """Return the places of the plain page, and those of the grounds that hold a proof already."""
    if draft is None:
        return PLACES
    held = set(draft.evidence.exclude(ground="").values_list("ground", flat=True))
    return (*PLACES, *(place for place in FOR_GROUNDS if place.ground in held))


@dataclass(frozen=True, slots=True)
class Received:
    """The photos that came with one sending, by field: safely stored, or refused."""

    outcomes: Mapping[str, intake.Outcome]
    # The row that each takes the place of, in the same order; 0: none.
    replaces: Sequence[int]


def received(
    files: Mapping[str, "UploadedFile[bytes]"], said: Mapping[str, str], *, at: datetime
) -> Received:
    """Check and store every photo that came along; `take` makes them the draft's.

    `said` names the files that stand there already and are to be replaced.
    """
    brought = {}
    for place in BY_FIELD.values():
        # Without script the camera has an input of its own beside the one for the gallery.
        upload = files.get(place.field) or files.get(f"{place.field}_camera")
        if upload is not None:
            brought[place.field] = intake.Brought(upload, place.kind, place.ground)
    stored = intake.stored(list(brought.values()), at=at)
    replaces = [replacing.wanted(said, field) for field in brought]
    return Received(dict(zip(brought, stored, strict=True)), replaces)


def take(draft: Draft, photos: Received) -> dict[str, str]:
    """Make the photos the draft's; return the refusals, a sentence by field.

    Each photo stands for itself: a refused one takes none of the others with it. Raises
    Draft.DoesNotExist when the form was sent meanwhile.
    """
    taken = intake.attach_all(draft, list(photos.outcomes.values()), replaces=photos.replaces)
    return {
        field: str(outcome.fault)
        for field, outcome in zip(photos.outcomes, taken, strict=True)
        if isinstance(outcome, intake.Refused)
    }


def slots(
    draft: Draft | None, *, refusals: Mapping[str, str], places: Sequence[Place] = PLACES
) -> list[Slot]:
    """Return every place with what it holds; supporting files fill their places in order."""
    held: dict[tuple[str, str], list[Evidence]] = {}
    if draft is not None:
        for evidence in draft.evidence.order_by("pk"):
            held.setdefault((evidence.kind, evidence.ground), []).append(evidence)
    return [
        Slot(
            place=place,
            held=rows.pop(0) if (rows := held.get((place.kind, place.ground))) else None,
            refusal=refusals.get(place.field, ""),
        )
        for place in places
    ]
