"""The second factor of staff: a phone's one-time codes, and ten recovery codes on paper.

Owns enrolling, confirming and checking; the pages that ask are the staff site's.
"""

import base64
import secrets
from datetime import datetime
from io import BytesIO

import django_otp
import qrcode
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

from portal import audit
from portal.models import User

RECOVERY_CODES = 10
# No letters or digits that look like others.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


class NotSignedIn(PermissionError):
    """Nobody has given a password yet, so there is nobody to ask for the second factor."""


def is_given(request: HttpRequest) -> bool:
    """Say whether the person has shown what this installation asks for beside the password."""
    return not settings.SECOND_FACTOR or bool(request.user.is_verified())  # type: ignore[union-attr]


def is_due(user: User | AnonymousUser) -> bool:
    """Say whether a member of staff is signed in with the password alone."""
    if not (settings.SECOND_FACTOR and isinstance(user, User) and user.is_staff):
        return False
    return not bool(user.is_verified())  # type: ignore[attr-defined]


def has_device(user: User) -> bool:
    """Say whether the person has confirmed a device before."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def device_to_confirm(user: User) -> TOTPDevice:
    """Return the person's one device that waits for its first code."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        device, _ = TOTPDevice.objects.get_or_create(
            user=user, confirmed=False, defaults={"name": "phone"}
        )
    return device


def picture(device: TOTPDevice) -> str:
    """Return the device's secret as a QR code, an SVG in a data: address."""
    out = BytesIO()
    qrcode.make(device.config_url, image_factory=SvgPathImage, border=2).save(out)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()


def secret_text(device: TOTPDevice) -> str:
    """Return the device's secret for typing, in groups of four."""
    secret = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@transaction.atomic
def enrol(request: HttpRequest, code: str, *, at: datetime) -> list[str]:
    """Confirm the waiting device by its first code and return ten recovery codes, shown once.

    Returns an empty list when the code does not match, or a device was confirmed meanwhile.
    """
    user = _signed_in(request, User.objects.select_for_update())
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    if device is None or has_device(user) or not device.verify_token(_digits(code)):
        return []
    device.confirmed = True
    device.save()
    codes = _new_recovery_codes(user)
    django_otp.login(request, device)
    audit.record("staff.second_factor_enrolled", by=user, subject=user, at=at)
    return codes


def check(request: HttpRequest, code: str, *, at: datetime) -> bool:
    """Accept a code of the phone or a recovery code, once; wrong ones are slowed down."""
    user = _signed_in(request, User.objects.all())
    device = django_otp.match_token(user, _digits(code))
    if device is None:
        audit.record("staff.second_factor_refused", by=user, subject=user, at=at)
        return False
    django_otp.login(request, device)
    kind = "recovery" if isinstance(device, StaticDevice) else "phone"
    audit.record("staff.second_factor_given", by=user, subject=user, at=at, kind=kind)
    return True


@transaction.atomic
def forget(user: User, *, by: User, at: datetime) -> None:
    """Remove the person's devices and recovery codes: the next sign-in enrols anew."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    audit.record("staff.second_factor_forgotten", by=by, subject=user, at=at)


def _signed_in(request: HttpRequest, users: QuerySet[User]) -> User:
    if not isinstance(request.user, User):
        raise NotSignedIn
    return users.get(pk=request.user.pk)


def _digits(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _new_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=code)
    return [f"{code[:5]}-{code[5:]}" for code in codes]
