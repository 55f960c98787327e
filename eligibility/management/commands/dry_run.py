"""`manage.py dry_run`: counts what a policy would do, without doing it."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from eligibility.models import RulePolicy
from eligibility.policies import NotAllowed, counting
from eligibility.rules import catalogue
from eligibility.rules.base import BadLimits
from portal.regions import province_name


class Command(BaseCommand):
    """Try a rule dry and print whom it would hit."""

    help = "Count whom a rule would hit and newly block; nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", nargs="?", help="the rule's code, such as household")
        parser.add_argument("--limits", default="{}", help='limits as JSON: {"most": 3}')
        parser.add_argument("--mode", choices=RulePolicy.Mode.values, default="block")
        parser.add_argument("--policy", type=int, help="the key of a policy, instead of a rule")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        if (options["rule"] is None) == (options["policy"] is None):
            raise CommandError("Name either a rule or a policy.")
        try:
            trial = self._of_terms(options) if options["rule"] else self._of_policy(options)
        except BadLimits as fault:
            raise CommandError(str(fault)) from None
        except NotAllowed:
            known = ", ".join(rule.code for rule in catalogue.RULES)
            raise CommandError(f"There is no such rule. Known: {known}.") from None
        self._show(trial.mode, counting.count(trial))

    def _of_terms(self, options: dict[str, Any]) -> counting.Trial:
        try:
            limits = json.loads(options["limits"])
        except json.JSONDecodeError:
            limits = None
        if not isinstance(limits, dict):
            raise CommandError('The limits are a JSON object, such as {"most": 3}.')
        at = timezone.now()
        return counting.of_terms(options["rule"], limits, mode=options["mode"], at=at)

    def _of_policy(self, options: dict[str, Any]) -> counting.Trial:
        policy = RulePolicy.objects.filter(pk=options["policy"]).first()
        if policy is None:
            raise CommandError(f"There is no policy {options['policy']}.")
        return counting.of_policy(policy, at=timezone.now())

    def _show(self, mode: str, figures: counting.Figures) -> None:
        self.stdout.write(
            f"{figures.hits:,} of {figures.accounts:,} accounts hit (mode {mode}); "
            f"{figures.newly_hit:,} not hit a week ago; "
            f"{figures.newly_blocked:,} newly blocked; "
            f"{figures.won_before:,} had won on this ground before."
        )
        provinces = {province_name(code) or code: n for code, n in figures.by_province.items()}
        waves = {wave or "never granted": n for wave, n in figures.by_wave.items()}
        self._table("province", provinces)
        self._table("wave", waves)
        self._table("status", figures.by_status)
        if figures.sample:
            keys = " ".join(str(key) for key in figures.sample)
            self.stdout.write(f"Some of the accounts: {keys}")

    def _table(self, title: str, counts: Mapping[str, int]) -> None:
        for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
            self.stdout.write(f"  {title}  {name or 'unknown':<28} {count:>12,}")
