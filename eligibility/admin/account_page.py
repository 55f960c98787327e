"""Everything one account's page shows, read in a fixed number of queries; decides nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eligibility import policies, restoration
from eligibility.explain import explain_all, how_it_ended, in_words, source_name, title_of
from eligibility.models import (
    Account,
    Block,
    CarryOver,
    Finding,
    Grant,
    Hold,
    ImportBatch,
    ReferenceListEntry,
    RegistryVerdict,
    Restoration,
    RulePolicy,
    ScreeningRun,
    TrainingPurchase,
)
from eligibility.querysets import OPEN
from portal.calendar import JAKARTA
from portal.models import User

# Of each kind the newest so many: an account has a handful, and a page has an end.
MOST = 25
# What the course of a block is told from.
CARRIED = Prefetch(
    "carry_overs",
    CarryOver.objects.select_related(
        "finding__policy", "finding_before__policy", "finding_before__run",
        "finding_before__batch", "policy_before", "run_before", "run__rolled_back_by",
    ).order_by("pk"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """Where a word leads."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to the account, who did it and where that can be looked at."""

    at: datetime
    what: str
    by: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of what is known: its head and its lines, each with what it links to."""

    title: str
    head: tuple[str, ...]
    lines: tuple[tuple[tuple[object, ...], Link | None], ...]

    @property
    def written(self) -> list[tuple[list[object], Link | None]]:
        """The lines, with days and moments as the rest of the page writes them."""
        return [([_written(cell) for cell in cells], link) for cells, link in self.lines]


def page_of(account: Account) -> dict[str, object]:
    """Return what the page of `account` shows, without the person's own fields."""
    blocks = _blocks(account)
    standing = [block for block in blocks if block.status in OPEN]
    return {
        "standing": list(zip(standing, explain_all(standing), strict=True)),
        "events": _events(account, blocks),
        "tables": [
            table
            for table in (
                _grants(account), _purchases(account), _verdicts(account), _lists(account),
                _refunds(account), _findings(account),
            )
            if table.lines
        ],
        "batch_name": named(account.batch) if account.batch else "",
        "holds": account.holds.standing().count(),
        "most": MOST,
    }  # fmt: skip


def link_to(row: Model, label: str) -> Link:
    """Return the link to a row's page in the staff site."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return Link(label, reverse(name, args=[row.pk]))


def begun_by(block: Block) -> tuple[Link, ...]:
    """Return links to the version, the run and the file that the block began with."""
    first = next(iter(block.carry_overs.all()), None)
    if first is None:
        policy = block.policy or block.finding.policy
        return _links(policy, block.run or block.finding.run, block.finding.batch)
    policy = first.policy_before or first.finding_before.policy
    return _links(policy, first.run_before or first.finding_before.run, first.finding_before.batch)


def rests_on(block: Block) -> tuple[Link, ...]:
    """Return links to the version, run and file behind its facts; empty: those it began with."""
    if block.status not in OPEN or not block.carry_overs.all():
        return ()
    finding = block.finding
    links = _links(finding.policy, finding.run, finding.batch)
    return () if links == begun_by(block) else links


def _links(*causes: RulePolicy | ScreeningRun | ImportBatch | None) -> tuple[Link, ...]:
    return tuple(link_to(cause, named(cause)) for cause in causes if cause is not None)


def named(cause: RulePolicy | ScreeningRun | ImportBatch) -> str:
    """Return what staff call a version, a run or a file."""
    if isinstance(cause, RulePolicy):
        words = {"rule": policies.title_of(cause.rule), "version": cause.version}
        return _("%(rule)s versi %(version)s") % words
    if isinstance(cause, ScreeningRun):
        return _("pemeriksaan %(number)s") % {"number": cause.pk}
    return f"{source_name(cause.source)}, {_written(cause.source_date)}"


def name_of(user: User | None) -> str:
    """Return whom the page names; nobody is the machine."""
    return _("mesin") if user is None else user.called


def _blocks(account: Account) -> list[Block]:
    rows = account.blocks.select_related(
        "policy", "run", "finding__policy", "finding__run", "finding__batch", "confirmed_by",
        "ended_by",
    )  # fmt: skip
    return list(rows.prefetch_related(CARRIED).order_by("-pk")[:MOST])


def _written(value: object) -> object:
    """Return a cell's value as the rest of the page writes days and moments."""
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value, JAKARTA), "j M Y, H.i", use_l10n=False)
    if isinstance(value, date):
        return date_format(value, "j M Y", use_l10n=False)
    return value


def _events(account: Account, blocks: Iterable[Block]) -> list[Event]:
    events = [event for block in blocks for event in course_of(block)]
    events += [*_restorations(account), *_holds(account.holds.order_by("-pk")[:MOST])]
    return sorted(events, key=lambda event: event.at, reverse=True)[: 2 * MOST]


def course_of(block: Block) -> Iterator[Event]:
    """Yield what happened to the block, in its order; load it with CARRIED to save queries."""
    ground = f"{block.ground} {title_of(block)}"
    own = link_to(block, _("blokir %(number)s") % {"number": block.pk})
    carried = list(block.carry_overs.all())
    links = (own, *begun_by(block))
    if block.confirmed_at != block.proposed_at:
        words = _("Ditandai: %(ground)s") % {"ground": ground}
        yield Event(block.proposed_at, words, name_of(None), links)
    if block.confirmed_at is not None and not any(one.confirms for one in carried):
        words = _("Diblokir: %(ground)s") % {"ground": ground}
        yield Event(block.confirmed_at, words, name_of(block.confirmed_by), links)
    for one in carried:
        yield _carried(one, carried, ground=ground, own=own)
    if block.ended_at is not None:
        words = f"{how_it_ended(block)}: {ground}"
        yield Event(block.ended_at, words, name_of(block.ended_by), (own,))


