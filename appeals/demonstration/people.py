"""Invents people: who they are, which family card they share, and what befell them.

Plain values only; nothing is stored here. The same numbers give the same people. Every NIK is
made of a real regency's code and an invented date and serial; phones and e-mails lead nowhere.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

_SEED = 20200411
_REGENCIES = (
    "1171", "1271", "1371", "1471", "1671", "1871", "3171", "3172", "3173", "3174", "3175",
    "3201", "3204", "3273", "3275", "3276", "3322", "3372", "3374", "3404", "3471", "3515",
    "3573", "3578", "3603", "3671", "5171", "5271", "5371", "6171", "6371", "6471", "7171",
    "7371", "8171", "9171",
)  # fmt: skip
_WOMEN = (
    "Aisyah", "Ayu", "Citra", "Dewi", "Dian", "Endah", "Fitri", "Indah", "Intan", "Kartika",
    "Lestari", "Maya", "Nurul", "Putri", "Rina", "Sari", "Siti", "Tri", "Wulan", "Yuni",
)  # fmt: skip
_MEN = (
    "Adi", "Agus", "Andi", "Arif", "Bambang", "Budi", "Dedi", "Eko", "Fajar", "Hendra", "Ilham",
    "Joko", "Made", "Muhammad", "Putu", "Rizki", "Slamet", "Teguh", "Wahyu", "Yusuf",
)  # fmt: skip
_LAST = (
    "Anggraini", "Firmansyah", "Gunawan", "Hakim", "Handayani", "Hidayat", "Kurniawan", "Kusuma",
    "Lubis", "Maulana", "Nasution", "Nugroho", "Permata", "Pratama", "Purnama", "Rahayu",
    "Ramadhan", "Saputra", "Setiawan", "Siregar", "Susanto", "Wibowo", "Wijaya", "Yulianto",
)  # fmt: skip


class Fate(StrEnum):
    """What befell a person: nothing, or what a rule sees."""

    ORDINARY = "ordinary"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    ENROLLED = "enrolled"
    STUDENT = "student"
    LISTED = "listed"
    OFFICIAL = "official"
    OTHER_WORK = "other_work"
    THIRD_OF_KK = "third_of_kk"
    TWICE = "twice"
    NOT_BOUGHT = "not_bought"
    NOT_FINISHED = "not_finished"
    ENROLLED_NOT_BOUGHT = "enrolled_not_bought"


# Of 2,000 people: about 150 meet a rule, most often those that err most in life.
_OF_2000 = {
    Fate.TOO_YOUNG: 8,
    Fate.TOO_OLD: 5,
    Fate.ENROLLED: 40,
    Fate.STUDENT: 6,
    Fate.LISTED: 18,
    Fate.OFFICIAL: 4,
    Fate.OTHER_WORK: 8,
    Fate.THIRD_OF_KK: 12,
    Fate.TWICE: 14,
    Fate.NOT_BOUGHT: 22,
    Fate.NOT_FINISHED: 9,
    Fate.ENROLLED_NOT_BOUGHT: 5,
}


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person as the main programme site would know them."""

    number: int
    fate: Fate
    name: str
    sex: str
    birth_date: date
    nik: str
    kk: str
    registered_on: date
    # The position of the wave that made them a recipient (0, 1, 2), if one did.
    wave: int | None
    # How many of the card became recipients before.
    place: int = 1

    @property
    def external_id(self) -> str:
        """The number under which the main site knows the account."""
        return f"CONTOH-{self.number:06d}"

    @property
    def email(self) -> str:
        """An address of a domain that is reserved for examples."""
        return f"{self.name.split()[0].lower()}.{self.number}@example.id"

    @property
    def phone(self) -> str:
        """A number of a block nobody was given."""
        return f"081200{self.number:06d}"


# What the rules about recipients see needs a grant; who holds two has the first here.
_WAVE_OF: dict[Fate, int] = {
    Fate.TWICE: 0,
    Fate.NOT_BOUGHT: 2,
    Fate.NOT_FINISHED: 1,
    Fate.ENROLLED_NOT_BOUGHT: 2,
}


@dataclass(frozen=True, slots=True)
class _Setting:
    """The day, the waves' grant days and the chance all people share."""

    today: date
    wave_days: tuple[date, ...]
    chance: random.Random

    def before(self, wave: int) -> date:
        """Return a day on which somebody of that wave registered."""
        return self.wave_days[wave] - timedelta(days=self.chance.randint(10, 24))


def invent(count: int, *, today: date, wave_days: tuple[date, ...]) -> list[Person]:
    """Return `count` people, registered before the wave they joined.

    `wave_days` are the days on which the waves' recipients were named, oldest first.
    """
    # Reproducible people, no secret.
    setting = _Setting(today, wave_days, random.Random(_SEED))  # noqa: S311
    people: list[Person] = []
    for fate in _fates(count, setting.chance):
        if len(people) >= count:
            break
        people.extend(_household(fate, len(people) + 1, setting))
    return people[:count]


def at_least(share_of_2000: int, count: int) -> int:
    """Return the share for `count` people; small sets have four of each kind all the same."""
    return max(4, round(share_of_2000 * count / 2000))


def _fates(count: int, chance: random.Random) -> Iterator[Fate]:
    special = [fate for fate, share in _OF_2000.items() for _ in range(at_least(share, count))]
    ordinary = [Fate.ORDINARY] * max(0, count - len(special))
    fates = special + ordinary[: count // 2]
    chance.shuffle(fates)
    yield from fates
    yield from ordinary


def _household(fate: Fate, number: int, setting: "_Setting") -> Iterator[Person]:
    chance = setting.chance
    region = chance.choice(_REGENCIES) + f"{chance.randint(1, 12):02d}"
    card_day = setting.today - timedelta(days=chance.randint(400, 5000))
    kk = f"{region}{card_day:%d%m%y}{number % 9999 + 1:04d}"
    last = chance.choice(_LAST)
    if fate is not Fate.THIRD_OF_KK:
        yield _person(fate, number, setting, kk=kk, last=last)
        return
    for place, member in enumerate((Fate.ORDINARY, Fate.ORDINARY, fate), start=1):
        person = _person(member, number + place - 1, setting, kk=kk, last=last)
        yield replace(person, wave=place - 1, place=place, registered_on=setting.before(place - 1))


def _person(fate: Fate, number: int, setting: "_Setting", *, kk: str, last: str) -> Person:
    chance = setting.chance
    wave = _WAVE_OF.get(fate, chance.choice((None, None, 0, 1, 2)))
    registered_on = setting.before(2 if wave is None else wave)
    born = _born(fate, registered_on, chance)
    sex = chance.choice("fm")
    day = born.day + (40 if sex == "f" else 0)
    return Person(
        number=number,
        fate=fate,
        name=f"{chance.choice(_WOMEN if sex == 'f' else _MEN)} {last}",
        sex=sex,
        birth_date=born,
        nik=f"{kk[:6]}{day:02d}{born:%m%y}{number % 9999 + 1:04d}",
        kk=kk,
        registered_on=registered_on,
        wave=wave,
    )


def _born(fate: Fate, registered_on: date, chance: random.Random) -> date:
    if fate is Fate.TOO_YOUNG:
        return registered_on - timedelta(days=round(17.3 * 365.25))
    if fate is Fate.TOO_OLD:
        return registered_on - timedelta(days=round(66.1 * 365.25))
    return registered_on - timedelta(days=chance.randint(round(19 * 365.25), round(58 * 365.25)))
