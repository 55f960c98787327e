"""Door: look at every stored file of evidence now, from the shell."""

import time
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone

from appeals.evidence import sweep, verify
from appeals.models import Appeal, Evidence
from portal.calendar import JAKARTA
from portal.storage import Unavailable

_EVERY_SECONDS = 5.0


class Command(BaseCommand):
    """Check all files; stop it and go on from where it says at will."""

    help = (
        "Checks that every stored file of evidence is there, decrypts and is what was written, "
        "writes down what is not, and names files without rows (--remove deletes them). Ends with 1 when something is "
        "wrong. Cut off, it goes on with --after and the number it said last."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to look at."""
        parser.add_argument("--after", type=int, default=0, help="go on after this row")
        parser.add_argument("--since", type=date.fromisoformat, help="sent on this day or later")
        parser.add_argument("--case", help="the files of the case with this number only")
        parser.add_argument(
            "--believe",
            action="store_true",
            help="this is the right store, however much is missing or left over at once",
        )
        parser.add_argument(
            "--remove",
            action="store_true",
            help="delete files that no row names and that are older than a day",
        )

    def handle(self, *args: object, **options: Any) -> None:  # noqa: ANN401 - Django's options
        """Walk, say how far it came, and report."""
        among = verify.rows(since=_begin(options["since"]), appeal_id=_case(options["case"]))
        is_whole = not (options["after"] or options["since"] or options["case"])
        wrong = self._walk(among, after=options["after"], believe=options["believe"])
        for one in wrong:
            self.stderr.write(f"evidence {one.evidence_id}, {one.part}: {one.fault}")
        orphans = 0
        if is_whole:
            orphans = self._orphans(is_removing=options["remove"], believe=options["believe"])
        if wrong or orphans:
            raise CommandError(f"{len(wrong)} files lost or damaged, {orphans} without a row")
        self.stdout.write(self.style.SUCCESS("every file is there, opens and is what was written"))

    def _walk(self, among: QuerySet[Evidence], *, after: int, believe: bool) -> list[verify.Wrong]:
        total = among.filter(pk__gt=after).count()
        began = said = time.monotonic()
        rows = files = taken_in = found_again = 0
        wrong: list[verify.Wrong] = []
        while True:
            try:
                step = verify.take_step(among, after=after, at=timezone.now(), believe=believe)
            except Unavailable as fault:
                raise CommandError(f"{fault}; go on with --after {after}") from fault
            except verify.LooksWrong as fault:
                raise CommandError(
                    f"{fault}. Is this the right store? --believe says yes"
                ) from None
            if step.last_id is None:
                break
            after, rows, files = step.last_id, rows + step.rows, files + step.files
            taken_in, found_again = taken_in + step.taken_in, found_again + step.found_again
            wrong += [*step.wrong, *step.withheld]
            if time.monotonic() - said > _EVERY_SECONDS:
                said = time.monotonic()
                self._tell(rows, total, seconds=said - began, after=after)
        self.stdout.write(
            f"{rows} rows, {files} files; digests taken in: {taken_in}; found again: {found_again}"
        )
        return wrong

    def _tell(self, rows: int, total: int, *, seconds: float, after: int) -> None:
        rate = rows / seconds
        left = max(0, total - rows) / rate
        self.stdout.write(
            f"{rows} of {total} rows, {rate:.0f} a second, {left:.0f} s left, --after {after}"
        )

    def _orphans(self, *, is_removing: bool, believe: bool) -> int:
        """Name files without a row, and delete them if told; return how many are left."""
        try:
            if is_removing:
                removed = sweep.remove_orphans(believe=believe)
                self.stdout.write(f"deleted: {removed} files without a row")
                return 0
            return sum(self._name(one.orphans) for one in sweep.every_slice())
        except sweep.TooMany as fault:
            raise CommandError(f"{fault}: none deleted. --believe says they may go") from None
        except (Unavailable, sweep.OutOfOrder) as fault:
            raise CommandError(f"{fault}; begin again later") from fault

    def _name(self, orphans: Sequence[str]) -> int:
        for name in orphans:
            self.stderr.write(f"file {name}: no row names it")
        return len(orphans)


def _begin(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=JAKARTA) if day else None


def _case(number: str | None) -> int | None:
    if number is None:
        return None
    try:
        return Appeal.objects.get(reference=number).pk
    except Appeal.DoesNotExist:
        raise CommandError(f"there is no case {number}") from None
