"""What the audit trail says in words: actions and their details; each app names its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

# What says a list, given its entry's other details, too.
ListReader = Callable[[Sequence[str], Mapping[str, object]], str]

_WORDS: dict[str, "Text"] = {}
_DETAILS: dict[str, "Text"] = {}
_VALUES: dict[str, dict[str, "Text"]] = {}
_SUBJECTS: dict[str, "Text"] = {}
_READERS: dict[str, Callable[[str], str]] = {}
_LISTS: dict[str, "Text"] = {}
_LIST_READERS: dict[str, "ListReader"] = {}
# Of a long list of numbers so many are shown: a run may name thousands.
_MOST_SHOWN = 40


def name(prefix: str, **words: "Text") -> None:
    """Name the actions that begin with `prefix` and a point."""
    _WORDS.update({f"{prefix}.{action}": text for action, text in words.items()})


def named(action: str) -> str:
    """Return what the action is called; one of another day keeps its code."""
    return str(_WORDS.get(action, action))


def choices() -> Iterable[tuple[str, "Text"]]:
    """Return every action with its name, in the order of the names."""
    return sorted(_WORDS.items(), key=lambda pair: str(pair[1]))


def name_details(**words: "Text") -> None:
    """Name what entries say beside their action."""
    _DETAILS.update(words)


def name_lists(**words: "Text") -> None:
    """Name details that hold a list where they are called otherwise than a single value."""
    _LISTS.update(words)


def name_values(detail: str, values: Iterable[tuple[str, "Text"]]) -> None:
    """Say what codes in a detail mean; several apps may use the same detail."""
    _VALUES.setdefault(detail, {}).update(dict(values))


def read_values(detail: str, read: Callable[[str], str]) -> None:
    """Have `read` say what stands in a detail that is no code."""
    _READERS[detail] = read


def read_lists(detail: str, read: ListReader) -> None:
    """Have `read` say what stands in a detail's list: its codes mean what the entry is about."""
    _LIST_READERS[detail] = read


def name_subjects(words: Mapping[str, "Text"]) -> None:
    """Name rows by their model's label; those that a page lists are called as the page is."""
    _SUBJECTS.update(words)


def in_words(details: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return an entry's details as lines to read: what it is, and what it says.

    One of another day keeps its code.
    """
    return [_line(detail, value, details) for detail, value in details.items()]


def _line(detail: str, value: object, details: Mapping[str, object]) -> tuple[str, str]:
    label = _DETAILS.get(detail, detail)
    if not isinstance(value, list):
        return str(label), _said(detail, value)
    label = _LISTS.get(detail, label)
    if detail in _LIST_READERS:
        return str(label), _LIST_READERS[detail]([str(part) for part in value], details)
    return str(label), _said(detail, value)


def _said(detail: str, value: object) -> str:
    if isinstance(value, bool):
        return str(_("ya") if value else _("tidak"))
    if isinstance(value, list):
        return _listed([_said(detail, part) for part in value])
    if value is None or value == "":
        return "–"
    if detail in _READERS:
        return _READERS[detail](str(value))
    return str(_VALUES.get(detail, {}).get(str(value), value))


def _listed(parts: list[str]) -> str:
    shown = ", ".join(parts[:_MOST_SHOWN]) or "–"
    left = len(parts) - _MOST_SHOWN
    return (
        shown if left <= 0 else _("%(shown)s, dan %(left)d lagi") % {"shown": shown, "left": left}
    )


def subject_named(label: str) -> str:
    """Return what rows of a model's label are called, e.g. of "portal.user"; "–" of none."""
    if not label:
        return "–"
    if label in _SUBJECTS:
        return str(capfirst(_SUBJECTS[label]))
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
    confirmed=_("Petugas menulis kata sandi lagi"),
    sign_in_failed=_("Gagal masuk"),
    locked_out=_("Dikunci karena terlalu sering gagal masuk"),
    second_factor_enrolled=_("Kode kedua dipasang"),
    second_factor_given=_("Kode kedua diberikan"),
    second_factor_refused=_("Kode kedua ditolak"),
    second_factor_forgotten=_("Kode kedua dihapus"),
)
name_details(
    count=_("jumlah"),
    day=_("hari"),
    fields=_("yang diubah"),
    hours=_("jam"),
    is_active=_("aktif"),
    is_known=_("nama dikenal"),
    roles=_("peran"),
    weekday=_("hari ke"),
)
name("messages", revived=_("Pesan gagal dicoba kirim lagi"))
