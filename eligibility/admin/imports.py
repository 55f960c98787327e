"""Files of facts taken in."""

from django.contrib import admin

from eligibility.admin.reading import ReadOnlyAdmin
from eligibility.models import ImportBatch


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """Files of facts taken in."""

    list_display = (
        "source", "source_date", "kind", "rows_read", "rows_written", "rows_refused", "finished_at"
    )  # fmt: skip
