"""The registers and lists we know, by their codes: what files, findings and letters call them.

A code of another spelling would be another register, whose word no rule knows.
"""

from collections.abc import Mapping

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
# Every code, and how people know it.
NAMES: Mapping[str, str] = {**REGISTERS, **LISTS}