def _carried(one: CarryOver, others: Iterable[CarryOver], *, ground: str, own: Link) -> Event:
    """Return that a block went on: on other facts, by another version, or as it was before."""
    by = None
    if one.confirms:
        words = _("Usulan menjadi blokir menurut versi %(version)s: %(ground)s")
    elif one.run_id is None:
        words = _("Blokir kembali ke alasan semula, menurut versi %(version)s: %(ground)s")
        undone = [other.run for other in others if other.undone_at == one.at and other.run]
        by = undone[0].rolled_back_by if undone else None
    else:
        words = _("Blokir berlanjut, alasannya diperbarui menurut versi %(version)s: %(ground)s")
    version = one.finding.policy
    links = (own, link_to(version, named(version)))
    said = words % {"ground": ground, "version": version.version}
    return Event(one.at, said, name_of(by), links)


def _restorations(account: Account) -> Iterator[Event]:
    rows = Restoration.objects.filter(block__account=account).select_related(
        "wave", "block__ended_by"
    )
    for row in rows.order_by("-pk")[:MOST]:
        own = link_to(row.block, _("blokir %(number)s") % {"number": row.block_id})
        yield Event(
            row.restored_at, restoration.describe_to_staff(row), name_of(row.block.ended_by), (own,)
        )


def _holds(holds: Iterable[Hold]) -> Iterator[Event]:
    for hold in holds:
        asked = {"reference": hold.reference}
        yield Event(hold.placed_at, _("Ditangguhkan untuk %(reference)s") % asked)
        if hold.released_at is not None:
            yield Event(hold.released_at, _("Penangguhan %(reference)s dilepas") % asked)


def _grants(account: Account) -> Table:
    rows = Grant.objects.filter(account=account).select_related("gelombang", "batch")
    return Table(
        _("Penetapan penerima"),
        (_("gelombang"), _("ditetapkan"), _("beli pertama paling lambat"), _("dibeli"),
         _("hari tambahan"), _("urutan di KK")),
        tuple(
            ((row.gelombang.number, row.granted_at, row.first_training_until, row.first_bought_at,
              row.days_added, row.slot), _file(row))
            for row in rows.order_by("-pk")[:MOST]
        ),
    )  # fmt: skip


def _purchases(account: Account) -> Table:
    rows = TrainingPurchase.objects.filter(grant__account=account).select_related(
        "grant__gelombang", "batch"
    )
    return Table(
        _("Pelatihan yang dibeli"),
        (_("gelombang"), _("dibeli"), _("selesai paling lambat"), _("selesai")),
        tuple(
            ((row.grant.gelombang.number, row.bought_at, row.complete_until, row.completed_at),
             _file(row))
            for row in rows.order_by("-pk")[:MOST]
        ),
    )  # fmt: skip


def _verdicts(account: Account) -> Table:
    rows = RegistryVerdict.objects.filter(account=account).select_related("batch")
    return Table(
        _("Kata register"),
        (_("register"), _("jawaban"), _("sejak"), _("per"), _("diganti")),
        tuple(
            ((source_name(row.register), row.get_verdict_display(), row.since, row.as_of,
              row.superseded_at), _file(row))
            for row in rows.order_by("-pk")[:MOST]
        ),
    )  # fmt: skip


def _lists(account: Account) -> Table:
    rows = ReferenceListEntry.objects.filter(nik=account.nik).select_related("batch")
    return Table(
        _("Daftar yang memuat NIK ini"),
        (_("daftar"), _("jabatan"), _("sejak"), _("per"), _("dikeluarkan")),
        tuple(
            ((source_name(row.source), row.office, row.since, row.as_of, row.removed_at),
             _file(row))
            for row in rows.order_by("-pk")[:MOST]
        ),
    )  # fmt: skip


def _refunds(account: Account) -> Table:
    rows = account.refund_demands.select_related("batch")
    return Table(
        _("Tagihan pengembalian"),
        (_("nomor"), _("alasan"), _("rupiah"), _("ditagih"), _("dicabut")),
        tuple(
            ((row.external_id, row.ground, row.amount, row.demanded_at, row.withdrawn_at),
             _file(row))
            for row in rows.order_by("-pk")[:MOST]
        ),
    )  # fmt: skip


def _findings(account: Account) -> Table:
    rows = Finding.objects.filter(account=account).select_related("policy")
    return Table(
        _("Temuan aturan"),
        (_("alasan"), _("aturan"), _("status"), _("fakta"), _("ditemukan")),
        tuple(
            ((row.ground, named(row.policy), row.get_status_display(),
              _facts(row), row.found_at), _finding_link(row))
            for row in rows.order_by("-pk")[:MOST]
        ),
    )  # fmt: skip


def _facts(finding: Finding) -> str:
    return "; ".join(f"{fact.label}: {fact.text}" for fact in in_words(finding.rule, finding.facts))


def _finding_link(finding: Finding) -> Link:
    in_group = finding.cluster is not None
    return link_to(finding, _("Lihat, dengan kelompoknya") if in_group else _("Lihat"))


def _file(row: Any) -> Link | None:  # noqa: ANN401 - any row with a batch
    """Return the link to the file that the row came with."""
    return link_to(row.batch, named(row.batch)) if row.batch else None
