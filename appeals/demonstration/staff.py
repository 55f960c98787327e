"""The demonstration's staff: one sign-in per role, and a second one where two people act."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import Group

from portal.models import Role, User

_STAFF = (
    ("petugas", Role.AGENT, "Petugas Satu"),
    ("petugas2", Role.AGENT, "Petugas Dua"),
    ("penyelia", Role.SUPERVISOR, "Penyelia Satu"),
    ("penyelia2", Role.SUPERVISOR, "Penyelia Dua"),
    ("aturan", Role.RULE_OFFICER, "Petugas Aturan"),
    ("pdp", Role.PRIVACY_OFFICER, "Petugas PDP"),
    ("pdp2", Role.PRIVACY_OFFICER, "Petugas PDP Dua"),
    ("auditor", Role.AUDITOR, "Auditor"),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in to show to whoever tries the demonstration."""

    role: str
    username: str
    password: str


# Without the letters and digits that are taken for each other.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def hire() -> list[SignIn]:
    """Create the staff, or give those there are new passwords; return the sign-ins."""
    sign_ins = []
    for username, role, name in _STAFF:
        password = _password()
        first, last = name.split(" ", 1) if " " in name else (name, "")
        user, _ = User.objects.get_or_create(
            username=username, defaults={"first_name": first, "last_name": last}
        )
        user.email = f"{username}@example.id"
        user.is_staff = True
        user.set_password(password)
        user.save()
        user.groups.set([Group.objects.get(name=role)])
        sign_ins.append(SignIn(role.value, username, password))
    return sign_ins


def _password() -> str:
    """Return twelve random letters and digits in three groups, easy to copy by hand."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
