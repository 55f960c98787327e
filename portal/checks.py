"""What must hold between settings; each check has an id and says how to mend it."""

import urllib.parse
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils import timezone

from portal import calendar, clamd
from portal.channels import gateway
from portal.storage import evidence_store

DEMONSTRATION_KEY = "ZGVtb25zdHJhdGlvbi1rZXktb2YtMzItYnl0ZXMhISE="


@register(Tags.security)
def production_is_safe(**_: Any) -> list[CheckMessage]:  # noqa: ANN401 - Django's signature
    """Refuse in production what is convenient in the demonstration."""
    if not settings.IN_PRODUCTION:
        return []
    faults = [
        (
            settings.SECOND_FACTOR,
            "The second factor of staff is off.",
            "Remove SECOND_FACTOR from the environment, or set it to true.",
            "portal.E001",
        ),
        (
            not any(DEMONSTRATION_KEY in key for key in settings.MASTER_KEYS),
            "MASTER_KEYS holds the key of the demonstration, which everybody knows.",
            "Make one: python -c 'import base64, os; print(base64.b64encode(os.urandom(32)))'",
            "portal.E002",
        ),
        (
            settings.IS_HTTPS,
            "SITE_URL is not an https address, so cookies and links travel in the open.",
            "Set SITE_URL to https://…",
            "portal.E003",
        ),
        (
            settings.SITE_URL.partition("//")[2].split(":")[0] in settings.ALLOWED_HOSTS,
            "ALLOWED_HOSTS does not hold the host of SITE_URL, so links in messages are refused.",
            "Add the host of SITE_URL to ALLOWED_HOSTS.",
            "portal.E004",
        ),
        (
            "*" not in settings.ALLOWED_HOSTS,
            "ALLOWED_HOSTS allows every host, so links can be made to lead elsewhere.",
            "Name the hosts.",
            "portal.E005",
        ),
        (
            settings.EMAIL_USE_TLS or settings.EMAIL_HOST in {"localhost", "127.0.0.1"},
            "Messages travel to the mail server in the open.",
            "Set EMAIL_USE_TLS to true.",
            "portal.E006",
        ),
        *(
            (
                not url or url.startswith("https://"),
                f"{name} is not an https address, so numbers and messages travel in the open.",
                f"Set {name} to https://…, or leave it empty to switch the channel off.",
                "portal.E009",
            )
            for name, url in _gateways().items()
        ),
    ]
    return [Error(text, hint=hint, id=code) for holds, text, hint, code in faults if not holds]


def _gateways() -> dict[str, str]:
    return {
        "SMS_GATEWAY_URL": settings.SMS_GATEWAY_URL,
        "WHATSAPP_GATEWAY_URL": settings.WHATSAPP_GATEWAY_URL,
    }


@register()
def gateways_can_be_called(**_: Any) -> list[CheckMessage]:  # noqa: ANN401 - Django's signature
    """A gateway is an http address with a host, or the demonstration's mailbox."""
    return [
        Error(
            f"{name} is not an address that messages can be posted to.",
            hint=f"Set {name} to https://host/path, or leave it empty to switch the channel off.",
            id="portal.E010",
        )
        for name, url in _gateways().items()
        if url and url != gateway.MAILBOX and not gateway.is_address(url)
    ]


@register()
def scanner_can_be_called(**_: Any) -> list[CheckMessage]:  # noqa: ANN401 - Django's signature
    """The virus scanner is a daemon behind an address, or there is none."""
    if not clamd.is_on() or clamd.is_address(settings.CLAMD_URL):
        return []
    return [
        Error(
            "CLAMD_URL is not an address of a ClamAV daemon.",
            hint="Set CLAMD_URL to tcp://host:3310 or unix:///path/to/clamd.sock, or to nothing.",
            id="portal.E011",
        )
    ]


@register()
def evidence_store_can_be_found(**_: Any) -> list[CheckMessage]:  # noqa: ANN401 - Django's signature
    """EVIDENCE_STORE is empty, or names a bucket and speaks to it with a whole pair of keys."""
    where = urllib.parse.urlsplit(settings.EVIDENCE_STORE)
    has_half = bool(settings.S3_ACCESS_KEY_ID) != bool(settings.S3_SECRET_ACCESS_KEY)
    faults = [
        (
            not settings.EVIDENCE_STORE or (where.scheme == "s3" and where.netloc),
            "EVIDENCE_STORE is not the address of a bucket.",
            "Set EVIDENCE_STORE to s3://bucket/prefix, or leave it empty for EVIDENCE_DIR.",
            "portal.E012",
        ),
        (
            not has_half,
            "Of S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY only one is set.",
            "Set both, or none to use the machine's own role.",
            "portal.E013",
        ),
    ]
    return [Error(text, hint=hint, id=code) for holds, text, hint, code in faults if not holds]


@register(deploy=True)
def evidence_store_replaces_safely(**_: Any) -> list[CheckMessage]:  # noqa: ANN401 - Django's
    """A bucket must know If-Match: without it a rotation of keys could bring deleted files back."""
    if not settings.EVIDENCE_STORE or evidence_store_can_be_found():
        return []
    try:
        if evidence_store().replaces_safely():
            return []
    except Exception as fault:  # noqa: BLE001 - an address of another kind, no right, no network
        return [
            checks.Warning(
                f"The bucket of EVIDENCE_STORE could not be tried out ({type(fault).__name__}).",
                hint="It must answer, take and delete objects, and know If-Match on PutObject.",
                id="portal.W002",
            )
        ]
    return [
        Error(
            "The bucket of EVIDENCE_STORE ignores If-Match: it replaces what was changed meanwhile.",
            hint="Use a store that knows it (Amazon's, MinIO, Ceph since Squid); rotate no keys here.",
            id="portal.E014",
        )
    ]


@register()
def leases_outlast_the_server(**_: Any) -> list[CheckMessage]:  # noqa: ANN401 - Django's signature
    """A message's lease must be longer than the mail server may take over it."""
    if settings.EMAIL_TIMEOUT and settings.EMAIL_TIMEOUT <= 10:
        return []
    return [
        Error(
            "EMAIL_TIMEOUT is so long that a message's lease can run out while it is sent.",
            hint="Set EMAIL_TIMEOUT to 10 seconds or fewer.",
            id="portal.E007",
        )
    ]


@register()
def floods_are_answered_in_time(**_: Any) -> list[CheckMessage]:  # noqa: ANN401 - Django's
    """The work asked of a browser must cost something, and end while a person waits."""
    if 10 <= settings.PROOF_BITS <= 20:
        return []
    return [
        Error(
            f"PROOF_BITS is {settings.PROOF_BITS}: the work is nothing, or takes minutes.",
            hint="Set PROOF_BITS to a number from 10 to 20.",
            id="portal.E008",
        )
    ]


@register()
def calendar_reaches_far_enough(**_: Any) -> list[CheckMessage]:  # noqa: ANN401 - Django's
    """Deadlines reach sixty days ahead; the list of holidays must, too."""
    until = calendar.covered_until()
    if until >= calendar.civil_date(timezone.now()) + timedelta(days=60):
        return []
    return [
        checks.Warning(
            f"The list of national holidays ends on {until}; later deadlines may be too early.",
            hint="Add the next year's joint decree to portal/data/holidays.csv.",
            id="portal.W001",
        )
    ]
