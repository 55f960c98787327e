"""The questions officers ask of appeals' rows, named as they speak."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from appeals.certainty import SURE_PERCENT
from eligibility.querysets import OPEN as OPEN_BLOCKS
from portal.leases import OwedQuerySet

if TYPE_CHECKING:
    from appeals.models import (  # noqa: F401
        Appeal,
        DeskProfile,
        Draft,
        Evidence,
        PhotoPair,
        Reading,
    )
    from eligibility.models import Account
    from portal.models import User

OPEN = ("submitted", "in_review", "info_requested", "waiting_source", "for_approval")
PAUSED = ("info_requested", "waiting_source")
_URGENT = 0  # the smaller comes first; models.Priority names them
RUNNING = tuple(status for status in OPEN if status not in PAUSED)
FINISHED = ("decided", "closed", "withdrawn", "merged", "void")


def _rows(model: str, **conditions: object) -> models.QuerySet[models.Model]:
    """Rows of another model of appeals; the models import this module, so they go by name."""
    rows: models.QuerySet[models.Model] = apps.get_model("appeals", model)._default_manager.all()
    return rows.filter(**conditions)


def _in_the_chain_below() -> tuple[Q, ...]:
    """Appeals that the outer one goes on from, at any distance, and those folded into one of them.

    Each part keeps to one index. As a single condition they made the database walk all that an
    officer ever did, for each case of the second level.
    """
    root, before = OuterRef("root"), OuterRef("pk")
    return (
        Q(pk=OuterRef("previous")) | Q(pk=root) | Q(root=root, pk__lt=before),
        Q(merged_into=root),
        Q(merged_into__root=root, merged_into__lt=before),
    )


def _in_the_hands_of(officer: "User") -> Q:
    """Appeals in which `officer` did anything themselves."""
    own = OuterRef("pk")
    hands = (
        _rows("Step", appeal=own, by=officer),
        _rows("Message", appeal=own, officer=officer),
        _rows("Decision", appeal=own).filter(Q(proposed_by=officer) | Q(approved_by=officer)),
        _rows("Consent", appeal=own, read_aloud_by=officer),
        _rows("FileWaiver", appeal=own, by=officer),
        _rows("QualityReview", appeal=own, reviewer=officer),
    )
    return reduce(or_, (Q(Exists(rows)) for rows in hands))


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Questions about appeals."""

    def open(self) -> Self:
        """Appeals that still owe a decision."""
        return self.filter(status__in=OPEN)

    def filed_by(self, account: "Account") -> Self:
        """Appeals about the account's NIK from its own contact: its address, or its number
        where it has none."""
        if account.email:
            return self.filter(nik=account.nik, email=account.email)
        if account.phone:
            return self.filter(nik=account.nik, email="", phone=account.phone)
        return self.none()

    def from_own_contact(self) -> Self:
        """Appeals that came from their account's own contact: `Appeal.own_account`, in bulk.

        Columns meet only where they are sealed with one key: while keys are rotated some are left
        out, and none is taken in.
        """
        address = Q(email=F("account__email")) & ~Q(email="")
        number = Q(email="", account__email="", phone=F("account__phone")) & ~Q(phone="")
        return self.filter(address | number, nik=F("account__nik"))

    def with_file(self, evidence: "Evidence") -> Self:
        """Appeals on whose desk the filed `evidence` lies: `EvidenceQuerySet.open_to` reversed."""
        own = evidence.appeal
        if own is None:
            return self.none()
        later = Q(root=own.root_id or own.pk, pk__gt=own.pk)
        return self.filter(Q(pk=own.pk) | Q(pk=own.merged_into_id) | later)

    def of_matter(self, appeal: "Appeal") -> Self:
        """The appeal, and those that went on from it or that it went on from."""
        root = appeal.root_id or appeal.pk
        return self.filter(Q(pk=root) | Q(root=root))

    def with_folded(self, appeal: "Appeal") -> Self:
        """The appeal, and those that were folded into it."""
        return self.filter(_folded(appeal))

    def unclaimed(self) -> Self:
        """Appeals that nobody has taken."""
        return self.filter(status="submitted", officer=None)

    def held_by(self, officer: "User") -> Self:
        """Open appeals that `officer` works on."""
        return self.open().filter(officer=officer)

    def in_work_of(self, officer: "User") -> Self:
        """Appeals that wait for `officer` and for nobody else: what their capacity counts."""
        return self.filter(status="in_review", officer=officer)

    def with_news_for(self, officer: "User") -> Self:
        """Appeals of `officer`'s to which the person added something not seen yet."""
        return self.filter(officer=officer, news_at__isnull=False)

    def waiting_for_person(self) -> Self:
        """Appeals that wait for the person's answer."""
        return self.filter(status="info_requested")

    def waiting_for_source(self) -> Self:
        """Appeals that wait for another institution."""
        return self.filter(status="waiting_source")

    def waiting_for_approval(self) -> Self:
        """Appeals that wait for the second signature."""
        return self.filter(status="for_approval")

    def finished(self) -> Self:
        """Appeals that owe no decision any more."""
        return self.filter(status__in=FINISHED)

    def untouched_by(self, officer: "User") -> Self:
        """Appeals that `officer` had no hand in before (domain.md, second level).

        A hand is: a contested block confirmed; the case filed for a caller; in any case of the
        chain below, or in one that was folded into it, that too, a step, a note or another
        message, a file waived, a decision proposed or approved, even if it no longer stands, or
        one of the quality sample taken to look at again.
        """
        theirs = _rows("Appeal").filter(_in_the_hands_of(officer))
        touched = reduce(or_, (Q(Exists(theirs.filter(part))) for part in _in_the_chain_below()))
        # Few appeals go on from another: the others are spared the look.
        return self.not_begun_by(officer).exclude(Q(previous__isnull=False) & touched)

    def not_begun_by(self, officer: "User") -> Self:
        """Appeals with no block that `officer` confirmed, and not filed by them for a caller.

        Where an appeal goes on from no other, there is no other hand (`untouched_by`).
        """
        confirmed = _rows("ContestedBlock", appeal=OuterRef("pk"), block__confirmed_by=officer)
        return self.exclude(Exists(confirmed)).not_taken_down_by(officer)

    def not_taken_down_by(self, officer: "User") -> Self:
        """Appeals that `officer` did not file for a caller, nor one that was folded into them.

        Who filed read the consents aloud; every filing for a caller keeps at least one.
        """
        read = _rows("Consent", read_aloud_by=officer)
        own = read.filter(appeal=OuterRef("pk"))
        folded = read.filter(appeal__merged_into=OuterRef("pk"))
        return self.exclude(Exists(own)).exclude(Exists(folded))

    def of_strangers_to(self, officer: "User") -> Self:
        """Appeals of people whom `officer` never said to know, in this case or another."""
        same_person = Q(appeal__nik=OuterRef("nik")) & ~Q(appeal__nik="")
        known = _rows("Interest", officer=officer).filter(Q(appeal=OuterRef("pk")) | same_person)
        return self.exclude(Exists(known))

    def decidable_by(self, officer: "User") -> Self:
        """Appeals that nothing keeps from `officer` (`independence.Bar`); reads their limits."""
        return self.untouched_by(officer).within_limits_of(officer)

    def within_limits_of(self, officer: "User") -> Self:
        """Appeals of strangers, neither family nor in a province barred; reads these limits."""
        rows = self.of_strangers_to(officer)
        desk: DeskProfile | None = _rows("DeskProfile", user=officer).first()  # type: ignore[assignment]
        return rows.exclude(desk.of_family() | desk.of_barred_province()) if desk else rows

    def next_for(self, officer: "User") -> Self:
        """The unclaimed appeals `officer` may decide: urgent ones first, then oldest due."""
        return self.unclaimed().decidable_by(officer).order_by("priority", "due_date", "pk")

    def overdue(self, *, on: date) -> Self:
        """Open appeals whose decision day lies before `on` and whose clock runs."""
        return self.running().filter(due_date__lt=on)

    def running(self) -> Self:
        """Open appeals whose clock runs."""
        return self.filter(status__in=RUNNING)

    def urgent(self) -> Self:
        """Open appeals of people in need, which come first."""
        return self.open().filter(priority=_URGENT)

    def at_second_level(self) -> Self:
        """Open appeals at the second level."""
        return self.open().filter(level=2)

    def suspected(self) -> Self:
        """Open appeals that may be the same as another: a rival's, or with a photo of others."""
        return self.open().filter(Q(has_rival=True) | Q(has_lookalike=True))

    def linked_to(self, appeal: "Appeal") -> Self:
        """Appeals that officers linked with `appeal`."""
        before = _rows("CaseLink", second=appeal).values("first")
        after = _rows("CaseLink", first=appeal).values("second")
        return self.filter(Q(pk__in=before) | Q(pk__in=after)).order_by("pk")

    def with_links_marked(self) -> Self:
        """Appeals that say whether they are linked with any: `is_linked`."""
        own = OuterRef("pk")
        found = Exists(_rows("CaseLink", first=own)) | Exists(_rows("CaseLink", second=own))
        return self.annotate(is_linked=found)

    def decided_since(self, at: datetime) -> Self:
        """Appeals decided at `at` or later."""
        return self.filter(decided_at__gte=at)

    def settled_before(self, at: datetime) -> Self:
        """Appeals decided before `at` and not closed yet."""
        return self.filter(status="decided", decided_at__lt=at)

    def made_moot(self, *, ended_since: datetime | None = None) -> Self:
        """Open appeals about blocks that others have ended, every one of them.

        An appeal about no block is never moot. With `ended_since`, only those one of whose
        blocks has ended since: a sweep of every minute then reads a handful of rows.
        """
        about = _rows("ContestedBlock", appeal=OuterRef("pk"))
        moot = self.open().exclude(Exists(about.filter(block__status__in=OPEN_BLOCKS)))
        if ended_since is None:
            return moot.filter(Exists(about))
        lately = _rows("ContestedBlock", block__ended_at__gte=ended_since)
        return moot.filter(pk__in=lately.values("appeal"))

    def about_nik(self, nik: str) -> Self:
        """Appeals filed with this NIK."""
        return self.filter(nik=nik)

    def about_number(self, digits: str) -> Self:
        """Appeals filed with these sixteen digits as NIK or as KK."""
        return self.filter(Q(nik=digits) | Q(kk=digits))


