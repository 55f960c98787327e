"""Everyone a campaign's cause has blocked: one page by key, and the whole list as a file.

Masked everywhere; the person's own page is where a field may be revealed, with a reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from eligibility import remedies
from eligibility.explain import title_of
from eligibility.models import Block, Remedy
from eligibility.querysets import BlockQuerySet
from portal import audit, exports
from portal.calendar import JAKARTA
from portal.identifiers import mask_nik
from portal.models import User
from portal.regions import province_name

PAGE_SIZE = 50
_READ_AT_A_TIME = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """One block and whose it is."""

    block: Block
    nik: str
    province: str
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and the key to go on from; None where there is nothing more."""

    lines: tuple[Line, ...]
    next: int | None


def page(remedy: Remedy, *, after: int) -> Page:
    """Return the lines beyond the block key `after`; one query."""
    found = list(_rows(remedy).filter(pk__gt=after)[: PAGE_SIZE + 1])
    lines = tuple(_line(block) for block in found[:PAGE_SIZE])
    return Page(lines, lines[-1].block.pk if len(found) > PAGE_SIZE else None)


def export(remedy: Remedy, *, by: User, at: datetime) -> Iterator[bytes]:
    """Yield the whole list as CSV, masked and watermarked, and write down who took it.

    It is read while it is sent, so that a hundred thousand lines begin at once.
    """
    rows = remedies.blocks_of(remedy).count()
    audit.record("remedy.exported", by=by, subject=remedy, at=at, rows=rows)
    table = exports.Table(
        title=remedy.title,
        header=(
            _("Nomor akun"), _("NIK"), _("Kode provinsi"), _("Alasan"), _("Status"),
            _("Ditetapkan"), _("Berakhir"),
        ),
        rows=_cells(remedy),
        watermark_title=_("Rahasia"),
        watermark=((_("Diunduh oleh"), by.identity), (_("Waktu"), _moment(at))),
    )  # fmt: skip
    return exports.stream_csv(table)


def _cells(remedy: Remedy) -> Iterator[tuple[str, ...]]:
    """Yield each block's cells; what is the same on many lines is put into words once."""
    statuses = {status.value: str(status.label) for status in Block.Status}
    titles: dict[str, str] = {}
    for block in _rows(remedy).iterator(chunk_size=_READ_AT_A_TIME):
        if block.rule not in titles:
            titles[block.rule] = title_of(block)
        yield (
            block.account.external_id,
            mask_nik(block.account.nik),
            block.account.province_code,
            titles[block.rule],
            statuses[block.status],
            _moment(block.confirmed_at),
            _moment(block.ended_at),
        )


def _rows(remedy: Remedy) -> BlockQuerySet:
    """Return the blocks with what a line shows: no other column of a person is opened."""
    return (
        remedies.blocks_of(remedy)
        .select_related("account")
        .only(
            "rule", "ground", "status", "confirmed_at", "ended_at",
            "account__external_id", "account__nik", "account__province_code",
        )
        .order_by("pk")
    )  # fmt: skip


def _line(block: Block) -> Line:
    account = block.account
    province = province_name(account.province_code) or account.province_code
    return Line(block, mask_nik(account.nik), province, title_of(block))


def _moment(at: datetime | None) -> str:
    """Return the moment in Jakarta as a spreadsheet sorts it."""
    return f"{at.astimezone(JAKARTA):%Y-%m-%d %H:%M}" if at else ""
