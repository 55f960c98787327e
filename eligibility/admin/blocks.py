"""Blocks, the findings behind them, and the holds on them, to read."""

from django.contrib import admin
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eligibility import policies, remedies, replay, restoration
from eligibility.admin import filters
from eligibility.admin.account_page import (
    CARRIED,
    MOST,
    Link,
    begun_by,
    course_of,
    link_to,
    named,
    rests_on,
)
from eligibility.admin.reading import AccountRowsAdmin, ReadOnlyAdmin
from eligibility.explain import explain, in_words, source_name, title_of
from eligibility.models import Account, Block, Finding, Hold
from eligibility.querysets import OPEN
from portal.identifiers import mask_nik


@admin.register(Block)
class BlockAdmin(AccountRowsAdmin):
    """Blocks, by ground and status."""

    bare_words = _("Belum ada blokir. Blokir muncul setelah aturan memeriksa akun.")
    list_display = ("title", "code", "status", "whose", "proposed_at", "ended_at")
    narrowing = filters.BlockFilters
    list_display_links = ("title",)
    list_select_related = ("account",)
    page_template = "admin/eligibility/block/page.html"
    page_related = (
        "account", "policy", "run", "finding__policy", "finding__run", "finding__batch",
        "confirmed_by", "ended_by",
    )  # fmt: skip

    def row(self, request: HttpRequest, object_id: str | int) -> Block:
        """Return the block with what its course is told from."""
        block: Block = super().row(request, object_id)
        prefetch_related_objects([block], CARRIED)
        return block

    @admin.display(description=_("aturan"))
    def title(self, block: Block) -> str:
        """The rule in words."""
        return title_of(block)

    @admin.display(description=_("alasan"))
    def code(self, block: Block) -> str:
        """The ground by its letter and number: in words it would say the rule again."""
        return block.ground

    @admin.display(description=_("akun"))
    def whose(self, block: Block) -> str:
        """The main site's number of the account."""
        return block.account.external_id

    def page_context(self, request: HttpRequest, row: Block) -> dict[str, object]:
        """Return why the block stands, what judging it again says, and what became of it."""
        is_open = row.status in OPEN
        return {
            "why": explain(row),
            "facts": in_words(row.rule, row.finding.facts),
            "replay": replay.replay(row, at=timezone.now()) if is_open else None,
            "begun_by": begun_by(row),
            "rests_on": rests_on(row),
            "course": list(course_of(row)),
            "finding": link_to(row.finding, f"{_('Temuan')} {row.finding_id}"),
            "remedy": _remedy(row),
            "restored": [restoration.describe_to_staff(one) for one in restoration.of(row)],
        }


def _remedy(block: Block) -> Link | None:
    """Return the campaign that ended the block, if one did."""
    remedy = remedies.told_by([block]).get(block.pk)
    return link_to(remedy, remedy.title) if remedy else None


@admin.register(Finding)
class FindingAdmin(AccountRowsAdmin):
    """Findings with the facts they rest on, and the group where the rule is about one."""

    bare_words = _("Belum ada temuan. Temuan muncul setelah aturan memeriksa akun.")
    list_display = ("title", "version", "code", "status", "said_by", "found_at")
    narrowing = filters.FindingFilters
    list_display_links = ("title",)
    list_select_related = ("policy",)
    page_template = "admin/eligibility/finding/page.html"
    page_related = ("account", "policy", "run", "batch")

    @admin.display(description=_("aturan"))
    def title(self, finding: Finding) -> str:
        """The rule in words."""
        return policies.title_of(finding.rule)

    @admin.display(description=_("alasan"))
    def code(self, finding: Finding) -> str:
        """The ground by its letter and number: in words it would say the rule again."""
        return finding.ground

    @admin.display(description=_("versi"))
    def version(self, finding: Finding) -> int:
        """Which version of the rule found it."""
        return finding.policy.version

    @admin.display(description=_("sumber"))
    def said_by(self, finding: Finding) -> str:
        """The source as people know it."""
        return source_name(finding.source) if finding.source else "–"

    def page_context(self, request: HttpRequest, row: Finding) -> dict[str, object]:
        """Return the facts in words and the accounts found in the same group."""
        return {
            "facts": in_words(row.rule, row.facts),
            "said_by": self.said_by(row),
            "links": [
                link_to(part, named(part)) for part in (row.policy, row.run, row.batch) if part
            ],
            "blocks": [
                (block, link_to(block, title_of(block))) for block in row.blocks.order_by("-pk")
            ],
            "group": _group(row),
            "most": MOST,
        }


def _group(finding: Finding) -> list[tuple[Account, str]]:
    """Return the accounts that the rule found together with this one, each NIK masked."""
    if finding.cluster is None:
        return []
    together = Finding.objects.filter(cluster=finding.cluster, rule=finding.rule)
    accounts = Account.objects.filter(pk__in=together.values("account"))
    rows = accounts.only("external_id", "nik", "status").order_by("pk")[:MOST]
    return [(account, mask_nik(account.nik)) for account in rows]


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    """Requests to do nothing irreversible."""

    bare_words = _("Belum ada penangguhan. Penangguhan dipasang selama kasus seseorang diperiksa.")
    list_display = ("reference", "whose", "placed_at", "released_at")
    narrowing = filters.HoldFilters
    list_select_related = ("account",)

    @admin.display(description=_("akun"))
    def whose(self, hold: Hold) -> str:
        """The main site's number of the account."""
        return hold.account.external_id
