"""Files the demonstration's complaints: a draft, its photos, the filing, and then the story.

Each complaint is one transaction, so that a load that was killed is simply run again.
"""

import itertools
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from appeals import lifecycle
from appeals.clocks import DRAFT_DAYS
from appeals.demonstration import last_month, photos, stories, words
from appeals.demonstration.people import Fate, Person
from appeals.demonstration.stories import Manner, Plan, Scene, Story
from appeals.evidence import intake
from appeals.filing import Filing, GroundClaim
from appeals.grounds import UNKNOWN
from appeals.intake import consent
from appeals.lifecycle import Again
from appeals.models import Appeal, Draft, Evidence
from eligibility.grounds import Ground
from eligibility.models import Block
from portal.models import User

Kind = Evidence.Kind
_NAMESPACE = uuid.UUID("6f1d5a52-5d0e-4c8f-9a53-5a2d8a1f0c11")
_TWO_CARDS = (Kind.EKTP, Kind.KK)
_EVERY_PHOTO = (*_TWO_CARDS, Kind.SELFIE_EKTP, Kind.SELFIE_KK, Kind.SCREENSHOT)
_CHANNELS = {
    Manner.CALLED: Appeal.Channel.PHONE,
    Manner.WROTE: Appeal.Channel.EMAIL,
    Manner.CHATTED: Appeal.Channel.WHATSAPP,
}
# So many are told at length; what is beyond came last month.
_TOLD_AT_LENGTH = 60
# What officers open first has every photo; the other complaints have the two cards.
_WITH_EVERY_PHOTO: tuple[Story, ...] = (stories.waits, stories.taken)


class TooFewBlocked(Exception):
    """Screening blocked fewer of the invented people than the stories need."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: the people who were blocked, by fate, and the officers."""

    people: Mapping[Fate, Iterator[Person]]
    agents: Sequence[User]
    supervisor: User

    def next_of(self, fates: Sequence[Fate]) -> Person:
        """Return the next person of the first fate that has one left."""
        for fate in fates:
            if person := next(self.people[fate], None):
                return person
        raise TooFewBlocked(f"nobody of {', '.join(fates)} is left to file a complaint")


def cast(people: Sequence[Person], *, agents: Sequence[User], supervisor: User) -> Cast:
    """Return the people who were ever blocked, by fate, with the officers."""
    was_blocked = Block.objects.exclude(confirmed_at=None).filter(account__is_test=True)
    numbers = set(was_blocked.values_list("account__external_id", flat=True))
    by_fate: dict[Fate, list[Person]] = defaultdict(list)
    for person in people:
        if person.external_id in numbers:
            by_fate[person.fate].append(person)
    return Cast({fate: iter(by_fate[fate]) for fate in Fate}, agents, supervisor)


def file_all(players: Cast, *, count: int, now: datetime) -> None:
    """File `count` complaints and lead each to its end; those there already stay as they are."""
    turns = itertools.cycle(players.agents)
    for number, plan in enumerate(_plans(count)):
        person, agent = players.next_of(plan.fates), next(turns)
        if Appeal.objects.filter(form_token=_token(number)).exists():
            continue
        filed_at = _filed_at(plan, now=now)
        with transaction.atomic():
            plan.story(
                Scene(
                    appeal=_file(
                        _filing(person, plan, number), person, kinds=_kinds(plan), at=filed_at
                    ),
                    agent=agent,
                    supervisor=players.supervisor,
                    clock=filed_at,
                    now=now,
                    file_again=_filing_again(person, plan, number),
                    file_as_other=_filing_as_other(person, plan, number),
                    bring_more=_bringing_more(person, number),
                )
            )


def has_begun() -> bool:
    """Say whether the first complaint stands."""
    return Appeal.objects.filter(form_token=_token(0)).exists()


def are_filed(count: int) -> bool:
    """Say whether all of `count` complaints stand."""
    last = sum(1 for _ in _plans(count)) - 1
    return Appeal.objects.filter(form_token=_token(last)).exists()


def _plans(count: int) -> Iterator[Plan]:
    yield from stories.plans(min(count, _TOLD_AT_LENGTH))
    yield from last_month.plans(count - _TOLD_AT_LENGTH)


def _filed_at(plan: Plan, *, now: datetime) -> datetime:
    if plan.manner in _CHANNELS:
        return last_month.filed_at(plan, now=now)
    return stories.filed_at(plan, now=now)


