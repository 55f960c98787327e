"""Calls that partners made, to read: which batch each became and how many of its lines counted."""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from eligibility.admin import filters
from eligibility.admin.account_page import link_to, named
from eligibility.admin.partners import LOOKERS
from eligibility.admin.reading import PageAdmin
from eligibility.models import PartnerCall
from portal.models import Role


@admin.register(PartnerCall)
class PartnerCallAdmin(PageAdmin):
    """Calls with a batch of facts, by partner and day."""

    bare_words = _("Belum ada panggilan. Panggilan tercatat saat mitra mengirim data.")
    view_roles: ClassVar[tuple[Role, ...]] = LOOKERS
    list_display = ("row_number", "partner", "idempotency_key", "called_at", "read", "refused")
    list_select_related = ("partner", "batch")
    narrowing = filters.CallFilters
    page_template = "admin/eligibility/partnercall/page.html"
    page_related = ("partner", "batch")

    @admin.display(description=_("baris dibaca"))
    def read(self, call: PartnerCall) -> int | None:
        """How many lines the call brought."""
        return call.batch.rows_read if call.batch else None

    @admin.display(description=_("baris ditolak"))
    def refused(self, call: PartnerCall) -> int | None:
        """How many of them were refused."""
        return call.batch.rows_refused if call.batch else None

    def page_context(self, request: HttpRequest, row: PartnerCall) -> dict[str, object]:
        """Return where the call led."""
        return {"batch": link_to(row.batch, named(row.batch)) if row.batch else None}
