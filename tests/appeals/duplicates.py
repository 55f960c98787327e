"""Photos that several people send, and the pairs found among them."""

from typing import Any

from appeals import tasks
from appeals.evidence import intake
from appeals.models import Appeal, Evidence, PhotoPair
from eligibility.models import Account
from tests import builders, photos


def case(**over: Any) -> Appeal:
    """File a case of somebody with a NIK, a family and an address of their own."""
    number = builders.nik()
    own = {
        "nik": number,
        "kk": f"317101020215{number[-4:]}",
        "email": f"foto{number[-8:]}@example.id",
    }
    return builders.appeal(**{**own, **over})


def case_of(account: Account, **over: Any) -> Appeal:
    """File a case about the account from its own contact, unless told of another."""
    return case(**{"nik": account.nik, "kk": account.kk, "email": account.email, **over})


def sent(appeal: Appeal, content: bytes, *, kind: str = "ektp") -> Evidence:
    """Attach a photo to the case, and let the worker examine it and look for it."""
    row = intake.attach_to_case(appeal, photos.upload(content), kind=kind, at=builders.NOON)
    tasks.examine_photos(appeal_id=appeal.pk)
    row.refresh_from_db()
    return row


def picture(seed: int = 1, **options: Any) -> bytes:
    """Return the JPEG of a picture with much on it."""
    return photos.encoded(photos.patchwork(seed), **options)


def copy_of(seed: int = 1) -> bytes:
    """Return the same picture as a messenger sends it on: smaller, and compressed again."""
    return photos.encoded(photos.patchwork(seed).resize((520, 390)), quality=45)


def pair(**kinds: str) -> PhotoPair:
    """Return the pair of a photo and its copy, sent by two people; `first` and `second` are kinds."""
    sent(case(), picture(), kind=kinds.get("first", "ektp"))
    sent(case(), copy_of(), kind=kinds.get("second", "ektp"))
    return PhotoPair.objects.get()
