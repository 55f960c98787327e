"""Puts a finding's facts into words: what each is called, and its value as people read it.

Facts are codes, days and counts, so nothing here can name anybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from eligibility.models import Account, RegistryVerdict
from eligibility.sources import NAMES

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text

# Which look of the rule and which group: they tell findings apart and mean nothing to a reader.
_UNSAID = frozenset({"basis", "cluster"})
# Keys of other rows, which help an officer to look them up and tell the person nothing.
INTERNAL = frozenset({"other", "purchase", "reference"})

_LABELS: Mapping[str, "Text"] = {
    "age": _("Umur"),
    "as_of": _("Per tanggal"),
    "at_least": _("Jumlah akun, sedikitnya"),
    # These count families, and people, not accounts.
    "shared_contact.at_least": _("Jumlah keluarga, sedikitnya"),
    "shared_payout.at_least": _("Jumlah orang, sedikitnya"),
    "citizenship": _("Kewarganegaraan"),
    "days_apart": _("Selisih hari"),
    "declared": _("Yang dinyatakan"),
    "earlier_wave": _("Gelombang sebelumnya"),
    "least_seconds": _("Detik paling sedikit menurut aturan"),
    "minutes": _("Dalam berapa menit, menurut aturan"),
    "most": _("Paling banyak menurut aturan"),
    "office": _("Jabatan"),
    "other": _("Nomor baris akun lain"),
    "oldest": _("Umur tertua menurut aturan"),
    "place": _("Urutan penerima dalam KK"),
    "purchase": _("Nomor baris pembelian"),
    "reference": _("Rujukan pemeriksaan foto"),
    "register": _("Register"),
    "seconds": _("Detik"),
    "since": _("Tercatat sejak"),
    "source": _("Daftar"),
    "until": _("Batas waktu"),
    "verdict": _("Jawaban register"),
    "wave": _("Gelombang"),
    "youngest": _("Umur termuda menurut aturan"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as people read it."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that was otherwise before; an empty text: there was none, or is none now."""

    label: str
    then: str
    now: str


def in_words(rule: str, facts: Mapping[str, Any]) -> list[Fact]:
    """Return the facts of the rule with that code, in the order in which they are kept."""
    return [
        Fact(name, _label(rule, name), _text(rule, name, value))
        for name, value in facts.items()
        if name not in _UNSAID and value is not None
    ]


def differences(rule: str, then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Return the facts of the rule that differ between `then` and `now`."""
    return [
        Change(
            _label(rule, name),
            _text(rule, name, then.get(name)),
            _text(rule, name, now.get(name)),
        )
        for name in dict.fromkeys([*then, *now])
        if name not in _UNSAID and then.get(name) != now.get(name)
    ]


def source_name(code: str) -> str:
    """Return how people know a register or list; one we have no name for by its own."""
    return str(NAMES.get(code.lower(), code))


def shown(value: object) -> str:
    """Return a value as it stands in a sentence: a day is written out."""
    day = day_in(value)
    return written(day) if day else str(value)


def written(day: date) -> str:
    """Return the day as a letter writes it, without the weekday."""
    return date_format(day, "j F Y", use_l10n=False)


def day_in(value: object) -> date | None:
    """Return the day that an ISO text names, or None."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _label(rule: str, name: str) -> str:
    label = _LABELS.get(f"{rule}.{name}") or _LABELS.get(name)
    return str(label or name.replace("_", " ").capitalize())


def _labels_of(choices: Any) -> Callable[[str], str]:  # noqa: ANN401 - any TextChoices
    """Return the way from a code to its label, by which an unknown code stays as it is."""
    labels = dict(choices.choices)
    return lambda code: str(labels.get(code, code))


_WORDS: Mapping[str, Callable[[str], str]] = {
    "register": source_name,
    "source": source_name,
    "verdict": _labels_of(RegistryVerdict.Verdict),
    "education.declared": _labels_of(Account.Education),
    "employment.declared": _labels_of(Account.Employment),
    "citizenship.declared": _labels_of(Account.Citizenship),
    "office.declared": source_name,
}


def _text(rule: str, name: str, value: object) -> str:
    if value is None:
        return ""
    words = _WORDS.get(f"{rule}.{name}") or _WORDS.get(name)
    return words(str(value)) if words else shown(value)
