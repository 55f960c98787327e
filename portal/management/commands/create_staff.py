"""Makes a member of staff."""

import getpass
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from portal import audit
from portal.models import Role, User


class Command(BaseCommand):
    """Make a user with roles, or an administrator who makes users; asks for the password."""

    help = "Makes a member of staff. Without a terminal the password is generated and printed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the user name and the roles."""
        parser.add_argument("username")
        parser.add_argument("--role", action="append", default=[], choices=Role.values)
        parser.add_argument(
            "--administrator", action="store_true", help="may make staff and give roles"
        )
        parser.add_argument(
            "--generate", action="store_true", help="generate the password and print it once"
        )

    def handle(self, *args: object, **options: Any) -> None:  # noqa: ANN401 - Django's
        """Make the user, in one transaction with its audit entry."""
        if not options["role"] and not options["administrator"]:
            raise CommandError("Name a --role, or --administrator.")
        if User.objects.filter(username=options["username"]).exists():
            raise CommandError(f"There is a user {options['username']!r} already.")
        user = User(username=options["username"], is_staff=True)
        user.is_superuser = options["administrator"]
        is_generated = options["generate"] or not sys.stdin.isatty()
        password = secrets.token_urlsafe(15) if is_generated else _asked(user)
        user.set_password(password)
        _save(user, options["role"])
        self.stdout.write(f"Made {user.username}.")
        if is_generated:
            self.stdout.write(f"Password: {password}")


@transaction.atomic
def _save(user: User, roles: list[str]) -> None:
    user.save()
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    audit.record("staff.created", by=None, subject=user, at=timezone.now(), roles=sorted(roles))


def _asked(user: User) -> str:
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("The same again: "):
        raise CommandError("The two passwords differ.")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    return password