class DraftQuerySet(models.QuerySet["Draft"]):
    """Questions about drafts."""

    def expired(self, *, at: datetime) -> Self:
        """Drafts to remove."""
        return self.filter(expires_at__lte=at)

    def to_warn_about(self, *, at: datetime, ahead: timedelta) -> Self:
        """Drafts that end within `ahead`, whose link was sent, and nobody warned yet."""
        return self.filter(
            link_sent_at__isnull=False, warned_at=None, expires_at__gt=at,
            expires_at__lte=at + ahead,
        )  # fmt: skip


# Why the worker gave an upload up, as it stands in its row; any other reason is no lost file.
UPLOAD_MISSING = "the upload is not in the store"
UPLOAD_DAMAGED = "the upload is damaged in the store"
UPLOAD_FAULTS = (UPLOAD_MISSING, UPLOAD_DAMAGED)
# Found missing or damaged by a check, or given up by the worker because of that.
_LOST = Q(state__in=("waiting", "ready"), lost_at__isnull=False) | Q(
    state="waiting", done_at=None, dead_at__isnull=False, last_fault__in=UPLOAD_FAULTS
)


class EvidenceQuerySet(OwedQuerySet["Evidence"]):
    """Questions about evidence."""

    def filed(self) -> Self:
        """Evidence of appeals, not of drafts."""
        return self.exclude(appeal=None)

    def sent(self) -> Self:
        """Files as people sent them: without the further pages of documents."""
        return self.filter(first_page=None)

    def unscanned(self) -> Self:
        """Files of which the virus scanner could not say anything yet."""
        return self.owed().exclude(unscanned_since=None)

    def in_order(self) -> Self:
        """In the order they were sent, each document's pages together."""
        return self.order_by(Coalesce("first_page", "pk"), "page")

    def open_to(self, appeal: "Appeal") -> Self:
        """Files that a decision on `appeal` may rest on.

        Its own, those of filings folded into it, and those of the cases it goes on from.
        """
        return self.filter(appeal__in=_rows("Appeal").filter(_folded(appeal) | _before(appeal)))

    def inherited_by(self, appeal: "Appeal") -> Self:
        """Files of the cases that `appeal` goes on from."""
        return self.filter(appeal__in=_rows("Appeal").filter(_before(appeal)))

    def unusable(self) -> Self:
        """Files that the person should send again: refused, or lost, be it one page of them."""
        lost_pages = self.model._base_manager.filter(_LOST, first_page=OuterRef("pk"))
        return self.sent().filter(Q(state="refused") | _LOST | Exists(lost_pages))

    def lost(self) -> Self:
        """Files that are missing or damaged: a check says so, or the worker gave them up."""
        return self.filter(_LOST)

    def given_up(self) -> Self:
        """Files of cases that the worker gave up, and nobody wrote down as lost yet."""
        return self.filter(
            appeal__isnull=False, done_at=None, dead_at__isnull=False, lost_at=None, state="waiting"
        )

    def replaceable(self) -> Self:
        """Files that the person should send again, and those that may be hard to use."""
        return self.unusable() | self.sent().filter(state="ready").exclude(flaws=[])


class ReadingQuerySet(OwedQuerySet["Reading"]):
    """Questions about what was read in photos."""

    def surely_naming(self, nik: str) -> Self:
        """Readings that found this NIK, every digit of it as a digit, and are sure of it."""
        return self.filter(nik=nik, nik_percent__gte=SURE_PERCENT, is_repaired=False)


class PhotoPairQuerySet(models.QuerySet["PhotoPair"]):
    """Questions about pairs of photos."""

    def of_files(self, keys: Collection[int]) -> Self:
        """Pairs with one of these files on either side.

        By keys, and not by a query for them: of two subqueries joined by "or" the planner makes
        a walk through all pairs, of keys two looks into indexes.
        """
        return self.filter(Q(first__in=keys) | Q(second__in=keys))


# Conditions on appeals alone, which several indexes answer together. An "or" over columns of two
# tables would read both from end to end.
def _folded(appeal: "Appeal") -> Q:
    return Q(pk=appeal.pk) | Q(merged_into=appeal)


def _before(appeal: "Appeal") -> Q:
    root = appeal.root_id
    if root is None:
        return Q(pk__in=())
    return Q(pk=root) | Q(root=root, pk__lt=appeal.pk)
