"""What operators see of eligibility: accounts by state and screening owed."""

from collections.abc import Mapping

from django.db.models import Count

from eligibility.models import (
    Account,
    BlockLetter,
    DryRun,
    ImportOrder,
    RemedyChunk,
    ScreeningChunk,
    WebhookDelivery,
)
from portal import status


def _accounts() -> Mapping[str, object]:
    counted = Account.objects.values_list("status").annotate(count=Count("pk"))
    return {state.value: 0 for state in Account.Status} | dict(counted)


def register() -> None:
    """Add the sections to the operators' status."""
    status.register("accounts", _accounts)
    status.register_owed("screening", ScreeningChunk.objects.all)
    status.register_owed("webhooks", WebhookDelivery.objects.all)
    status.register_owed("block letters", BlockLetter.objects.all)
    status.register_owed("remedies", RemedyChunk.objects.all)
    status.register_owed("dry runs", DryRun.objects.all)
    status.register_owed("imports", ImportOrder.objects.all)
