"""A member of staff's browser, signed in with both factors, and what opens photos to them."""

from datetime import datetime

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_static.models import StaticDevice

from appeals.models import Appeal
from appeals.review import looking
from portal.models import User


def signed_in(user: User) -> Client:
    """Return a client whose session has given the password and the second factor."""
    client = Client()
    client.force_login(user)
    device, _ = StaticDevice.objects.get_or_create(user=user, name="recovery")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


def may_look(user: User, appeal: Appeal, *, at: datetime) -> looking.Pass:
    """Let `user` see the photos of `appeal` for the day, for a reason where one is needed."""
    note = "" if looking.holds(user, appeal) else "Menggantikan rekan yang sakit"
    return looking.choose(appeal, looking.Purpose.IDENTITY, note=note, by=user, at=at)