def _kinds(plan: Plan) -> tuple[Kind, ...]:
    if plan.manner in _CHANNELS:
        return ()
    kinds = _EVERY_PHOTO if plan.story in _WITH_EVERY_PHOTO else _TWO_CARDS
    return (*kinds, Kind.CONSENT_LETTER) if plan.manner is Manner.HELPED else kinds


def _filing_again(person: Person, plan: Plan, number: int) -> stories.FileAgain:
    def file_again(at: datetime) -> Appeal:
        filing = replace(_filing(person, plan, number), token=_token(number, again=True))
        return _file(filing, person, kinds=(), at=at)

    return file_again


def _filing_as_other(person: Person, plan: Plan, number: int) -> stories.FileAgain:
    def file_as_other(at: datetime) -> Appeal:
        filing = replace(
            _filing(person, plan, number),
            token=_token(number, again=True),
            email=f"lain.{person.email}",
            phone="",
        )
        return _file(filing, person, kinds=(), at=at)

    return file_as_other


def _bringing_more(person: Person, number: int) -> Callable[[datetime], Again]:
    def bring_more(at: datetime) -> Again:
        token, kinds = _token(number, again=True), (Kind.SCREENSHOT,)
        draft = Draft.objects.create(
            token=token,
            about=Appeal.objects.get(form_token=_token(number)),
            created_at=at,
            expires_at=at + timedelta(days=DRAFT_DAYS),
        )
        [photo] = photos.uploads(person, kinds)
        row = intake.attach(draft, photo, kind=Kind.SCREENSHOT, at=at)
        return Again(token, words.AGAIN, evidence_ids=(row.pk,))

    return bring_more


def _token(number: int, *, again: bool = False) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{number}{'b' if again else ''}")


def _file(filing: Filing, person: Person, *, kinds: Sequence[Kind], at: datetime) -> Appeal:
    draft = Draft.objects.create(
        token=filing.token, created_at=at, expires_at=at + timedelta(days=DRAFT_DAYS)
    )
    evidence = [
        intake.attach(draft, photo, kind=kind, at=at)
        for kind, photo in zip(kinds, photos.uploads(person, kinds), strict=True)
    ]
    with_photos = replace(filing, evidence_ids=tuple(row.pk for row in evidence))
    return lifecycle.submit(with_photos, at=at)


def _filing(person: Person, plan: Plan, number: int) -> Filing:
    grounds = _grounds(person)
    is_misused = plan.manner is Manner.MISUSED
    return Filing(
        token=_token(number),
        channel=_CHANNELS.get(plan.manner, Appeal.Channel.WEB),
        language="id",
        name=person.name,
        email=person.email,
        phone=person.phone,
        nik=person.nik,
        kk=person.kk,
        birth_date=person.birth_date,
        membership=Appeal.Membership.CANDIDATE
        if person.wave is None
        else Appeal.Membership.PARTICIPANT,
        subject="Akun Terblokir",
        chronology=_chronology(plan.manner, grounds),
        happened_on=None,
        consents=(consent.given("id"),),
        evidence_ids=(),
        claims=() if is_misused else _claims(grounds, plan.manner),
        helper=words.HELPER if plan.manner is Manner.HELPED else None,
        lane=Appeal.Lane.MISUSE if is_misused else Appeal.Lane.USUAL,
        late_reason=words.LATE if plan.manner is Manner.LATE else "",
    )


def _chronology(manner: Manner, grounds: Sequence[Ground]) -> str:
    if manner is Manner.MISUSED:
        return words.MISUSE
    return words.TOLD_TO_AGENT if manner in _CHANNELS else words.CHRONOLOGY[grounds[0]]


def _claims(grounds: Sequence[Ground], manner: Manner) -> tuple[GroundClaim, ...]:
    if manner is Manner.UNKNOWING:
        return (GroundClaim(UNKNOWN, "dont_know"),)
    return tuple(GroundClaim(ground, *words.REASONS[ground]) for ground in grounds)


def _grounds(person: Person) -> list[Ground]:
    """Return the grounds on which the person was blocked, in their order."""
    blocks = Block.objects.exclude(confirmed_at=None).filter(
        account__external_id=person.external_id
    )
    return [Ground(code) for code in blocks.order_by("ground").values_list("ground", flat=True)]
