"""`manage.py partner_key`: issues, rotates and revokes a partner's keys, as a supervisor does."""

from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from eligibility import partners
from eligibility.models import Partner, PartnerKey
from portal.calendar import JAKARTA
from portal.models import User


class Command(BaseCommand):
    """Act on keys from the command line; the secret of a new one is written once."""

    help = "Issue, rotate or revoke a partner's key; the secret is shown once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        issue = steps.add_parser("issue", help="make a key; a partner of that name must exist")
        issue.add_argument("partner", help="the partner's name")
        issue.add_argument(
            "--scope", action="append", required=True, choices=PartnerKey.Scope.values
        )
        rotate = steps.add_parser("rotate", help="make another key with the same scopes")
        rotate.add_argument("prefix", help="the old key's public part")
        rotate.add_argument("--until", type=date.fromisoformat, required=True,
                            help="the old key's last day")  # fmt: skip
        revoke = steps.add_parser("revoke", help="end a key at once")
        revoke.add_argument("prefix", help="the key's public part")
        for step in (issue, rotate):
            step.add_argument("--expires", type=date.fromisoformat, required=True,
                              help="the new key's last day")  # fmt: skip
        for step in (issue, rotate, revoke):
            step.add_argument("--by", required=True, help="a supervisor's user name")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError("--by: there is no such user")
        try:
            getattr(self, f"_{options['step']}")(options, by, timezone.now())
        except partners.NotAllowed as refusal:
            raise CommandError(str(refusal)) from None

    def _issue(self, options: dict[str, Any], by: User, at: datetime) -> None:
        partner = Partner.objects.filter(name=options["partner"]).first()
        if partner is None:
            raise CommandError("there is no partner of that name")
        expires_at = _end_of(options["expires"])
        key, secret = partners.issue(
            partner, scopes=options["scope"], expires_at=expires_at, by=by, at=at
        )
        self._show(key, secret)

    def _rotate(self, options: dict[str, Any], by: User, at: datetime) -> None:
        until, expires_at = _end_of(options["until"]), _end_of(options["expires"])
        old = self._key(options)
        key, secret = partners.rotate(old, until=until, expires_at=expires_at, by=by, at=at)
        self._show(key, secret)

    def _revoke(self, options: dict[str, Any], by: User, at: datetime) -> None:
        key = self._key(options)
        partners.revoke(key, by=by, at=at)
        self.stdout.write(f"Key {key.prefix} is revoked.")

    def _key(self, options: dict[str, Any]) -> PartnerKey:
        key = PartnerKey.objects.filter(prefix=options["prefix"]).first()
        if key is None:
            raise CommandError("there is no key with that prefix")
        return key

    def _show(self, key: PartnerKey, secret: str) -> None:
        self.stdout.write(f"Key {key.prefix} ends {key.expires_at.astimezone(JAKARTA):%Y-%m-%d}.")
        self.stdout.write("Shown once, kept nowhere:")
        self.stdout.write(secret)


def _end_of(day: date) -> datetime:
    """Return the first moment after `day` in Jakarta."""
    return datetime.combine(day + timedelta(days=1), time(), JAKARTA)
