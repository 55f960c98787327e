"""What staff see and do of eligibility; one module a subject."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eligibility.admin import (
    accounts,
    action_words,
    awaited,
    blocks,
    calls,
    fuses,
    gelombang,
    imports,
    partners,
    policies,
    remedies,
    screening,
    webhooks,
)
from eligibility.models import (
    Account,
    Block,
    DeadlineExtension,
    Finding,
    Fuse,
    Gelombang,
    Hold,
    ImportBatch,
    Partner,
    PartnerCall,
    PartnerKey,
    Remedy,
    RulePolicy,
    ScreeningRun,
    WebhookDelivery,
    WebhookEndpoint,
)
from portal import awaiting, menus

__all__ = [
    "accounts",
    "action_words",
    "awaited",
    "blocks",
    "calls",
    "fuses",
    "gelombang",
    "imports",
    "partners",
    "policies",
    "remedies",
    "screening",
    "webhooks",
]

menus.add(_("Akun dan blokir"), Account, Block, Finding, Hold, place=20)
menus.add(pgettext_lazy("plural", "Aturan"), RulePolicy, Fuse, ScreeningRun, Remedy, place=30)
menus.add(_("Data dan gelombang"), ImportBatch, Gelombang, DeadlineExtension, place=40)
menus.add(
    pgettext_lazy("plural", "Mitra"),
    Partner, PartnerKey, PartnerCall, WebhookEndpoint, WebhookDelivery, place=50,
)  # fmt: skip
awaiting.add(awaited.remedies, awaited.drafts)
