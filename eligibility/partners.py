"""Partners and the keys they call with: who may issue one, how long it lives, whose it is.

Owns adding, issuing, rotating, revoking and recognising, and whose status a key may read. What
else a key may be used for, the API asks.
"""

import hmac
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import slugify

from eligibility.models import (
    Account,
    AccountSender,
    Grant,
    Partner,
    PartnerCall,
    PartnerKey,
    RegistrationEvent,
    TrainingPurchase,
)
from portal import audit, tokens
from portal.models import Role, User

# A key that nobody renews ends by itself.
MOST_DAYS = 400
MOST_CALLS_PER_MINUTE = 6_000
_PURPOSE = "partner key"
_MARK = "pk"
# A row update for each call would cost more than the call; a minute is close enough.
_NOTED_EVERY = timedelta(minutes=1)
# A call is repeated within minutes; what it was answered is kept as long as a key may live.
CALLS_KEPT = timedelta(days=MOST_DAYS)


class NotAllowed(ValueError):
    """The person or the moment does not allow it; the message says what was expected."""


@transaction.atomic
def add(name: str, *, calls_per_minute: int = 120, by: User, at: datetime) -> Partner:
    """Add a partner by supervisor `by`.

    Raises NotAllowed when the name, or the source it becomes in imports, is taken or empty.
    """
    check_supervisor(by)
    name = " ".join(name.split())
    if not slugify(name) or len(name) > 80:
        raise NotAllowed(f"a partner's name has 1 to 80 letters, not {len(name)}")
    if not 1 <= calls_per_minute <= MOST_CALLS_PER_MINUTE:
        raise NotAllowed(f"a partner may call 1 to {MOST_CALLS_PER_MINUTE} times a minute")
    partner = Partner(name=name, calls_per_minute=calls_per_minute, created_at=at)
    if any(partner.source == other.source for other in Partner.objects.all()):
        raise NotAllowed("another partner has this name, or one that reads the same in imports")
    partner.save()
    audit.record("partner.add", by=by, subject=partner, at=at, calls=calls_per_minute)
    return partner


@transaction.atomic
def deactivate(partner: Partner, *, by: User, at: datetime) -> None:
    """Refuse every key of the partner from now on; its webhooks stop, too."""
    check_supervisor(by)
    if not Partner.objects.filter(pk=partner.pk, is_active=True).update(is_active=False):
        raise NotAllowed(f"partner {partner.pk} is not active")
    audit.record("partner.deactivate", by=by, subject=partner, at=at)


@transaction.atomic
def activate(partner: Partner, *, by: User, at: datetime) -> None:
    """Let the partner's keys and webhooks work again."""
    check_supervisor(by)
    if not Partner.objects.filter(pk=partner.pk, is_active=False).update(is_active=True):
        raise NotAllowed(f"partner {partner.pk} is active")
    audit.record("partner.activate", by=by, subject=partner, at=at)


@transaction.atomic
def issue(
    partner: Partner, *, scopes: Collection[str], expires_at: datetime, by: User, at: datetime
) -> tuple[PartnerKey, str]:
    """Make a key and return it with its secret, which nobody can read again.

    `by` is a supervisor; the key ends within MOST_DAYS. Raises NotAllowed.
    """
    check_supervisor(by)
    partner.refresh_from_db()
    if not partner.is_active:
        raise NotAllowed(f"partner {partner.pk} is not active")
    wanted = sorted(set(scopes))
    if not wanted or set(wanted) - set(PartnerKey.Scope.values):
        raise NotAllowed(f"a key needs scopes of {', '.join(PartnerKey.Scope.values)}")
    if not at < expires_at <= at + timedelta(days=MOST_DAYS):
        raise NotAllowed(f"a key ends later than now and within {MOST_DAYS} days")
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = PartnerKey.objects.create(
        partner=partner,
        prefix=prefix,
        secret_digest=tokens.digest(_PURPOSE, secret),
        scopes=wanted,
        created_at=at,
        created_by=by,
        expires_at=expires_at,
    )
    audit.record("partner.key_issue", by=by, subject=key, at=at, partner=partner.pk, scopes=wanted)
    return key, f"{_MARK}_{prefix}_{secret}"


