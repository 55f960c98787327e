"""What each action in the audit trail is called, for whoever reads it; each app names its own."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

_WORDS: dict[str, "Text"] = {}


def name(prefix: str, **words: "Text") -> None:
    """Name the actions that begin with `prefix` and a point."""
    _WORDS.update({f"{prefix}.{action}": text for action, text in words.items()})


def named(action: str) -> str:
    """Return what the action is called; one of another day keeps its code."""
    return str(_WORDS.get(action, action))


def choices() -> Iterable[tuple[str, "Text"]]:
    """Return every action with its name, in the order of the names."""
    return sorted(_WORDS.items(), key=lambda pair: str(pair[1]))


def subject_named(label: str) -> str:
    """Return what rows of a model's label are called, e.g. of "portal.user"."""
    try:
        return str(capfirst(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return label


name(
    "staff",
    created=_("Petugas dibuat"),
    saved=_("Data petugas disimpan"),
    signed_in=_("Petugas masuk"),
    signed_out=_("Petugas keluar"),
    sign_in_failed=_("Gagal masuk"),
    locked_out=_("Dikunci karena terlalu sering gagal masuk"),
    second_factor_enrolled=_("Kode kedua dipasang"),
    second_factor_given=_("Kode kedua diberikan"),
    second_factor_refused=_("Kode kedua ditolak"),
    second_factor_forgotten=_("Kode kedua dihapus"),
)
name("messages", revived=_("Pesan gagal dicoba kirim lagi"))
