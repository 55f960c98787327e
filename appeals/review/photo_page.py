"""What the page of one photo shows: one or two panes, each open or asking what it is opened for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.models import Appeal, Evidence
from appeals.review import looking
from appeals.review.history import name_of
from appeals.review.needed import Needed, needed_by
from appeals.review.papers import Paper, papers
from appeals.review.photo_hints import PhotoHint, hints_about
from appeals.review.purpose_form import PurposeForm
from portal.models import User

COMPARED = "bandingkan"
"""The word of the address that names the photo to show beside; any page may link so."""


@dataclass(frozen=True, slots=True)
class Link:
    """Another photo of the case: where it opens, and where it opens beside the present one."""

    paper: Paper
    address: str
    beside: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Pane:
    """One photo: open with its pass, or shut with the form that opens it; neither if unreadable.

    `reference` is the case that it came with, if that is another one.
    """

    evidence: Evidence
    name: str
    reference: str
    hints: Sequence[PhotoHint]
    is_needed: bool
    given: looking.Pass | None = None
    form: PurposeForm | None = None
    why: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the sharp picture is shown."""
        return self.given is not None and self.form is None


@dataclass(frozen=True, slots=True)
class PhotoPage:
    """A photo on the desk of `case`, perhaps beside another one.

    `chosen` is the valid form that was sent for one of the panes; `is_lost` says that the photo
    to compare with is not there.
    """

    case: Appeal
    panes: Sequence[Pane]
    links: Sequence[Link]
    before: Link | None
    after: Link | None
    address: str
    alone: str
    chosen: PurposeForm | None
    is_lost: bool

    @property
    def title(self) -> str:
        """What stands at the top."""
        return " · ".join(pane.name for pane in self.panes)

    @property
    def has_spare_links(self) -> bool:
        """Whether the case has other photos that its grounds do not ask for."""
        return any(not link.is_needed for link in self.links)

    @property
    def is_open(self) -> bool:
        """Whether a sharp picture is shown."""
        return any(pane.is_open for pane in self.panes)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks for the page, and what was sent with it."""

    user: User
    at: datetime
    asks_again: bool
    typed: QueryDict | None


def address_of(case: Appeal, evidence_pk: int, *, beside: int | None = None) -> str:
    """Return where the photo opens on the desk of `case`, with another one beside it."""
    path = reverse("admin:appeals_appeal_photo", args=[case.pk, evidence_pk])
    return f"{path}?{urlencode({COMPARED: beside})}" if beside else path


def read(
    case: Appeal,
    evidence_pk: int,
    *,
    beside: int | None,
    asks_again: bool,
    typed: QueryDict | None,
    user: User,
    at: datetime,
) -> PhotoPage | None:
    """Read the page of a photo; None when it does not lie on the desk of `case`.

    `beside` may be a photo of any case: until there is a pass for that one, nothing is told of it.
    """
    desk = {paper.evidence.pk: paper for paper in papers(case)}
    if evidence_pk not in desk:
        return None
    asked = _Asked(user, at, asks_again, typed)
    other = _other(desk, beside, than=evidence_pk)
    shown = [desk[evidence_pk].evidence, *([other] if other else [])]
    needs, hints = needed_by(case), hints_about(shown)
    panes = [_pane(row, desk.get(row.pk), asked, needs=needs, hints=hints[row.pk]) for row in shown]
    links = [
        Link(
            paper,
            address_of(case, pk),
            address_of(case, evidence_pk, beside=pk),
            needs.includes(paper.evidence),
        )
        for pk, paper in desk.items()
        if paper.evidence.state == Evidence.State.READY
    ]
    before, after = _neighbours(links, evidence_pk)
    forms = [pane.form for pane in panes if pane.form and pane.form.is_bound]
    return PhotoPage(
        case=case,
        panes=_asking_once(panes),
        links=[link for link in links if link.paper.evidence.pk != evidence_pk],
        before=before,
        after=after,
        address=address_of(case, evidence_pk, beside=other.pk if other else None),
        alone=address_of(case, evidence_pk),
        chosen=next((form for form in forms if form.is_valid()), None),
        is_lost=beside not in {None, evidence_pk} and other is None,
    )


def _other(desk: Mapping[int, Paper], pk: int | None, *, than: int) -> Evidence | None:
    if pk is None or pk == than:
        return None
    if pk in desk:
        return desk[pk].evidence
    elsewhere = Evidence.objects.filed().filter(state=Evidence.State.READY)
    return elsewhere.select_related("appeal").filter(pk=pk).first()


def _pane(
    evidence: Evidence,
    paper: Paper | None,
    asked: _Asked,
    *,
    needs: Needed,
    hints: Sequence[PhotoHint],
) -> Pane:
    pane = Pane(
        evidence,
        name=paper.name if paper else evidence.title,
        reference=paper.came_with if paper else str(evidence.appeal),
        hints=hints,
        is_needed=paper is None or needs.includes(evidence),
    )
    if evidence.state != Evidence.State.READY:
        return pane
    try:
        given = looking.pass_for(evidence, user=asked.user, at=asked.at)
    except looking.Shut as shut:
        if paper is None and shut.why != looking.Why.PURPOSE:
            return _veiled(pane, shut, asked)
        return replace(pane, form=_form(shut, asked), why=_why(shut))
    if asked.asks_again:
        again = looking.shut_on([given.case], user=asked.user)
        return replace(pane, given=given, form=_form(again, asked), why=_why(again))
    return replace(pane, given=given)


def _veiled(pane: Pane, shut: looking.Shut, asked: _Asked) -> Pane:
    """Ask for the reason and say nothing else: anybody may try numbers in the address."""
    why = str(shut.why.label)
    if shut.why == looking.Why.REASON:
        why = _("Foto ini dari kasus lain. Tulis dulu mengapa Anda perlu melihatnya.")
    name = _("Foto dari kasus lain")
    return replace(pane, name=name, reference="", hints=(), form=_form(shut, asked), why=why)


def _asking_once(panes: Sequence[Pane]) -> Sequence[Pane]:
    """Leave one form where both photos wait for the same case's."""
    first = panes[0].form
    return [
        pane
        if place == 0 or first is None or pane.form is None or pane.form.appeal != first.appeal
        else replace(pane, form=None)
        for place, pane in enumerate(panes)
    ]