@transaction.atomic
def rotate(
    key: PartnerKey, *, until: datetime, expires_at: datetime, by: User, at: datetime
) -> tuple[PartnerKey, str]:
    """Issue a key with the same scopes; the old one stays valid up to `until`, then ends.

    Raises NotAllowed for a key that has ended already.
    """
    check_supervisor(by)
    old = PartnerKey.objects.select_for_update().select_related("partner").get(pk=key.pk)
    if not is_valid(old, at=at):
        raise NotAllowed(f"key {old.pk} has ended; issue a new one")
    if until < at:
        raise NotAllowed("the old key cannot end in the past; revoke it instead")
    renewed = issue(old.partner, scopes=old.scopes, expires_at=expires_at, by=by, at=at)
    old.expires_at = min(old.expires_at, until)
    old.save(update_fields=["expires_at"])
    audit.record("partner.key_rotate", by=by, subject=old, at=at, new=renewed[0].pk)
    return renewed


@transaction.atomic
def revoke(key: PartnerKey, *, by: User, at: datetime) -> None:
    """End a key at once; raises NotAllowed when it was revoked before."""
    check_supervisor(by)
    if not PartnerKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        raise NotAllowed(f"key {key.pk} was revoked before")
    audit.record("partner.key_revoke", by=by, subject=key, at=at)


def is_valid(key: PartnerKey, *, at: datetime) -> bool:
    """Say whether the key may be used at that moment, its partner being active."""
    return key.revoked_at is None and key.expires_at > at and key.partner.is_active


def recognise(token: str, *, at: datetime) -> PartnerKey | None:
    """Return the valid key that `token` is, with its partner, and note that it was used.

    Unknown, ended and revoked ones take the same time and give the same answer.
    """
    mark, _, rest = token.partition("_")
    prefix, _, secret = rest.partition("_")
    given = tokens.digests(_PURPOSE, secret)
    key = _with_prefix(prefix)
    stored = key.secret_digest if key else tokens.digest(_PURPOSE, "")
    # Every comparison is made, whichever master key the digest is under.
    is_right = sum(hmac.compare_digest(each, stored) for each in given) > 0
    if mark != _MARK or key is None or not is_right or not is_valid(key, at=at):
        return None
    _note_use(key, digest=given[0], at=at)
    return key


def visible_to(key: PartnerKey) -> QuerySet[Account]:
    """Return the accounts whose status the key may read: those its partner told us of.

    It sent the account, a grant of it, an event or a training bought there, whoever sent them
    again since; nobody else's accounts are its business (UU 27/2022, purpose limitation). The few that serve everybody have
    a scope of their own.
    """
    if PartnerKey.Scope.STATUS_ALL in key.scopes:
        return Account.objects.all()
    if PartnerKey.Scope.STATUS not in key.scopes:
        return Account.objects.none()
    told = {"batch__source": key.partner.source}
    account = OuterRef("pk")
    return Account.objects.filter(
        Q(**told)
        | Exists(Grant.objects.filter(account=account, **told))
        | Exists(TrainingPurchase.objects.filter(grant__account=account, **told))
        | Exists(RegistrationEvent.objects.filter(account=account, **told))
        | Exists(AccountSender.objects.filter(account=account, batch__withdrawn_at=None, **told))
    )


def forget_calls(*, at: datetime, batch: int = 5_000) -> int:
    """Delete what partners' calls of more than CALLS_KEPT ago were answered; return how many.

    Their keys may be used anew from then on. Each `batch` is a transaction of its own.
    """
    forgotten = 0
    while count := _forget(at - CALLS_KEPT, most=batch, at=at):
        forgotten += count
    return forgotten


@transaction.atomic
def _forget(before: datetime, *, most: int, at: datetime) -> int:
    old = PartnerCall.objects.filter(called_at__lt=before).order_by("called_at")
    keys = list(old.values_list("pk", flat=True)[:most])
    count, _ = PartnerCall.objects.filter(pk__in=keys).delete()
    if count:
        audit.record("partner.forget_calls", by=None, at=at, count=count)
    return count


def _with_prefix(prefix: str) -> PartnerKey | None:
    if not (prefix.isascii() and prefix.isalnum()):
        return None
    return PartnerKey.objects.select_related("partner").filter(prefix=prefix).first()


def _note_use(key: PartnerKey, *, digest: str, at: datetime) -> None:
    """Note the use, and bring a digest of an older master key under the current one."""
    is_recent = key.last_used_at is not None and key.last_used_at > at - _NOTED_EVERY
    if is_recent and key.secret_digest == digest:
        return
    long_ago = Q(last_used_at=None) | Q(last_used_at__lte=at - _NOTED_EVERY)
    PartnerKey.objects.filter(long_ago | ~Q(secret_digest=digest), pk=key.pk).update(
        last_used_at=at, secret_digest=digest
    )


def check_supervisor(by: User) -> None:
    """Refuse whoever is no supervisor; superusers have no bypass."""
    if not (by.is_active and by.has_role(Role.SUPERVISOR)):
        raise NotAllowed(f"user {by.pk} is no supervisor")
