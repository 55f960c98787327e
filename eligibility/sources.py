"""The registers and lists we know, by their codes: what files, findings and letters call them.

A code of another spelling would be another register, whose word no rule knows.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Who says whether a person is known, alive, and at school or university.
REGISTERS: Mapping[str, str] = {
    "kemdikbud": "Kemdikbud",
    "emis": "EMIS",
    "dukcapil": "Dukcapil",
}
# Who says which office a person holds.
LISTS: Mapping[str, str] = {
    "bkn": "BKN",
    "tni": "TNI",
    "polri": "Polri",
    "bumn": "Kementerian BUMN",
}
# Who tells of accounts, grants and training; these are no names, so they are translated.
OWN: Mapping[str, "StrOrPromise"] = {
    "situs program": _("Situs program"),
    "lembaga pelatihan": _("Lembaga pelatihan"),
}
# Every code, and how people know it.
NAMES: Mapping[str, "StrOrPromise"] = {**REGISTERS, **LISTS, **OWN}