def _form(shut: looking.Shut, asked: _Asked) -> PurposeForm:
    is_its = asked.typed is not None and asked.typed.get("case") == str(shut.case.pk)
    return PurposeForm(shut, asked.typed if is_its else None)


def _why(shut: looking.Shut) -> str:
    """Say what is missing, and who holds the case."""
    if shut.why != looking.Why.REASON:
        return str(shut.why.label)
    if not shut.case.is_open:
        return _(
            "Kasus %(number)s sudah selesai. Tulis dulu mengapa Anda perlu melihat fotonya."
        ) % {"number": shut.case.reference}
    if shut.case.officer is None:
        return _("Kasus %(number)s belum diambil. Ambil dulu, atau tulis mengapa Anda perlu melihat "
                 "fotonya.") % {"number": shut.case.reference}  # fmt: skip
    return _(
        "Kasus %(number)s dipegang %(who)s. Tulis dulu mengapa Anda perlu melihat fotonya."
    ) % {
        "number": shut.case.reference,
        "who": name_of(shut.case.officer),
    }


def _neighbours(links: Sequence[Link], pk: int) -> tuple[Link | None, Link | None]:
    """Return the photos before and after, among those that are needed, or not, like it."""
    here = next((link for link in links if link.paper.evidence.pk == pk), None)
    if here is None:
        return None, None
    row = [link for link in links if link.is_needed == here.is_needed]
    place = row.index(here)
    after = row[place + 1] if place + 1 < len(row) else None
    return (row[place - 1] if place else None), after
